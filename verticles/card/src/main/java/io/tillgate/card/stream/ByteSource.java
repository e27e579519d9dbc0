package io.tillgate.card.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;

/**
 * The bytes that a socket receives, taken off its pipeline before Vert.x wraps and copies them: one
 * copy into an array that all sockets of a context share. They may hold card data, so array and
 * network buffer are zeroed behind the reader. Belongs to the socket's context.
 */
public final class ByteSource {
  /** Takes what has come. */
  @FunctionalInterface
  public interface Reader {
    /** The first {@code length} bytes are the reader's until it returns. */
    void read(byte[] bytes, int length);
  }

  private ByteSource() {}

  /** From now on {@code reader} is given, on the card context, all that {@code socket} receives. */
  public static void read(NetSocket socket, Flusher flusher, Reader reader) {
    ChannelHandlerContext vertx = ((NetSocketInternal) socket).channelHandlerContext();
    vertx.pipeline().addBefore(vertx.name(), "card", new Tap(flusher, reader));
  }

  private static final class Tap extends ChannelInboundHandlerAdapter {
    private final Flusher flusher;
    private final Reader reader;

    Tap(Flusher flusher, Reader reader) {
      this.flusher = flusher;
      this.reader = reader;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf buffer) flusher.context().dispatch(buffer, this::take);
      else context.fireChannelRead(message);
    }

    private void take(ByteBuf buffer) {
      byte[] bytes = flusher.shared;
      int begin = buffer.readerIndex();
      int end = buffer.writerIndex();
      try {
        while (buffer.isReadable()) {
          int length = Math.min(bytes.length, buffer.readableBytes());
          buffer.readBytes(bytes, 0, length);
          try {
            reader.read(bytes, length);
          } finally {
            Arrays.fill(bytes, 0, length, (byte) 0);
          }
        }
      } finally {
        buffer.setZero(begin, end - begin);
        buffer.release();
      }
    }
  }
}
