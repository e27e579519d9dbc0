package io.tillgate.journal;

import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when it is told to. */
final class ManualClocks implements Clocks {
  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

  void advanceMillis(long by) {
    millis.addAndGet(by);
  }

  @Override
  public long epochMillis() {
    return millis.get();
  }

  @Override
  public long nanos() {
    return millis.get() * 1_000_000;
  }
}
