package io.tillgate.card.stream;

import io.tillgate.wire.Framing;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
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
  private static final int FIRST_BYTES = 512;

  private final NetSocket socket;
  private final Framing framing;
  private final Context context;
  private final byte[] front;
  private Buffer pending;
  private List<Consumer<Boolean>> waiting = new ArrayList<>(1);

  public FrameWriter(NetSocket socket, Framing framing, Context context) {
    this.socket = socket;
    this.framing = framing;
    this.context = context;
    this.front = new byte[framing.lengthBytes()];
  }

  /**
   * Writes {@code message}, whose bytes are copied before this returns.
   *
   * @param written told whether the network took it, or null where nobody minds
   */
  public void write(byte[] message, Consumer<Boolean> written) {
    if (pending == null) {
      pending = Buffer.buffer(Math.max(FIRST_BYTES, front.length + message.length));
      context.runOnContext(now -> flush());
    }
    framing.writeLength(message.length, front, 0);
    pending.appendBytes(front).appendBytes(message);
    if (written != null) waiting.add(written);
  }

  /** Whether the peer reads more slowly than it is written to. */
  public boolean isFull() {
    return socket.writeQueueFull();
  }

  /**
   * Closes the socket at once. {@link NetSocket#close} waits until the peer has taken all that was
   * written, which a peer that does not read never does.
   */
  public void cut() {
    ((NetSocketInternal) socket).channelHandlerContext().close();
  }

  private void flush() {
    Buffer buffer = pending;
    List<Consumer<Boolean>> told = waiting;
    pending = null;
    waiting = new ArrayList<>(1);
    socket
        .write(buffer)
        .onComplete(
            result -> {
              buffer.setBytes(0, new byte[buffer.length()]);
              told.forEach(each -> each.accept(result.succeeded()));
            });
  }

  /** Reads all of {@code buffer} and zeroes it: it holds card data. The caller zeroes the copy. */
  public static byte[] take(Buffer buffer) {
    byte[] bytes = buffer.getBytes();
    buffer.setBytes(0, new byte[bytes.length]);
    return bytes;
  }

  /** Zeroes {@code bytes}. */
  public static void forget(byte[] bytes) {
    Arrays.fill(bytes, (byte) 0);
  }
}
