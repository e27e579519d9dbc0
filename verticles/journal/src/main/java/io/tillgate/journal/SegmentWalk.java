package io.tillgate.journal;

import java.io.IOException;

/**
 * Steps through a segment's frames, and decides what a place is where no sound frame is: the end, a
 * torn tail, or damage. The rules are in README.md. Belongs to one thread.
 */
final class SegmentWalk {
  /** What is at a place. */
  sealed interface Step permits Sound, Broken, End {}

  record Sound(long position, Frame frame) implements Step {}

  /** Damage from {@code position} to {@code next}, where the walk goes on. */
  record Broken(long position, long next, long firstOffset, long records, String reason)
      implements Step {}

  /** Nothing from here on that counts; {@code tornBytes} of an unfinished write may follow. */
  record End(long position, long tornBytes) implements Step {}

  private static final long UNKNOWN = -1;
  private static final String MISSING = "records are missing";
  private static final String DAMAGED_HEAD = "a record's head is damaged";

  private final SegmentReader reader;
  private long position;
  private long expected;
  private long provenEnd;
  private long endOffset;

  private SegmentWalk(
      SegmentReader reader, long position, long expected, long provenEnd, long endOffset) {
    this.reader = reader;
    this.position = position;
    this.expected = expected;
    this.provenEnd = provenEnd;
    this.endOffset = endOffset;
  }

  /** A walk up to the reader's limit, all of it acknowledged, with {@code endOffset} after it. */
  static SegmentWalk ofDurable(SegmentReader reader, long baseOffset, long endOffset) {
    return new SegmentWalk(reader, SegmentHeader.BYTES, baseOffset, reader.limit(), endOffset);
  }

  /** A walk through the last segment, whose last group may not have been acknowledged. */
  static SegmentWalk ofLast(SegmentReader reader, long baseOffset) {
    return new SegmentWalk(reader, SegmentHeader.BYTES, baseOffset, 0, UNKNOWN);
  }

  /** More of the segment has become durable. */
  void growTo(long limit, long newEndOffset) {
    reader.growTo(limit);
    provenEnd = limit;
    endOffset = newEndOffset;
  }

  /** Goes back to a place where {@code newExpected} was due. */
  void backTo(long newPosition, long newExpected) {
    position = newPosition;
    expected = newExpected;
  }

  long position() {
    return position;
  }

  /** The offset that comes next. */
  long expected() {
    return expected;
  }

  Step next() throws IOException {
    Frame head = reader.head(position);
    Step step;
    if (head == null) {
      step = withoutHead();
    } else if (!reader.hasBody(position, head)) {
      step = withoutBody(head);
    } else if (head.firstOffset() == expected) {
      step = new Sound(position, head);
    } else {
      step = outOfOrder(head);
    }
    advance(step);
    return step;
  }

  private void advance(Step step) {
    if (step instanceof Sound sound) {
      position += sound.frame.bytes();
      expected += sound.frame.count();
    } else if (step instanceof Broken broken) {
      position = broken.next;
      expected += broken.records;
    }
  }

  private Step withoutHead() throws IOException {
    long dataEnd = reader.endOfData(position);
    if (endOffset == UNKNOWN && position >= provenEnd && dataEnd == position) {
      return new End(position, 0);
    }
    if (endOffset != UNKNOWN && expected >= endOffset) {
      return new End(position, dataEnd - position);
    }
    if (!isProven(position) && isTornHead(dataEnd)) return new End(position, dataEnd - position);
    long next = reader.nextHead(position + Frame.ALIGNMENT);
    if (next >= 0) {
      long lost = Math.max(0, reader.head(next).firstOffset() - expected);
      return new Broken(position, next, expected, lost, DAMAGED_HEAD);
    }
    if (endOffset != UNKNOWN) {
      String reason = dataEnd == position ? MISSING : DAMAGED_HEAD;
      return new Broken(position, reader.limit(), expected, endOffset - expected, reason);
    }
    // How many records there were is unknown; no offset may be used twice, so all there could be.
    long end = Frame.aligned(dataEnd);
    return new Broken(position, end, expected, Frame.maxRecords(end - position), DAMAGED_HEAD);
  }

  private Step withoutBody(Frame head) throws IOException {
    if (!isProven(position) && isTorn(head)) {
      return new End(position, reader.endOfData(position) - position);
    }
    long lost = Math.max(0, head.nextOffset() - expected);
    return new Broken(
        position, position + head.bytes(), expected, lost, "a record's checksum does not match");
  }

  private Step outOfOrder(Frame head) {
    if (head.firstOffset() > expected) {
      long lost = head.firstOffset() - expected;
      return new Broken(position, position, expected, lost, MISSING);
    }
    return new Broken(
        position, position + head.bytes(), expected, 0, "an offset that was there before");
  }

  /** Whether what is at {@code place} was acknowledged: a later group could not have begun else. */
  private boolean isProven(long place) throws IOException {
    if (place < provenEnd) return true;
    long at = reader.nextHead(place + Frame.ALIGNMENT);
    while (at >= 0) {
      Frame head = reader.head(at);
      provenEnd = Math.max(provenEnd, head.groupStart());
      if (place < provenEnd) return true;
      at = reader.nextHead(at + head.bytes());
    }
    return false;
  }

  /** A write that did not finish leaves zeros: from some byte on, or whole sectors. */
  private boolean isTorn(Frame head) throws IOException {
    long end = position + head.bytes();
    return reader.isZero(end - 1, end) || reader.lacksSector(position, end);
  }

  private boolean isTornHead(long dataEnd) throws IOException {
    long headEnd = Math.min(position + Frame.HEAD_BYTES, reader.limit());
    return dataEnd < headEnd || reader.lacksSector(position, headEnd);
  }
}
