package io.tillgate.uplink;

import java.util.OptionalLong;

/**
 * How far central's clock is ahead of this box's. A sample is central's time less the middle of the
 * round trip, wrong by half of it at most; of the last few the one with the shortest trip counts.
 * One context.
 */
final class ClockSkew {
  private static final int SAMPLES = 8;

  private final long[] skews = new long[SAMPLES];
  private final long[] roundTrips = new long[SAMPLES];
  private int count;

  /**
   * @param sentMillis this box's clock when the request left
   * @param roundTripMillis until the answer was there
   * @param centralMillis central's clock, somewhere between
   */
  void sample(long sentMillis, long roundTripMillis, long centralMillis) {
    int at = count++ % SAMPLES;
    skews[at] = centralMillis - (sentMillis + roundTripMillis / 2);
    roundTrips[at] = roundTripMillis;
  }

  /** Milliseconds that central is ahead; empty before the first sample. */
  OptionalLong millis() {
    if (count == 0) return OptionalLong.empty();
    int best = 0;
    for (int i = 1; i < Math.min(count, SAMPLES); i++) {
      if (roundTrips[i] < roundTrips[best]) best = i;
    }
    return OptionalLong.of(skews[best]);
  }
}
