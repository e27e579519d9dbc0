package io.tillgate.sandbox.net;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One way of one connection of a {@link Line}: bytes are held until they are due, and for as long
 * as their way is cut. Belongs to the line's context.
 */
final class Conduit {
  /** Bytes held of one way; beyond it the sender is not read, as with a full pipe. */
  static final int MAX_HELD_BYTES = 1 << 20;

  private final Vertx vertx;
  private final NetSocket from;
  private final NetSocket to;
  private final BooleanSupplier cut;
  private final Supplier<Line.Pace> pace;
  private final Queue<Held> held = new ArrayDeque<>();
  private int heldBytes;
  private long lastDueNanos;
  private long timer = -1;
  private boolean over;

  private record Held(Buffer bytes, long dueNanos) {}

  Conduit(
      Vertx vertx, NetSocket from, NetSocket to, BooleanSupplier cut, Supplier<Line.Pace> pace) {
    this.vertx = vertx;
    this.from = from;
    this.to = to;
    this.cut = cut;
    this.pace = pace;
    this.lastDueNanos = System.nanoTime();
    from.handler(this::hold);
    to.drainHandler(ignored -> proceed());
  }

  /** Passes on what is due, and asks for more where there is room. */
  void proceed() {
    if (over) return;
    if (cut.getAsBoolean()) {
      from.pause();
      return;
    }
    while (!held.isEmpty() && !to.writeQueueFull()) {
      long waitNanos = held.peek().dueNanos() - System.nanoTime();
      if (waitNanos > 0) {
        wakeIn(waitNanos);
        break;
      }
      Buffer bytes = held.remove().bytes();
      heldBytes -= bytes.length();
      to.write(bytes);
    }
    if (heldBytes < MAX_HELD_BYTES) from.resume();
  }

  void end() {
    over = true;
    held.clear();
    if (timer >= 0) vertx.cancelTimer(timer);
    from.close();
    to.close();
  }

  private void hold(Buffer bytes) {
    if (over) return;
    Line.Pace now = pace.get();
    long start = Math.max(lastDueNanos, System.nanoTime());
    long transferNanos =
        now.bytesPerSecond() == 0
            ? 0
            : Math.multiplyExact(bytes.length(), 1_000_000_000L) / now.bytesPerSecond();
    lastDueNanos = start + transferNanos;
    held.add(new Held(bytes, lastDueNanos + now.delayMillis() * 1_000_000));
    heldBytes += bytes.length();
    if (heldBytes >= MAX_HELD_BYTES) from.pause();
    proceed();
  }

  private void wakeIn(long nanos) {
    if (timer >= 0) return;
    timer =
        vertx.setTimer(
            Math.max(1, nanos / 1_000_000),
            ignored -> {
              timer = -1;
              proceed();
            });
  }
}
