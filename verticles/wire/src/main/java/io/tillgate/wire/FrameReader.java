package io.tillgate.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream into messages, however the network cut it into pieces. A message that lies whole in
 * what was fed is handed on where it lies; only one that is split is put together in a buffer of
 * {@link Framing#maxMessageBytes()}, which is zeroed behind it, since it holds card data.
 *
 * <p>Belongs to one connection and one thread. A length that cannot be right is refused as soon as
 * its last byte is there, before any of the message.
 */
public final class FrameReader implements AutoCloseable {
  /** Takes each message as it is complete. */
  @FunctionalInterface
  public interface Sink {
    /**
     * The bytes are the sink's only until it returns.
     *
     * @param length bytes of the message, without the length in front
     */
    void message(byte[] bytes, int offset, int length);
  }

  private static final byte[] NOTHING = {};

  private final Framing framing;
  private final Sink sink;
  private byte[] pending = NOTHING;
  private int pendingBytes;

  /** Bytes of the split frame, its length in front included; 0 while that is not known. */
  private int wanted;

  private boolean closed;

  public FrameReader(Framing framing, Sink sink) {
    this.framing = framing;
    this.sink = sink;
  }

  /** Takes what is left in {@code bytes}, moving its position to its limit. */
  public void feed(ByteBuffer bytes) {
    int length = bytes.remaining();
    if (bytes.hasArray()) {
      int offset = bytes.arrayOffset() + bytes.position();
      bytes.position(bytes.limit());
      feed(bytes.array(), offset, length);
      return;
    }
    byte[] copy = new byte[length];
    bytes.get(copy);
    try {
      feed(copy, 0, length);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /**
   * Takes the next bytes of the stream and hands on every message that is now complete.
   *
   * @throws BadFrame where the stream cannot be read on; the reader then refuses all further bytes
   */
  public void feed(byte[] bytes, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
    if (closed) throw new BadFrame(BadFrame.Reason.READER_CLOSED);
    try {
      cut(bytes, offset, offset + length);
    } catch (BadFrame refused) {
      close();
      throw refused;
    }
  }

  private void cut(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && !closed) {
      at = pendingBytes > 0 ? complete(bytes, at, end) : whole(bytes, at, end);
    }
  }

  /** Hands on a frame that lies whole in {@code bytes}, or keeps the beginning of one. */
  private int whole(byte[] bytes, int at, int end) {
    int available = end - at;
    int front = framing.lengthBytes();
    if (available >= front) {
      int message = framing.readLength(bytes, at);
      if (available - front >= message) {
        sink.message(bytes, at + front, message);
        return at + front + message;
      }
      wanted = front + message;
    }
    keep(bytes, at, available);
    return end;
  }

  /** Adds to a split frame until its length is known, then until it is whole. */
  private int complete(byte[] bytes, int at, int end) {
    int front = framing.lengthBytes();
    int missing = (wanted > 0 ? wanted : front) - pendingBytes;
    int taken = Math.min(missing, end - at);
    keep(bytes, at, taken);
    if (wanted == 0 && pendingBytes == front) {
      wanted = front + framing.readLength(pending, 0);
    } else if (pendingBytes == wanted) {
      int frame = wanted;
      wanted = 0;
      pendingBytes = 0;
      try {
        sink.message(pending, front, frame - front);
      } finally {
        Arrays.fill(pending, 0, frame, (byte) 0);
      }
    }
    return at + taken;
  }

  private void keep(byte[] bytes, int at, int length) {
    if (pending == NOTHING) {
      pending = new byte[framing.lengthBytes() + framing.maxMessageBytes()];
    }
    System.arraycopy(bytes, at, pending, pendingBytes, length);
    pendingBytes += length;
  }

  /** Bytes of an unfinished frame that wait for the rest; 0 between two messages. */
  public int pendingBytes() {
    return pendingBytes;
  }

  /** Zeroes what was kept. Further bytes are refused. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(pending, (byte) 0);
    pendingBytes = 0;
    wanted = 0;
  }
}
