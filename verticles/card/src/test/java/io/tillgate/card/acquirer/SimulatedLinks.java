package io.tillgate.card.acquirer;

import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.Request;
import io.tillgate.card.payment.Simulation;
import io.tillgate.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A road to an acquirer in simulated time, with the real matching of answers. It loses requests and
 * answers, delays them beyond the time-out, and breaks.
 */
public final class SimulatedLinks implements Acquirer {
  private static final long TICK_MILLIS = 50;

  private final Simulation simulation;
  private final Messages messages;
  private final BiConsumer<byte[], SimulatedLinks> host;
  private final Outstanding<Integer> outstanding;
  private final List<Consumer<LineState>> listeners = new ArrayList<>();
  private Runnable available = () -> {};
  private boolean isUp = true;
  private boolean isDead;
  private int link;
  private int stan;

  /** Share of messages, each way, that are lost. */
  public double lost;

  /** Share of answers that come after the time-out. */
  public double late;

  /** Share of answers that come twice. */
  public double doubled;

  /** The longest that a request or an answer in time takes. */
  public long slowestMillis = 200;

  /**
   * @param host takes the bytes of a request, and answers over {@link #answer}
   */
  public SimulatedLinks(
      Simulation simulation, Messages messages, BiConsumer<byte[], SimulatedLinks> host) {
    this.simulation = simulation;
    this.messages = messages;
    this.host = host;
    this.outstanding = new Outstanding<>(64, 300_000);
    simulation.after(TICK_MILLIS, this::tick);
  }

  private void tick() {
    if (isDead) return;
    outstanding.expire(simulation.now());
    simulation.after(TICK_MILLIS, this::tick);
  }

  /** The edge is gone: nothing is called back any more, and nothing ticks. */
  public void die() {
    isDead = true;
  }

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public String nextStan() {
    return String.format("%06d", stan++ % 999_999 + 1);
  }

  @Override
  public Dialect profile() {
    return messages.dialect();
  }

  @Override
  public LineState line() {
    return isUp ? LineState.UP : LineState.DOWN;
  }

  @Override
  public void onLine(Consumer<LineState> listener) {
    listeners.add(listener);
  }

  private void tellLine() {
    listeners.forEach(each -> each.accept(line()));
  }

  @Override
  public boolean isAvailable() {
    return isUp && !outstanding.isFull();
  }

  @Override
  public boolean send(Exchange exchange) {
    int expected = messages.answerMti(exchange.request().mti());
    if (!isAvailable() || outstanding.isAmbiguous(exchange, expected)) return false;
    long timeout = messages.dialect().answerMillis();
    outstanding.add(exchange, expected, link, simulation.now(), timeout);
    byte[] message = exchange.request().message().clone();
    if (!simulation.chance(lost)) {
      simulation.after(simulation.between(1, 20), () -> host.accept(message, this));
    }
    return true;
  }

  @Override
  public boolean tell(Request notice) {
    throw new AssertionError("no terminal of this world tells " + notice);
  }

  /** Called by the host; the edge may be gone by the time the answer arrives. */
  public void answer(byte[] message) {
    if (simulation.chance(lost)) return;
    long timeout = messages.dialect().answerMillis();
    boolean isLate = simulation.chance(late);
    long delay =
        isLate ? simulation.between(timeout, 2 * timeout) : simulation.between(1, slowestMillis);
    simulation.after(delay, () -> arrive(message.clone()));
    if (!simulation.chance(doubled)) return;
    simulation.after(delay + simulation.between(0, timeout), () -> arrive(message.clone()));
  }

  private void arrive(byte[] message) {
    if (isDead || !isUp) return;
    Answer answer = messages.answer(message);
    outstanding.answered(answer);
  }

  /** The link breaks, and comes back. */
  public void breakFor(long millis) {
    if (!isUp) return;
    isUp = false;
    tellLine();
    outstanding.linkLost(link, simulation.now());
    link++;
    simulation.after(
        millis,
        () -> {
          isUp = true;
          if (isDead) return;
          tellLine();
          available.run();
        });
  }

  @Override
  public void onAvailable(Runnable task) {
    available = task;
  }
}
