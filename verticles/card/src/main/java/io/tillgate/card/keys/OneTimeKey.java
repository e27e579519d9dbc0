package io.tillgate.card.keys;

import java.util.Arrays;

/**
 * A key that encrypts one thing once, and the slot that keeps it until it is shredded.
 *
 * @param key 32 bytes, a copy; zeroed by {@link #close}
 */
record OneTimeKey(int slot, byte[] key) implements AutoCloseable {
  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "OneTimeKey[slot=" + slot + "]";
  }
}
