package io.tillgate.journal;

import java.time.Duration;
import java.util.Objects;

/**
 * The journal's bounds.
 *
 * @param segmentBytes size of a segment file, allocated in full before it is used. 64 MiB: about
 *     100,000 records, allocated in well under a second on a small disk
 * @param maxRecordBytes key and payload of one entry. 1 MiB: a sale of some thousand lines
 * @param maxAppendBytes one append with all its entries, as written. 4 MiB
 * @param maxPendingBytes what may wait for the disk, as written; above it appends are refused with
 *     {@link JournalFull}. 16 MiB: some seconds of a slow disk, and a small part of a 256 MiB heap
 * @param minFreeBytes what the journal leaves free on the disk: with less it does not open, and it
 *     allocates no segment that would go below. 256 MiB
 * @param minAge how long a segment stays after it was filled, although all of it was released. 7
 *     days: a week of looking back at the box without central
 */
public record JournalSettings(
    long segmentBytes,
    int maxRecordBytes,
    int maxAppendBytes,
    long maxPendingBytes,
    long minFreeBytes,
    Duration minAge) {
  private static final long MAX_SEGMENT_BYTES = 1L << 30;

  public JournalSettings {
    Objects.requireNonNull(minAge, "minAge");
    if (segmentBytes % SegmentHeader.BLOCK_BYTES != 0 || segmentBytes > MAX_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segmentBytes " + segmentBytes + " must be a multiple of 4096, at most 1 GiB");
    }
    if (maxRecordBytes < 1 || maxAppendBytes < maxRecordBytes + Frame.MAX_OVERHEAD_BYTES) {
      throw new IllegalArgumentException(
          "maxAppendBytes " + maxAppendBytes + " has no room for a record of " + maxRecordBytes);
    }
    if (segmentBytes - SegmentHeader.BYTES < maxAppendBytes) {
      throw new IllegalArgumentException(
          "segmentBytes " + segmentBytes + " has no room for an append of " + maxAppendBytes);
    }
    if (maxPendingBytes < maxAppendBytes) {
      throw new IllegalArgumentException(
          "maxPendingBytes " + maxPendingBytes + " has no room for an append of " + maxAppendBytes);
    }
    if (minFreeBytes < 0 || minAge.isNegative()) {
      throw new IllegalArgumentException("minFreeBytes and minAge must not be negative");
    }
  }

  public static JournalSettings defaults() {
    return new JournalSettings(
        64L << 20, 1 << 20, 4 << 20, 16L << 20, 256L << 20, Duration.ofDays(7));
  }
}
