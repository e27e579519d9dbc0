package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.message.Request;
import io.tillgate.retail.payment.PaymentOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The state machine of one request: its intent is recorded, it is sent, it is decided, its outcome
 * is durable and told. An answer, a time-out, a lost link, the terminal's own reversal and the
 * edge's stop all want to decide it; one does, by compare-and-set, whatever their threads. All else
 * is state of the card context.
 */
final class Authorization {
  /** Terminals that may wait for one answer: the one that asked, and repeats of it. */
  static final int MAX_WAITING = 4;

  /** Where a request stands. */
  sealed interface Stage permits Recording, Sent, Decided {}

  /** The intent is on its way to the disk; nothing was sent. */
  record Recording() implements Stage {}

  /** The acquirer may have it. */
  record Sent() implements Stage {}

  /** Nothing changes the verdict any more. */
  record Decided(Verdict verdict) implements Stage {}

  /**
   * What became of it.
   *
   * @param owes the reversal that is owed, or null
   * @param answer the acquirer's bytes for the terminal; null where the edge makes the answer
   */
  record Verdict(PaymentOutcome outcome, Reversal owes, byte[] answer) {
    boolean isApproved() {
      return Outcomes.isApproved(outcome);
    }

    Verdict owing(Reversal reversal) {
      return new Verdict(outcome, reversal, answer);
    }
  }

  private static final Stage RECORDING = new Recording();
  private static final Stage SENT = new Sent();

  final Request request;
  final Acquirer acquirer;
  final long beganNanos;

  /** Of the card, or null; sales of it that wait to be told go first. */
  String cardToken;

  long sentNanos;
  long acquirerNanos;

  /** The terminal gave up by itself: it is told nothing. */
  boolean isAbandoned;

  private final AtomicReference<Stage> stage = new AtomicReference<>(RECORDING);
  private List<Origin> waiting = new ArrayList<>(1);
  private List<Runnable> afterwards = List.of();
  private int deliveries;
  private boolean isDelivered;

  Authorization(Request request, Origin origin, Acquirer acquirer, long beganNanos) {
    this.request = request;
    this.acquirer = acquirer;
    this.beganNanos = beganNanos;
    waiting.add(origin);
  }

  Stage stage() {
    return stage.get();
  }

  /** False where it was decided before it could be sent. */
  boolean send() {
    return stage.compareAndSet(RECORDING, SENT);
  }

  /** Decides what was sent; the first verdict wins, false for all others. */
  boolean decide(Verdict verdict) {
    return stage.compareAndSet(SENT, new Decided(verdict));
  }

  /** Decides what was not sent and now never will be; false where it was sent or decided. */
  boolean decideUnsent(Verdict verdict) {
    return stage.compareAndSet(RECORDING, new Decided(verdict));
  }

  /** Null until it is decided. */
  Verdict verdict() {
    return stage.get() instanceof Decided decided ? decided.verdict() : null;
  }

  /** False where as many wait as may. */
  boolean alsoTell(Origin origin) {
    if (waiting.size() >= MAX_WAITING) return false;
    waiting.add(origin);
    return true;
  }

  boolean isAnybodyListening() {
    for (Origin origin : waiting) {
      if (origin.isOpen()) return true;
    }
    return false;
  }

  /** Who waits; nobody does afterwards. */
  List<Origin> takeWaiting() {
    List<Origin> taken = waiting;
    waiting = new ArrayList<>(0);
    return taken;
  }

  /** Runs {@code task} when the outcome is durable. */
  void afterOutcome(Runnable task) {
    if (afterwards.isEmpty()) afterwards = new ArrayList<>(1);
    afterwards.add(task);
  }

  void runAfterwards() {
    List<Runnable> tasks = afterwards;
    afterwards = List.of();
    tasks.forEach(Runnable::run);
  }

  void deliveryBegins() {
    deliveries++;
  }

  /** True for the last delivery to end; then {@link #isDelivered} is final. */
  boolean deliveryEnds(boolean delivered) {
    isDelivered |= delivered;
    return --deliveries == 0;
  }

  /** Whether anybody was told. */
  boolean isDelivered() {
    return isDelivered;
  }

  /** Card data are no longer needed. */
  void forget() {
    Arrays.fill(request.message(), (byte) 0);
  }
}
