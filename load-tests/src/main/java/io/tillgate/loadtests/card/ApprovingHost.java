package io.tillgate.loadtests.card;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * An acquirer that approves {@link PaymentFrames} at once and remembers nothing; network messages
 * are answered by the dialect. All that one read brings is answered with one write. One thread
 * serves all connections.
 */
final class ApprovingHost implements AutoCloseable {
  private static final int BUFFER_BYTES = 128 << 10;

  private final Dialect dialect;
  private final PaymentFrames frames;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final MessageView view;
  private final MessageBuilder builder;
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Thread thread = new Thread(this::run, "acquirer");
  private volatile boolean closing;

  ApprovingHost(Dialect dialect, PaymentFrames frames) throws IOException {
    this.dialect = dialect;
    this.frames = frames;
    view = new MessageView(dialect);
    builder = new MessageBuilder(dialect);
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", 0), 4096);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private record Link(SocketChannel channel, ByteBuffer in) {}

  private void run() {
    try {
      while (!closing) {
        selector.select(
            key -> {
              if (key.isAcceptable()) accept();
              else serve(key);
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      if (closing) return;
      for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Link link = new Link(channel, ByteBuffer.allocateDirect(BUFFER_BYTES));
        channel.register(selector, SelectionKey.OP_READ, link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SelectionKey key) {
    Link link = (Link) key.attachment();
    try {
      if (link.channel.read(link.in) < 0) {
        link.channel.close();
        return;
      }
      answer(link);
    } catch (IOException gone) {
      key.cancel();
    }
  }

  private void answer(Link link) throws IOException {
    ByteBuffer in = link.in.flip();
    int front = dialect.framing().lengthBytes();
    while (in.remaining() >= front) {
      int frame = front + (in.getShort(in.position()) & 0xffff);
      if (in.remaining() < frame) break;
      if (out.remaining() < 1024) flush(link.channel);
      if (frame == frames.request.bytes()) approve(in, in.position());
      else byDialect(in, in.position() + front, frame - front);
      in.position(in.position() + frame);
    }
    in.compact();
    flush(link.channel);
  }

  private void approve(ByteBuffer in, int at) {
    int to = out.position();
    out.put(frames.answer.frame());
    copy(in, at + frames.request.stanAt(), to + frames.answer.stanAt(), PaymentFrames.STAN_DIGITS);
    copy(
        in,
        at + frames.request.terminalAt(),
        to + frames.answer.terminalAt(),
        PaymentFrames.TERMINAL_BYTES);
  }

  private void copy(ByteBuffer in, int from, int to, int bytes) {
    for (int i = 0; i < bytes; i++) out.put(to + i, in.get(from + i));
  }

  private void byDialect(ByteBuffer in, int at, int length) {
    byte[] message = new byte[length];
    in.get(at, message);
    view.index(message, 0, length);
    builder.answerTo(view, dialect.messages().answer(view.mti()));
    for (int field : new int[] {7, 11, 12, 13, 41, 70}) builder.copyIfPresent(view, field);
    byte[] answer = new byte[1024];
    int front = dialect.framing().lengthBytes();
    int written = builder.text(39, "00").write(answer, front);
    dialect.framing().writeLength(written, answer, 0);
    out.put(answer, 0, front + written);
  }

  private void flush(SocketChannel channel) throws IOException {
    out.flip();
    while (out.hasRemaining()) channel.write(out);
    out.clear();
  }

  @Override
  public void close() throws IOException {
    closing = true;
    selector.wakeup();
    server.close();
  }
}
