package io.tillgate.card.payment;

import io.tillgate.card.message.Answer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.wire.AnswerCodes;

/** What an answer, or its absence, means for a payment. Functions. */
final class Outcomes {
  private Outcomes() {}

  /**
   * Reads an answer that has a response code. A partial approval says in DE4 what was approved; a
   * balance inquiry moves no money.
   */
  static PaymentOutcome of(PaymentIntent intent, Answer answer, AnswerCodes codes) {
    AnswerCodes.Meaning meaning = codes.meaning(answer.responseCode());
    boolean moves = intent.kind() != PaymentIntent.Kind.BALANCE_INQUIRY;
    long named = answer.amountMinor() >= 0 ? answer.amountMinor() : intent.amountMinor();
    Result result =
        switch (meaning) {
          case DECLINED -> Result.DECLINED;
          case PARTIALLY_APPROVED -> Result.PARTIALLY_APPROVED;
          case APPROVED ->
              moves && named < intent.amountMinor() ? Result.PARTIALLY_APPROVED : Result.APPROVED;
        };
    return new PaymentOutcome(
        intent.paymentId(),
        result,
        answer.responseCode(),
        result == Result.DECLINED || !moves ? 0 : named,
        intent.currency(),
        answer.authorizationCode(),
        answer.rrn());
  }

  /** An end without an answer. */
  static PaymentOutcome without(PaymentIntent intent, Result result, String responseCode) {
    return new PaymentOutcome(
        intent.paymentId(), result, responseCode, 0, intent.currency(), null, null);
  }

  static boolean isApproved(PaymentOutcome outcome) {
    return switch (outcome.result()) {
      case APPROVED, PARTIALLY_APPROVED, APPROVED_OFFLINE -> true;
      case DECLINED, TIMED_OUT, LINK_LOST, INTERRUPTED, NOT_SENT -> false;
    };
  }
}
