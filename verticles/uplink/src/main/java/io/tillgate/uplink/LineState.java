package io.tillgate.uplink;

import java.net.URI;

/** How the line to central stands. */
public sealed interface LineState {

  /** Since when, epoch milliseconds; a line that fails again and again is down since the first. */
  long sinceMillis();

  /** On the way to {@code central}; not usable yet. */
  record Connecting(URI central, long sinceMillis) implements LineState {}

  /** {@code central} has answered: with mTLS a connection alone proves nothing. */
  record Up(URI central, long sinceMillis) implements LineState {}

  /** Tried again by itself. */
  record Down(String reason, long sinceMillis) implements LineState {}

  /** Every central refuses this edge or its batch. A person must look; tried again slowly. */
  record Refused(String reason, long sinceMillis) implements LineState {}

  /** One word for pages and metrics: connecting, up, down or refused. */
  default String word() {
    if (this instanceof Connecting) return "connecting";
    if (this instanceof Up) return "up";
    return this instanceof Down ? "down" : "refused";
  }
}
