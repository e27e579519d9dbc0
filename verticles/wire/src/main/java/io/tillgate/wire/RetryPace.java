package io.tillgate.wire;

/**
 * How often a reversal is sent again until it is acknowledged. It is never dropped.
 *
 * @param firstMillis wait before the first repeat
 * @param factor by which each wait is longer than the one before
 * @param maxMillis the longest wait
 * @param triesBeforeParking after so many in vain it is set aside in sight, and a person must look
 */
public record RetryPace(long firstMillis, double factor, long maxMillis, int triesBeforeParking) {

  /**
   * The wait before a repeat.
   *
   * @param repeat 1 for the first one
   */
  public long delayMillis(int repeat) {
    return (long) Math.min(maxMillis, firstMillis * Math.pow(factor, Math.max(0, repeat - 1)));
  }
}
