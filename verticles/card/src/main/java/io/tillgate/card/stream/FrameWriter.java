package io.tillgate.card.stream;

import io.netty.buffer.Unpooled;
import io.tillgate.wire.Framing;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes framed messages to one socket. What is written while the event loop works on one round of
 * events goes out together. Buffers hold card data and are zeroed once the network has taken them.
 * Belongs to the socket's context.
 */
public final class FrameWriter {
  private static final byte[] ZEROS = new byte[4_096];
  private static final byte[] EMPTY = {};
  private static final int FIRST_BYTES = 512;

  private final NetSocket socket;
  private final Framing framing;
  private final Flusher flusher;
  private final int maxUnsentBytes;
  private byte[] pending = EMPTY;
  private int pendingBytes;
  private List<Consumer<Boolean>> waiting = List.of();
  private int unsentBytes;

  /**
   * @param maxUnsentBytes from where {@link #isFull} is true
   */
  public FrameWriter(NetSocket socket, Framing framing, Flusher flusher, int maxUnsentBytes) {
    this.socket = socket;
    this.framing = framing;
    this.flusher = flusher;
    this.maxUnsentBytes = maxUnsentBytes;
  }

  /**
   * Writes {@code message}, whose bytes are copied before this returns.
   *
   * @param written told whether the network took it, or null where nobody minds
   */
  public void write(byte[] message, Consumer<Boolean> written) {
    int bytes = framing.lengthBytes() + message.length;
    if (pendingBytes == 0) flusher.add(this);
    makeRoom(pendingBytes + bytes);
    pendingBytes += framing.writeLength(message.length, pending, pendingBytes);
    System.arraycopy(message, 0, pending, pendingBytes, message.length);
    pendingBytes += message.length;
    unsentBytes += bytes;
    if (written == null) return;
    if (waiting.isEmpty()) waiting = new ArrayList<>(1);
    waiting.add(written);
  }

  private void makeRoom(int bytes) {
    if (bytes <= pending.length) return;
    byte[] larger =
        Arrays.copyOf(pending, Math.max(FIRST_BYTES, Math.max(bytes, 2 * pending.length)));
    forget(pending);
    pending = larger;
  }

  /** Whether the peer reads more slowly than it is written to. */
  public boolean isFull() {
    return unsentBytes >= maxUnsentBytes;
  }

  /**
   * Closes the socket at once. {@link NetSocket#close} waits until the peer has taken all that was
   * written, which a peer that does not read never does.
   */
  public void cut() {
    ((NetSocketInternal) socket).channelHandlerContext().close();
  }

  /** Closes the socket when the peer has taken what was written; {@link #cut} ends the wait. */
  public void close() {
    flush();
    socket.close();
  }

  void flush() {
    if (pendingBytes == 0) return; // it went out with a close
    byte[] bytes = pending;
    int length = pendingBytes;
    List<Consumer<Boolean>> told = waiting;
    pending = EMPTY;
    pendingBytes = 0;
    waiting = List.of();
    socket
        .write(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length)))
        .onComplete(result -> flushed(bytes, length, told, result.succeeded()));
  }

  private void flushed(byte[] bytes, int length, List<Consumer<Boolean>> told, boolean ok) {
    unsentBytes -= length;
    Arrays.fill(bytes, 0, length, (byte) 0);
    if (pending == EMPTY) pending = bytes; // used again
    for (Consumer<Boolean> each : told) each.accept(ok);
  }

  /** Reads all of {@code buffer} and zeroes it: it holds card data. The caller zeroes the copy. */
  public static byte[] take(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    zero(buffer);
    return bytes;
  }

  private static void zero(Buffer buffer) {
    for (int at = 0; at < buffer.length(); at += ZEROS.length) {
      buffer.setBytes(at, ZEROS, 0, Math.min(ZEROS.length, buffer.length() - at));
    }
  }

  /** Zeroes {@code bytes}. */
  public static void forget(byte[] bytes) {
    Arrays.fill(bytes, (byte) 0);
  }
}
