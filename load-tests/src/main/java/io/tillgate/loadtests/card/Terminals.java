package io.tillgate.loadtests.card;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Terminals with one payment in flight each: as fast as they are answered ({@link #flatOut}), or at
 * a fixed rate ({@link #paced}). One thread serves their answers; at a fixed rate a second one
 * sends.
 */
final class Terminals implements AutoCloseable {
  private static final long HIGHEST_NANOS = 60_000_000_000L;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int IN_BYTES = 2_048;

  /**
   * What a stretch of load showed.
   *
   * @param payments answered
   * @param refused of these, not approved
   * @param latency nanoseconds; of {@link #paced} load from when the payment was due, so that what
   *     could not be sent in time counts as late (no coordinated omission)
   */
  record Result(long payments, long refused, Duration length, Histogram latency) {
    double perSecond() {
      return payments / (length.toNanos() / 1e9);
    }

    double micros(double percentile) {
      return latency.getValueAtPercentile(percentile) / 1e3;
    }
  }

  private final PaymentFrames.Part answer;
  private final String road;
  private final Selector selector = Selector.open();
  private final List<Terminal> terminals = new ArrayList<>();
  private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);
  private long payments;
  private long refused;

  private final class Terminal {
    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(IN_BYTES);
    private final ByteBuffer out;
    private final int stanAt;
    private int stan;

    /** When its payment was due; of the sending thread until it is sent, then of the other. */
    private volatile long dueNanos;

    Terminal(int number, int port, PaymentFrames.Part request, int firstStan) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, SelectionKey.OP_READ, this);
      out = ByteBuffer.allocateDirect(request.bytes()).put(request.frame());
      out.put(request.terminalAt(), name(number));
      stanAt = request.stanAt();
      stan = firstStan;
    }

    private static byte[] name(int number) {
      return "T%07d".formatted(number).getBytes(StandardCharsets.ISO_8859_1);
    }

    void pay(long due) throws IOException {
      stan = stan % 999_999 + 1;
      int rest = stan;
      for (int at = stanAt + PaymentFrames.STAN_DIGITS - 1; at >= stanAt; at--) {
        out.put(at, (byte) ('0' + rest % 10));
        rest /= 10;
      }
      dueNanos = due;
      out.clear();
      while (out.hasRemaining()) channel.write(out);
    }

    /** Whether its answer has come whole; the next one is awaited then. */
    boolean hears() throws IOException {
      if (channel.read(in) < 0) throw new IOException(road + " disconnected a terminal");
      if (in.position() < 2 || in.position() < 2 + (in.getShort(0) & 0xffff)) return false;
      if (!isApproval()) refused++;
      in.clear();
      return true;
    }

    private boolean isApproval() {
      int code = answer.responseCodeAt();
      return in.position() == answer.bytes()
          && in.get(code) == '0'
          && in.get(code + 1) == '0'
          && isMine();
    }

    private boolean isMine() {
      for (int i = 0; i < PaymentFrames.STAN_DIGITS; i++) {
        if (in.get(answer.stanAt() + i) != out.get(stanAt + i)) return false;
      }
      return true;
    }
  }

  /** Connects {@code count} terminals to 127.0.0.1; {@code road} names it in messages. */
  Terminals(String road, PaymentFrames frames, int port, int count) throws IOException {
    this.road = road;
    this.answer = frames.answer;
    int firstStan = (int) (System.nanoTime() / 1000 % 900_000);
    for (int i = 0; i < count; i++) {
      terminals.add(new Terminal(i, port, frames.request, firstStan));
    }
  }

  /** Pays for {@code length} as fast as it is answered, then waits for what is in flight. */
  Result flatOut(Duration length) throws IOException {
    begin();
    long began = System.nanoTime();
    long end = began + length.toNanos();
    for (Terminal terminal : terminals) terminal.pay(System.nanoTime());
    int[] inFlight = {terminals.size()};
    while (inFlight[0] > 0) {
      serve(
          terminal -> {
            long now = System.nanoTime();
            heard(now - terminal.dueNanos);
            if (now < end) terminal.pay(now);
            else inFlight[0]--;
          });
    }
    return new Result(
        payments, refused, Duration.ofNanos(System.nanoTime() - began), latency.copy());
  }

  /** Pays {@code perSecond} times a second for {@code length}, whatever the answers do. */
  Result paced(double perSecond, Duration length) throws IOException, InterruptedException {
    begin();
    long count = (long) (perSecond * length.toNanos() / 1e9);
    Queue<Terminal> idle = new ConcurrentLinkedQueue<>(terminals);
    long began = System.nanoTime();
    Thread sender = new Thread(() -> sendAll(idle, began, 1e9 / perSecond, count), "sender");
    sender.setDaemon(true);
    sender.start();
    while (payments < count) {
      serve(
          terminal -> {
            heard(System.nanoTime() - terminal.dueNanos);
            idle.add(terminal);
          });
    }
    sender.join();
    return new Result(
        payments, refused, Duration.ofNanos(System.nanoTime() - began), latency.copy());
  }

  private void sendAll(Queue<Terminal> idle, long began, double intervalNanos, long count) {
    wakeExactly();
    try {
      for (long i = 0; i < count; i++) {
        long due = began + (long) (i * intervalNanos);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        Terminal free = idle.poll();
        while (free == null) {
          LockSupport.parkNanos(10_000);
          free = idle.poll();
        }
        free.pay(due);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Linux rounds the sleep of a thread up by 50 microseconds unless it is asked not to. */
  private static void wakeExactly() {
    try {
      Files.writeString(Path.of("/proc/thread-self/timerslack_ns"), "1000");
    } catch (IOException notAllowed) {
      // Then all roads wait alike.
    }
  }

  private void begin() {
    latency.reset();
    payments = 0;
    refused = 0;
  }

  private void heard(long nanos) {
    payments++;
    latency.recordValue(Math.min(nanos, HIGHEST_NANOS));
  }

  private interface Heard {
    void by(Terminal terminal) throws IOException;
  }

  private void serve(Heard heard) throws IOException {
    int served =
        selector.select(
            key -> {
              Terminal terminal = (Terminal) key.attachment();
              try {
                if (terminal.hears()) heard.by(terminal);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            PATIENCE_MILLIS);
    if (served == 0) throw new IOException(road + " gave no answer in 30 s");
  }

  @Override
  public void close() throws IOException {
    for (Terminal terminal : terminals) terminal.channel.close();
    selector.close();
  }
}
