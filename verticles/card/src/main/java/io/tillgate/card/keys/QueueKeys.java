package io.tillgate.card.keys;

import java.util.Optional;

/** The keys that wrap one-time keys, by id. Any thread. */
interface QueueKeys {
  /** The one that wraps; the others only unwrap. */
  int active();

  /** A copy, which the caller zeroes; empty where no such key is in service. */
  Optional<byte[]> key(int id);

  /** Whether that key is out of service and can be restored. */
  boolean isRetired(int id);
}
