package io.tillgate.loadtests;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.FrameReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * What healthy terminals notice of bad ones: their latency at a fixed rate, alone, beside terminals
 * that send one byte a second, and beside terminals that connect and stay silent. The three take
 * turns, so that a machine that slows down slows all. Bad terminals that are cut off come back a
 * second later.
 */
public final class SlowTerminals {
  private static final int HEALTHY = Integer.getInteger("terminals", 64);
  private static final int BAD = Integer.getInteger("bad", 1_000);
  private static final int PER_SECOND = Integer.getInteger("rate", 1_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final Duration ROUND = Duration.ofSeconds(Integer.getInteger("seconds", 8));
  private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("warmup", 8));
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long HIGHEST_NANOS = 60 * SECOND_NANOS;

  private SlowTerminals() {}

  private enum Beside {
    NOBODY,
    ONE_BYTE_A_SECOND,
    SILENT
  }

  /**
   * One turn.
   *
   * @param cpu of the edge, in cores: other work on the machine hardly changes it
   */
  private record Round(Histogram latency, double cpu) {}

  public static void main(String[] arguments) throws Exception {
    Dialect dialect = Dialect.named("iso87-ascii");
    Path scratch = Files.createTempDirectory("tillgate-slow");
    Map<Beside, List<Round>> figures = new EnumMap<>(Beside.class);
    for (Beside each : Beside.values()) figures.put(each, new ArrayList<>());
    try (EchoHost host = new EchoHost(dialect);
        Proxy.Edge edge = Proxy.edge(scratch, host.port());
        Healthy healthy = new Healthy(dialect, edge.port())) {
      healthy.run(WARM_UP);
      for (int round = 0; round < ROUNDS; round++) {
        for (Beside each : Beside.values()) {
          try (Bad bad = new Bad(dialect, edge.port(), each)) {
            double cpuBefore = edge.cpuSeconds();
            Histogram latency = healthy.run(ROUND);
            double cpu = (edge.cpuSeconds() - cpuBefore) / ROUND.toSeconds();
            figures.get(each).add(new Round(latency, cpu));
            bad.stop();
            if (each != Beside.NOBODY) System.out.println("round " + round + " " + bad);
          }
        }
      }
      print(figures);
      edge.printMemory();
    } finally {
      RoadBench.delete(scratch);
    }
  }

  private static void print(Map<Beside, List<Round>> figures) {
    System.out.printf(
        "%d healthy terminals, %d payments/s together, %d bad ones; median of %d rounds of %d s%n",
        HEALTHY, PER_SECOND, BAD, ROUNDS, ROUND.toSeconds());
    System.out.printf(
        "%-18s %9s %9s %9s %22s %11s %18s%n",
        "beside",
        "p50 µs",
        "p99 µs",
        "p99.9",
        "p99 of rounds",
        "edge cores",
        "p99 / beside nobody");
    double quiet = sorted(figures.get(Beside.NOBODY), 99)[ROUNDS / 2];
    figures.forEach(
        (beside, rounds) -> {
          double[] p99 = sorted(rounds, 99);
          System.out.printf(
              "%-18s %,9.0f %,9.0f %,9.0f %,10.0f - %,9.0f %11.3f %18.2f%n",
              beside.name().toLowerCase().replace('_', ' '),
              sorted(rounds, 50)[ROUNDS / 2],
              p99[ROUNDS / 2],
              sorted(rounds, 99.9)[ROUNDS / 2],
              p99[0],
              p99[p99.length - 1],
              rounds.stream().mapToDouble(Round::cpu).sorted().toArray()[ROUNDS / 2],
              p99[ROUNDS / 2] / quiet);
        });
  }

  private static double[] sorted(List<Round> rounds, double percentile) {
    return rounds.stream()
        .mapToDouble(each -> each.latency.getValueAtPercentile(percentile) / 1e3)
        .sorted()
        .toArray();
  }

  /**
   * Terminals that pay at a fixed rate together. Latency counts from when a payment was due, so
   * that one that waits for a busy edge is not left out. One thread.
   */
  private static final class Healthy implements AutoCloseable {
    private static final long NAP_NANOS = 50_000;

    private final Dialect dialect;
    private final Selector selector = Selector.open();
    private final Deque<Terminal> idle = new ArrayDeque<>();
    private final List<Terminal> all = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10);
    private Histogram latency = new Histogram(HIGHEST_NANOS, 3);

    Healthy(Dialect dialect, int port) throws IOException {
      this.dialect = dialect;
      for (int i = 0; i < HEALTHY; i++) all.add(new Terminal(i, port));
      idle.addAll(all);
    }

    private final class Terminal implements FrameReader.Sink {
      private final SocketChannel channel;
      private final PaymentTemplate template;
      private final FrameReader reader = new FrameReader(dialect.framing(), this);
      private int stan = (int) (System.nanoTime() / 1000 % 900_000);
      private long dueNanos;

      Terminal(int number, int port) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, this);
        template = new PaymentTemplate(dialect, "H%07d".formatted(number));
      }

      void pay(long due) throws IOException {
        dueNanos = due;
        stan = stan % 999_999 + 1;
        ByteBuffer out = ByteBuffer.wrap(template.with(stan));
        while (out.hasRemaining()) channel.write(out);
      }

      @Override
      public void message(byte[] bytes, int offset, int length) {
        latency.recordValue(Math.min(System.nanoTime() - dueNanos, HIGHEST_NANOS));
        idle.add(this);
      }
    }

    Histogram run(Duration length) throws IOException {
      latency = new Histogram(HIGHEST_NANOS, 3);
      long interval = SECOND_NANOS / PER_SECOND;
      long due = System.nanoTime();
      long end = due + length.toNanos();
      while (due < end || idle.size() < all.size()) {
        long now = System.nanoTime();
        if (now > end + HIGHEST_NANOS) throw new IOException("no answer in a minute");
        for (; due <= now && due < end && !idle.isEmpty(); due += interval) idle.remove().pay(due);
        if (selector.selectNow(this::read) == 0) LockSupport.parkNanos(NAP_NANOS);
      }
      return latency;
    }

    private void read(SelectionKey key) {
      Terminal terminal = (Terminal) key.attachment();
      try {
        in.clear();
        if (terminal.channel.read(in) < 0) throw new IOException("a healthy one was cut off");
        terminal.reader.feed(in.flip());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      for (Terminal each : all) each.channel.close();
      selector.close();
    }
  }

  /** Terminals that never finish a message; a thread of their own drives them. */
  private static final class Bad implements AutoCloseable {
    private final int port;
    private final Beside kind;
    private final byte[] frame;
    private final SocketChannel[] channels;
    private final int[] sent;
    private final ByteBuffer in = ByteBuffer.allocate(1_024);
    private final Thread thread = new Thread(this::run, "bad-terminals");
    private volatile boolean isOver;
    private int connects;
    private int cutOff;

    Bad(Dialect dialect, int port, Beside kind) throws IOException {
      this.port = port;
      this.kind = kind;
      frame = new PaymentTemplate(dialect, "BAD00001").with(1).clone();
      channels = new SocketChannel[kind == Beside.NOBODY ? 0 : BAD];
      sent = new int[channels.length];
      for (int i = 0; i < channels.length; i++) connect(i);
      thread.start();
    }

    private void connect(int i) throws IOException {
      channels[i] = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channels[i].configureBlocking(false);
      sent[i] = 0;
      connects++;
    }

    /** Each has its turn once a second, spread over the second. */
    private void run() {
      long began = System.nanoTime();
      for (long turn = 0; !isOver && channels.length > 0; turn++) {
        long at = began + turn * SECOND_NANOS / channels.length;
        while (System.nanoTime() < at) LockSupport.parkNanos(at - System.nanoTime());
        turn((int) (turn % channels.length));
      }
    }

    private void turn(int i) {
      try {
        if (channels[i] == null) {
          connect(i);
          return;
        }
        in.clear();
        if (channels[i].read(in) < 0) throw new IOException("cut off");
        if (kind == Beside.ONE_BYTE_A_SECOND) {
          channels[i].write(ByteBuffer.wrap(frame, sent[i]++ % frame.length, 1));
        }
      } catch (IOException gone) {
        cutOff++;
        forget(i);
      }
    }

    private void forget(int i) {
      try {
        if (channels[i] != null) channels[i].close();
      } catch (IOException e) {
        // it is gone anyway
      }
      channels[i] = null;
    }

    @Override
    public void close() {
      stop();
      for (int i = 0; i < channels.length; i++) forget(i);
    }

    void stop() {
      isOver = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** After {@link #stop}. */
    @Override
    public String toString() {
      return "%d %s: %d connections made, %d cut off"
          .formatted(channels.length, kind.name().toLowerCase(), connects, cutOff);
    }
  }
}
