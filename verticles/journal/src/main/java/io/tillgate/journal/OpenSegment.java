package io.tillgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that is being written. Belongs to the writer's thread. */
final class OpenSegment {
  private final Segment segment;
  private final SegmentFile file;
  private final SegmentCipher cipher;
  private final long nonceSalt;
  private int nonceCounter;
  private long position;

  /**
   * @param nonceSalt random and not 0, drawn for this opening of this segment and for no other
   * @param position where the next group begins; 0 for a new segment, whose first group begins with
   *     the header
   */
  OpenSegment(
      Segment segment, SegmentFile file, SegmentCipher cipher, long nonceSalt, long position) {
    this.segment = segment;
    this.file = file;
    this.cipher = cipher;
    this.nonceSalt = nonceSalt;
    this.position = position;
  }

  Segment segment() {
    return segment;
  }

  SegmentCipher cipher() {
    return cipher;
  }

  long position() {
    return position;
  }

  /** Bytes of the frame of {@code entries} in this segment. */
  int bytesOf(Entry[] entries) {
    return (int) segment.header().layout().bytesOf(entries);
  }

  int bytes() {
    return segment.header().segmentBytes();
  }

  /** A head for the group that begins at {@link #position}; its nonces are given to no other. */
  Frame frame(int bytes, long firstOffset, long epochMillis, int count) {
    int counter = nonceCounter;
    FrameLayout layout = segment.header().layout();
    nonceCounter = Math.addExact(counter, layout.nonces(count));
    return new Frame(
        layout, bytes, firstOffset, epochMillis, (int) position, count, nonceSalt, counter, 0);
  }

  /** Writes a group and forces it. */
  void write(ByteBuffer group) throws IOException {
    int bytes = group.remaining();
    file.writeFully(group, position);
    file.force();
    position += bytes;
  }

  void close() throws IOException {
    file.close();
  }
}
