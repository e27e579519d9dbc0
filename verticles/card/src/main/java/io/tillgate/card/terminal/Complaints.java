package io.tillgate.card.terminal;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What is logged about terminals that misbehave: at most {@link #MAX_LINES} lines a second, then
 * how many were left out. Whoever floods the door must not fill the disk with its name; the
 * counters have all of it. State of the card context.
 */
final class Complaints {
  static final int MAX_LINES = 10;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Consumer<String> log;
  private boolean isOpen;
  private long sinceNanos;
  private int lines;
  private long leftOut;

  Complaints(Consumer<String> log) {
    this.log = log;
  }

  void about(String what, long nowNanos) {
    sweep(nowNanos);
    if (!isOpen) {
      isOpen = true;
      sinceNanos = nowNanos;
    }
    if (lines < MAX_LINES) {
      lines++;
      log.accept(what);
    } else {
      leftOut++;
    }
  }

  /** Ends a second that is over, and says how many were left out of it. */
  void sweep(long nowNanos) {
    if (!isOpen || nowNanos - sinceNanos < WINDOW_NANOS) return;
    if (leftOut > 0) {
      log.accept(leftOut + " more complaints about terminals: see tillgate.card.refused");
    }
    isOpen = false;
    lines = 0;
    leftOut = 0;
  }
}
