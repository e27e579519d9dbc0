package io.tillgate.card.nexo;

import io.tillgate.card.payment.PaymentState;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalOwed;
import java.util.ArrayList;
import java.util.List;

/**
 * One payment, refund or reversal that a till asked for; open, or lately closed. What is durable of
 * it is {@link PaymentState}, as of every payment; what goes on before is {@link Stage}: the
 * answer, the time-out, a lost connection, an inquiry and an abort all want to decide it, and one
 * does. State of the card context.
 */
final class NexoPayment {
  /** Tills that may wait for one answer: the one that asked, and repeats of it. */
  static final int MAX_WAITING = 4;

  /** Where it stands until its outcome is durable. */
  enum Stage {
    /** The intent is on its way to the disk; nothing was sent. */
    RECORDING,
    /** The terminal may have it. */
    SENT,
    /** The terminal did not answer, and is asked what became of it. */
    ASKING,
    /** Nothing changes what became of it. */
    DECIDED
  }

  /**
   * What became of it.
   *
   * @param answer for the till, clean
   * @param transaction the terminal's, or null
   * @param owes why it must be undone, or null
   * @param isFound whether an inquiry found it
   */
  record Verdict(
      PaymentOutcome outcome,
      byte[] answer,
      Transaction transaction,
      ReversalOwed.Reason owes,
      boolean isFound) {}

  /** The terminal's name of what it did, as a reversal must give it. */
  record Transaction(String id, String timeStamp) {}

  final NexoKey key;
  final NexoAsk ask;
  final PaymentIntent intent;

  /** Of the payment that this one undoes; null for none that is known. */
  final String undoesPayment;

  long offset = Long.MAX_VALUE;
  private Stage stage = Stage.RECORDING;
  private PaymentState state = PaymentState.BEGUN;
  TerminalRoad.Call call;
  NexoInquiry inquiry;
  private List<Till> waiting = new ArrayList<>(1);

  /** The till's answer; null until it is durable. */
  byte[] answer;

  Transaction transaction;

  /** What the till keyed in, where it did; told with the outcome. Not known after a restart. */
  CardRecord keyed;

  /** Approved, and no till has heard so. */
  boolean isUntold;

  /** A reversal is on its way to the disk, or owed, or done. */
  boolean isUndone;

  LateAnswer lateAnswer;

  /** What tills have reversed of it, or are about to; minor units. */
  long reversedMinor;

  /** What the edge's own reversal is at, or null. */
  NexoUndoing undoing;

  boolean isClosed;
  long closedMillis;

  NexoPayment(NexoAsk ask, PaymentIntent intent, String undoesPayment) {
    this.key = ask.key();
    this.ask = ask;
    this.intent = intent;
    this.undoesPayment = undoesPayment;
  }

  String id() {
    return intent.paymentId();
  }

  String poiId() {
    return key.poiId();
  }

  /** A terminal can undo what took money; not what gave it. */
  boolean isReversible() {
    return undoesPayment == null
        && ask.category().equals(NexoAsk.PAYMENT)
        && (intent.kind() == PaymentIntent.Kind.PURCHASE
            || intent.kind() == PaymentIntent.Kind.AUTHORIZATION);
  }

  Stage stage() {
    return stage;
  }

  /** False where it was decided before it could be sent. */
  boolean send() {
    return move(Stage.SENT, Stage.RECORDING);
  }

  /** False where it is decided, or asked about already. */
  boolean inquire() {
    return move(Stage.ASKING, Stage.SENT);
  }

  /** What an earlier start left: nobody knows whether it was sent. */
  void interrupted() {
    move(Stage.ASKING, Stage.RECORDING);
  }

  /** False where it is decided already: the first verdict wins. */
  boolean decide() {
    return move(Stage.DECIDED, Stage.RECORDING, Stage.SENT, Stage.ASKING);
  }

  private boolean move(Stage to, Stage... from) {
    for (Stage each : from) {
      if (stage == each) {
        stage = to;
        return true;
      }
    }
    return false;
  }

  PaymentState state() {
    return state;
  }

  /** Null until it is durable. */
  PaymentOutcome outcome() {
    return state.outcome();
  }

  boolean isApproved() {
    return outcome() != null && isApproved(outcome());
  }

  static boolean isApproved(PaymentOutcome outcome) {
    return switch (outcome.result()) {
      case APPROVED, PARTIALLY_APPROVED, APPROVED_OFFLINE -> true;
      case DECLINED, TIMED_OUT, LINK_LOST, INTERRUPTED, NOT_SENT -> false;
    };
  }

  /** A record about it is durable, or read at a start. */
  void is(PaymentState next) {
    state = next;
    if (next.outcome() != null) stage = Stage.DECIDED;
  }

  /** False where as many wait as may. */
  boolean alsoTell(Till till) {
    waiting.removeIf(each -> !each.isOpen());
    if (waiting.size() >= MAX_WAITING) return false;
    waiting.add(till);
    return true;
  }

  boolean isAnybodyListening() {
    return waiting.stream().anyMatch(Till::isOpen);
  }

  List<Till> takeWaiting() {
    List<Till> taken = waiting;
    waiting = new ArrayList<>(1);
    return taken;
  }
}
