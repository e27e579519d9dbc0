package io.tillgate.card.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.tillgate.wire.Framing;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes framed messages to one socket. What is written while the event loop works on one round of
 * events goes out together, straight from a buffer of this writer's own: it holds card data and is
 * zeroed once the network has taken it, of which no copy is made on the way. Belongs to the
 * socket's context.
 */
public final class FrameWriter {
  private static final int FIRST_BYTES = 512;

  /** A buffer that a burst made larger is given back. */
  private static final int MOST_KEPT_BYTES = 64 << 10;

  private static final int MOST_LENGTH_BYTES = 8;

  private final NetSocket socket;
  private final ChannelHandlerContext channel;
  private final Framing framing;
  private final Flusher flusher;
  private final int maxUnsentBytes;
  private final byte[] front = new byte[MOST_LENGTH_BYTES];

  /** What waits for the end of the round; null between rounds. */
  private ByteBuf pending;

  /** Zeroed, for the next round; or null. */
  private ByteBuf spare;

  private List<Consumer<Boolean>> waiting = List.of();
  private int unsentBytes;

  /**
   * @param maxUnsentBytes from where {@link #isFull} is true
   */
  public FrameWriter(NetSocket socket, Framing framing, Flusher flusher, int maxUnsentBytes) {
    this.socket = socket;
    this.channel = ((NetSocketInternal) socket).channelHandlerContext();
    this.framing = framing;
    this.flusher = flusher;
    this.maxUnsentBytes = maxUnsentBytes;
    channel.channel().closeFuture().addListener(gone -> letGoOfSpare());
  }

  /**
   * Writes {@code message}, whose bytes are copied before this returns.
   *
   * @param written told whether the network took it, or null where nobody minds
   */
  public void write(byte[] message, Consumer<Boolean> written) {
    if (pending == null) begin();
    int head = framing.writeLength(message.length, front, 0);
    makeRoom(head + message.length);
    pending.writeBytes(front, 0, head).writeBytes(message);
    unsentBytes += head + message.length;
    if (written == null) return;
    if (waiting.isEmpty()) waiting = new ArrayList<>(1);
    waiting.add(written);
  }

  private void begin() {
    pending = spare != null ? spare : Unpooled.directBuffer(FIRST_BYTES);
    spare = null;
    flusher.add(this);
  }

  /** A buffer that grows by itself would leave what it held behind. */
  private void makeRoom(int bytes) {
    if (pending.writableBytes() >= bytes) return;
    int needed = pending.readableBytes() + bytes;
    ByteBuf larger = Unpooled.directBuffer(Math.max(needed, 2 * pending.capacity()));
    larger.writeBytes(pending, 0, pending.writerIndex());
    zero(pending);
    pending.release();
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
    channel.close();
  }

  /** Closes the socket when the peer has taken what was written; {@link #cut} ends the wait. */
  public void close() {
    flush();
    socket.close();
  }

  void flush() {
    if (pending == null) return; // it went out with a close
    ByteBuf bytes = pending;
    int length = bytes.readableBytes();
    List<Consumer<Boolean>> told = waiting;
    pending = null;
    waiting = List.of();
    ChannelFuture sent = channel.writeAndFlush(bytes.retainedDuplicate());
    if (sent.isDone()) {
      flushed(bytes, length, told, sent.isSuccess());
    } else {
      sent.addListener(
          done ->
              flusher
                  .context()
                  .dispatch(done, result -> flushed(bytes, length, told, result.isSuccess())));
    }
  }

  private void flushed(ByteBuf bytes, int length, List<Consumer<Boolean>> told, boolean ok) {
    unsentBytes -= length;
    zero(bytes);
    boolean kept =
        spare == null && channel.channel().isActive() && bytes.capacity() <= MOST_KEPT_BYTES;
    if (kept) spare = bytes.clear();
    else bytes.release();
    for (Consumer<Boolean> each : told) each.accept(ok);
  }

  private static void zero(ByteBuf bytes) {
    bytes.setZero(0, bytes.writerIndex());
  }

  private void letGoOfSpare() {
    if (spare != null) spare.release();
    spare = null;
  }

  /** Zeroes {@code bytes}. */
  public static void forget(byte[] bytes) {
    Arrays.fill(bytes, (byte) 0);
  }
}
