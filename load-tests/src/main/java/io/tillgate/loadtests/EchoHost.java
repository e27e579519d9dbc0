package io.tillgate.loadtests;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.FrameReader;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Mti;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Collections;

/**
 * An acquirer that approves everything at once and remembers nothing: the far end of a measurement.
 * One thread serves all connections.
 */
final class EchoHost implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 << 10;

  private final Dialect dialect;
  private final Selector selector;
  private final ServerSocketChannel server;
  private final MessageView view;
  private final MessageBuilder answer;
  private final String approved;
  private final String networkAccepted;
  private final Thread thread = new Thread(this::run, "echo-host");
  private volatile boolean closing;

  private final class Link implements FrameReader.Sink {
    private final SocketChannel channel;
    private final FrameReader reader = new FrameReader(dialect.framing(), this);
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);

    Link(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public void message(byte[] bytes, int offset, int length) {
      view.index(bytes, offset, length);
      answer.answerTo(view, dialect.messages().answer(view.mti()));
      for (int field : dialect.answers().echoed()) answer.copyIfPresent(view, field);
      if (!Mti.isNetwork(view.mti())) answer.text(38, "A12345");
      answer.text(39, Mti.isNetwork(view.mti()) ? networkAccepted : approved);
      if (out.remaining() < 1024) flush();
      int front = dialect.framing().lengthBytes();
      int at = out.position();
      int written = answer.write(out.array(), at + front);
      dialect.framing().writeLength(written, out.array(), at);
      out.position(at + front + written);
    }

    void flush() {
      out.flip();
      try {
        while (out.hasRemaining()) channel.write(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      out.clear();
    }
  }

  EchoHost(Dialect dialect) throws IOException {
    this.dialect = dialect;
    // Of several codes the lowest is the plain one, in every edition.
    approved = Collections.min(dialect.answers().approved());
    networkAccepted = Collections.min(dialect.answers().networkAccepted());
    view = new MessageView(dialect);
    answer = new MessageBuilder(dialect);
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void run() {
    ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (!closing) {
        selector.select(
            key -> {
              if (key.isAcceptable()) accept();
              else serve(key, in);
            });
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      SocketChannel channel = server.accept();
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_READ, new Link(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void serve(SelectionKey key, ByteBuffer in) {
    Link link = (Link) key.attachment();
    try {
      in.clear();
      if (link.channel.read(in) < 0) {
        link.channel.close();
        return;
      }
      link.reader.feed(in.flip());
      link.flush();
    } catch (IOException | UncheckedIOException gone) {
      key.cancel();
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    selector.wakeup();
    server.close();
  }
}
