package io.tillgate.card.standin;

/**
 * How many advices may wait for the host at a time. It opens by one for each full window of answers
 * in the host's usual time, and halves where the host slows down or stays silent: as fast as the
 * host likes, and no faster. One thread.
 */
public final class DrainWindow {
  /** A host that takes so many times its best is asked less. */
  static final int SLOW_FACTOR = 4;

  /** Below this nobody calls a host slow. */
  static final long FAST_MILLIS = 50;

  private static final int FIRST = 2;

  private final int most;
  private int size;
  private int answersAtThisSize;
  private long bestMillis = Long.MAX_VALUE;

  public DrainWindow(int most) {
    this.most = most;
    this.size = Math.min(FIRST, most);
  }

  /** 1 to the most. */
  public int size() {
    return size;
  }

  /** An answer came. */
  public void answered(long roundTripMillis) {
    bestMillis = Math.min(bestMillis, roundTripMillis);
    if (roundTripMillis > Math.max(FAST_MILLIS, SLOW_FACTOR * bestMillis)) {
      halve();
    } else if (++answersAtThisSize >= size && size < most) {
      size++;
      answersAtThisSize = 0;
    }
  }

  /** No answer came in time, or the host cannot do it now. */
  public void failed() {
    halve();
  }

  /** The line was gone: what was learned of its pace may be wrong now. */
  public void restart() {
    size = Math.min(FIRST, most);
    answersAtThisSize = 0;
    bestMillis = Long.MAX_VALUE;
  }

  private void halve() {
    size = Math.max(1, size / 2);
    answersAtThisSize = 0;
  }
}
