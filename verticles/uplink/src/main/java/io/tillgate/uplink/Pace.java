package io.tillgate.uplink;

/**
 * How large batches are on this line. A thin line takes small ones, so that an answer comes well
 * within the request's time-out; a good line soon takes the largest. Kept across connections. One
 * context.
 */
final class Pace {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int MIN_BYTES = 4 << 10;

  private final int maxBytes;
  private final int timeoutMillis;
  private int bytes;

  Pace(int maxBytes, int timeoutMillis) {
    this.maxBytes = maxBytes;
    this.timeoutMillis = timeoutMillis;
    this.bytes = Math.min(FIRST_BYTES, maxBytes);
  }

  /** Bytes of a batch before compression. */
  int batchBytes() {
    return bytes;
  }

  void answeredIn(long millis) {
    if (millis < timeoutMillis / 8) bytes = (int) Math.min(maxBytes, bytes * 2L);
    else if (millis > timeoutMillis / 2) bytes = Math.max(MIN_BYTES, bytes / 2);
  }

  void timedOut() {
    bytes = Math.max(MIN_BYTES, bytes / 4);
  }
}
