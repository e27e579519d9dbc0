package io.tillgate.uplink;

import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter: a random wait between 0 and a bound that doubles with each
 * failure up to a cap, so that stores that lost central together do not return together.
 */
final class Backoff {
  private final int firstMillis;
  private final int maxMillis;
  private final RandomGenerator random;

  Backoff(int firstMillis, int maxMillis, RandomGenerator random) {
    this.firstMillis = firstMillis;
    this.maxMillis = maxMillis;
    this.random = random;
  }

  /**
   * @param failures how many failures in a row, from 1
   * @return milliseconds to wait, at least 1
   */
  long waitMillis(int failures) {
    return 1 + random.nextLong(boundMillis(failures));
  }

  long boundMillis(int failures) {
    int doublings = Math.min(failures - 1, Integer.SIZE);
    return Math.min(maxMillis, (long) firstMillis << doublings);
  }
}
