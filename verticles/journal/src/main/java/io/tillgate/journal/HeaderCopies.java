package io.tillgate.journal;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The copies of a segment's header.
 *
 * @param header what the first sound copy says
 * @param damaged the copy that is not sound, or -1; where no copy is, 0
 */
record HeaderCopies(Optional<SegmentHeader> header, int damaged) {
  static HeaderCopies read(SegmentReader reader) throws IOException, JournalRefusal {
    Optional<SegmentHeader> found = Optional.empty();
    int damaged = -1;
    for (int copy = 0; copy < SegmentHeader.COPIES; copy++) {
      Optional<SegmentHeader> header = SegmentHeader.read(block(reader, copy));
      if (header.isEmpty()) {
        if (damaged < 0) damaged = copy;
      } else if (found.isEmpty()) {
        found = header;
      }
    }
    return new HeaderCopies(found, damaged);
  }

  private static byte[] block(SegmentReader reader, int copy) throws IOException {
    int at = reader.load((long) copy * SegmentHeader.BLOCK_BYTES, SegmentHeader.BLOCK_BYTES);
    return Arrays.copyOfRange(reader.bytes(), at, at + SegmentHeader.BLOCK_BYTES);
  }

  /**
   * Whether a file without a sound header was never acknowledged: no later group follows its first
   * one, and its header looks like a write that did not finish.
   */
  static boolean isUnbegun(SegmentReader reader) throws IOException {
    long at = reader.nextHead(SegmentHeader.BYTES);
    while (at >= 0) {
      Frame head = reader.head(at);
      if (head.groupStart() > 0) return false;
      at = reader.nextHead(at + head.bytes());
    }
    if (reader.endOfData(0) < SegmentHeader.BLOCK_BYTES) return true;
    for (int copy = 0; copy < SegmentHeader.COPIES; copy++) {
      long start = (long) copy * SegmentHeader.BLOCK_BYTES;
      long end = start + SegmentHeader.BLOCK_BYTES;
      boolean torn =
          reader.isZero(start, start + SegmentReader.SECTOR_BYTES)
              || reader.isZero(end - SegmentReader.SECTOR_BYTES, end);
      if (!torn) return false;
    }
    return true;
  }
}
