package io.tillgate.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;

/**
 * Reads a segment file through a buffer. What lies beyond the file's end reads as zeros, as if it
 * had never been written. Belongs to one thread; the buffer grows to the largest frame.
 */
final class SegmentReader implements Closeable {
  /** Parts of the medium that are written whole or not at all, at least. */
  static final int SECTOR_BYTES = 512;

  private static final int CHUNK_BYTES = 64 << 10;

  /** What is given up where the medium cannot read. */
  private static final int UNREADABLE_BYTES = 512;

  private final SegmentFile file;
  private long limit;
  private byte[] bytes = new byte[CHUNK_BYTES];
  private ByteBuffer view = ByteBuffer.wrap(bytes);
  private long start;
  private int length;

  /**
   * @param limit nothing is read from there on; may grow later
   */
  SegmentReader(SegmentFile file, long limit) {
    this.file = file;
    this.limit = limit;
  }

  long limit() {
    return limit;
  }

  void growTo(long newLimit) {
    limit = Math.max(limit, newLimit);
  }

  /** Forgets what was read, so that it is read again from the file. */
  void forget() {
    length = 0;
  }

  /** The buffer that {@link #load} fills. */
  byte[] bytes() {
    return bytes;
  }

  /** Index in {@link #bytes} of {@code count} bytes from {@code position}; all below the limit. */
  int load(long position, int count) throws IOException {
    if (position < start || position + count > start + length) fill(position, count);
    return (int) (position - start);
  }

  private void fill(long position, int count) throws IOException {
    if (position < 0 || position + count > limit) {
      throw new IllegalArgumentException(position + "+" + count + " is beyond " + limit);
    }
    if (bytes.length < count) {
      bytes = new byte[count];
      view = ByteBuffer.wrap(bytes);
    }
    start = position;
    length = (int) Math.min(bytes.length, limit - position);
    read(0, length);
  }

  private void read(int from, int to) throws IOException {
    try {
      view.limit(to).position(from);
      while (view.hasRemaining()) {
        if (file.read(view, start + view.position()) < 0) break;
      }
      Arrays.fill(bytes, view.position(), to, (byte) 0);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      readInBlocks(from, to);
    } finally {
      view.clear();
    }
  }

  /** A block that the medium cannot give reads as ones, which are neither a frame nor a tear. */
  private void readInBlocks(int from, int to) throws IOException {
    if (to - from > UNREADABLE_BYTES) {
      for (int at = from; at < to; at += UNREADABLE_BYTES) {
        read(at, Math.min(to, at + UNREADABLE_BYTES));
      }
    } else {
      Arrays.fill(bytes, from, to, (byte) 0xff);
    }
  }

  /** The sound head of a frame at {@code position}, or null. */
  Frame head(long position) throws IOException {
    if (position + Frame.MIN_BYTES > limit) return null;
    int at = load(position, Frame.HEAD_BYTES);
    return Frame.read(view, at, position, limit - position);
  }

  boolean hasBody(long position, Frame frame) throws IOException {
    int at = load(position, frame.bytes());
    return frame.hasBody(bytes, at + Frame.HEAD_BYTES);
  }

  /** Position of the first sound head at or after {@code position}, or -1. */
  long nextHead(long position) throws IOException {
    for (long at = Frame.aligned(position); at + Frame.MIN_BYTES <= limit; at += Frame.ALIGNMENT) {
      if (head(at) != null) return at;
    }
    return -1;
  }

  boolean isZero(long from, long to) throws IOException {
    for (long at = from; at < to; ) {
      int count = (int) Math.min(to - at, CHUNK_BYTES);
      int index = load(at, count);
      for (int i = index; i < index + count; i++) {
        if (bytes[i] != 0) return false;
      }
      at += count;
    }
    return true;
  }

  /** Position after the last byte from {@code from} on that is not 0, or {@code from}. */
  long endOfData(long from) throws IOException {
    long end = from;
    for (long at = from; at < limit; ) {
      int count = (int) Math.min(limit - at, CHUNK_BYTES);
      int index = load(at, count);
      for (int i = count - 1; i >= 0; i--) {
        if (bytes[index + i] != 0) {
          end = at + i + 1;
          break;
        }
      }
      at += count;
    }
    return end;
  }

  /** Whether a part of {@code from} to {@code to} is zeros as far as it lies in one sector. */
  boolean lacksSector(long from, long to) throws IOException {
    for (long at = from; at < to; ) {
      long sectorEnd = Math.min(to, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
      if (isZero(at, sectorEnd)) return true;
      at = sectorEnd;
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
