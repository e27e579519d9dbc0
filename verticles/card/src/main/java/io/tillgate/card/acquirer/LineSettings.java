package io.tillgate.card.acquirer;

/**
 * When a line that failed is trusted again.
 *
 * @param steadyMillis how long it must carry traffic without losing a link. 10 s
 * @param steadyLongestMillis each time it fails again soon, twice as long as the last time, up to
 *     this; and one that was up for so long counts as sound. 2 min
 */
public record LineSettings(long steadyMillis, long steadyLongestMillis) {
  public LineSettings {
    if (steadyMillis < 1) {
      throw new IllegalArgumentException("steadyMillis must be 1 or more, not " + steadyMillis);
    }
    if (steadyLongestMillis < steadyMillis) {
      throw new IllegalArgumentException("steadyLongestMillis is below steadyMillis");
    }
  }
}
