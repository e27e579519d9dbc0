package io.tillgate.card.payment;

import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;
import java.util.List;

/** One payment that the edge knows of: open, or lately closed. State of the card context. */
final class Payment {
  /** Without its card. */
  final PaymentIntent intent;

  /** Of its card; null where it named none. */
  final String token;

  /** Monotonic time when it was asked. */
  long begunMillis;

  /** Journal offset of its first record; {@link Long#MAX_VALUE} until that is durable. */
  long offset = Long.MAX_VALUE;

  /** What a reversal needs; null once it is shredded. */
  Seals.Seal seal;

  /** While its outcome is not durable and told. */
  Authorization authorization;

  /** What is durable of it. */
  private PaymentState state = PaymentState.BEGUN;

  /** What works at undoing it; null unless something is to be undone or was. */
  Reversal reversal;

  /** Null unless it was approved offline. */
  Advice advice;

  /** The first answer that came when it had been given up, or null. */
  LateAnswer lateAnswer;

  /** Monotonic time when nothing more was to be done about it. */
  long closedMillis;

  boolean isClosed;

  /** Under which its order was asked again, a few at most. */
  List<String> otherStans = List.of();

  /** The payment before this one with the same terminal and STAN. */
  Payment older;

  /** What is told of the card is in the journal, and not needed again. */
  Payment(PaymentIntent intent) {
    this.intent =
        new PaymentIntent(
            intent.paymentId(),
            intent.kind(),
            intent.terminal(),
            intent.acquirer(),
            intent.amountMinor(),
            intent.currency(),
            intent.stan(),
            intent.rrn(),
            intent.localDateTime(),
            null,
            intent.orderId());
    this.token = intent.card() == null ? null : intent.card().token();
  }

  String id() {
    return intent.paymentId();
  }

  /** Whether money may have moved when nobody knows what became of it. */
  boolean mayMoveMoney() {
    return intent.kind() != PaymentIntent.Kind.BALANCE_INQUIRY;
  }

  /** What a reversal undoes, minor units. */
  long standingMinor() {
    return advice == null ? intent.amountMinor() : advice.leftMinor;
  }

  /** Whether it was void before its acquirer heard of it. */
  boolean isVoid() {
    return advice != null && advice.ending == AdviceSettled.Ending.VOIDED;
  }

  PaymentState state() {
    return state;
  }

  /** Null until it is durable. */
  PaymentOutcome outcome() {
    return state.outcome();
  }

  boolean isApproved() {
    return outcome() != null && Outcomes.isApproved(outcome());
  }

  // Each is called when its record is durable, or read at a start.

  void ended(PaymentOutcome outcome) {
    state = state.ended(outcome);
  }

  void owed(ReversalOwed owed) {
    state = state.owed(owed);
  }

  void parked(ReversalParked parked) {
    state = state.parked(parked);
  }

  void acknowledged(ReversalAcknowledged acknowledged) {
    state = state.acknowledged(acknowledged);
  }
}
