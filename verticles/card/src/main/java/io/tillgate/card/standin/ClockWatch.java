package io.tillgate.card.standin;

import java.util.concurrent.TimeUnit;

/**
 * Whether the wall clock may be believed: a card's expiry, the age of the deny list and a card's
 * velocity hang on it. It may not where it stands before the last record of the journal, where it
 * has jumped against the monotonic clock, or where central said by the last heartbeat that it is
 * off. A heartbeat that finds it right ends the doubt. Any thread.
 */
public final class ClockWatch {
  /** A heartbeat's word is worth so much; after it the box is on its own again. */
  static final long WORD_MILLIS = TimeUnit.HOURS.toMillis(24);

  private final long lastRecordMillis;
  private long wallMillis;
  private long monotonicMillis;
  private long skewMillis;
  private long heardMillis;
  private boolean hasHeard;

  /**
   * @param wallMillis now, by the wall clock
   * @param monotonicMillis now, by the clock that never goes back
   * @param lastRecordMillis time of the journal's newest record; {@link Long#MIN_VALUE} without one
   */
  public ClockWatch(long wallMillis, long monotonicMillis, long lastRecordMillis) {
    this.wallMillis = wallMillis;
    this.monotonicMillis = monotonicMillis;
    this.lastRecordMillis = lastRecordMillis;
  }

  /**
   * A heartbeat's word.
   *
   * @param skewMillis central's clock less this one
   */
  public synchronized void heard(long skewMillis, long wallMillis, long monotonicMillis) {
    this.skewMillis = skewMillis;
    this.heardMillis = monotonicMillis;
    this.hasHeard = true;
    this.wallMillis = wallMillis;
    this.monotonicMillis = monotonicMillis;
  }

  /** Whether the wall clock is within {@code toleranceMillis} of what it should be. */
  public synchronized boolean isSane(
      long nowWallMillis, long nowMonotonicMillis, long toleranceMillis) {
    long passed = nowMonotonicMillis - monotonicMillis;
    if (Math.abs(nowWallMillis - wallMillis - passed) > toleranceMillis) return false;
    boolean isFresh = hasHeard && nowMonotonicMillis - heardMillis <= WORD_MILLIS;
    if (isFresh) return Math.abs(skewMillis) <= toleranceMillis;
    return lastRecordMillis == Long.MIN_VALUE
        || nowWallMillis >= lastRecordMillis - toleranceMillis;
  }
}
