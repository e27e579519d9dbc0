package io.tillgate.loadtests;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.FrameReader;
import io.tillgate.wire.MessageView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Terminals that pay as fast as they are answered, one payment in flight each. One thread drives
 * them all.
 */
final class ClosedLoop implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  /**
   * What a stretch of load showed.
   *
   * @param payments approved
   * @param refused answered with anything but an approval
   * @param latency nanoseconds from the first byte sent to the last received
   */
  record Result(long payments, long refused, Duration length, Histogram latency) {
    double perSecond() {
      return payments / (length.toNanos() / 1e9);
    }
  }

  private final Dialect dialect;
  private final Selector selector = Selector.open();
  private final MessageView view;
  private final List<Terminal> terminals = new ArrayList<>();
  private Histogram latency = new Histogram(HIGHEST_NANOS, 3);
  private long payments;
  private long refused;
  private boolean sending;
  private int inFlight;

  private final class Terminal implements FrameReader.Sink {
    private final SocketChannel channel;
    private final PaymentTemplate template;
    private final FrameReader reader = new FrameReader(dialect.framing(), this);
    private final ByteBuffer out;
    private int stan;
    private long sentNanos;

    Terminal(int number, int port, int firstStan) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_READ, this);
      template = new PaymentTemplate(dialect, "T%07d".formatted(number));
      out = ByteBuffer.wrap(template.with(0));
      stan = firstStan;
    }

    void pay() throws IOException {
      stan = stan % 999_999 + 1;
      template.with(stan);
      out.clear();
      sentNanos = System.nanoTime();
      while (out.hasRemaining()) channel.write(out);
      inFlight++;
    }

    @Override
    public void message(byte[] bytes, int offset, int length) {
      inFlight--;
      view.index(bytes, offset, length);
      if (view.textEquals(39, "00")) payments++;
      else refused++;
      latency.recordValue(Math.min(System.nanoTime() - sentNanos, HIGHEST_NANOS));
    }
  }

  /** Connects {@code count} terminals to 127.0.0.1. */
  ClosedLoop(Dialect dialect, int port, int count) throws IOException {
    this.dialect = dialect;
    view = new MessageView(dialect);
    int firstStan = (int) (System.nanoTime() / 1000 % 900_000);
    for (int i = 0; i < count; i++) terminals.add(new Terminal(i, port, firstStan));
  }

  /**
   * Pays for {@code length}, then waits for what is in flight.
   *
   * @throws IOException where a terminal loses its connection or is not answered in a minute
   */
  Result run(Duration length) throws IOException {
    latency = new Histogram(HIGHEST_NANOS, 3);
    payments = 0;
    refused = 0;
    sending = true;
    long began = System.nanoTime();
    long end = began + length.toNanos();
    for (Terminal terminal : terminals) terminal.pay();
    ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
    while (inFlight > 0) {
      if (selector.select(60_000) == 0) throw new IOException("no answer in a minute");
      sending = System.nanoTime() < end;
      for (SelectionKey key : selector.selectedKeys()) serve((Terminal) key.attachment(), in);
      selector.selectedKeys().clear();
    }
    return new Result(payments, refused, Duration.ofNanos(System.nanoTime() - began), latency);
  }

  private void serve(Terminal terminal, ByteBuffer in) throws IOException {
    in.clear();
    int before = inFlight;
    if (terminal.channel.read(in) < 0) throw new IOException("a terminal was disconnected");
    terminal.reader.feed(in.flip());
    if (inFlight < before && sending) terminal.pay();
  }

  @Override
  public void close() throws IOException {
    for (Terminal terminal : terminals) terminal.channel.close();
    selector.close();
  }
}
