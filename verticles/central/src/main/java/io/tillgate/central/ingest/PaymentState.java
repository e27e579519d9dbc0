package io.tillgate.central.ingest;

import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalOwed;
import java.time.Instant;

/**
 * What is known of one payment: a fold of what its edge told. Intent and outcome never change once
 * told; a reversal only moves forward.
 *
 * @param at the edge's time of the first thing told
 * @param intent null where it could not be read
 * @param outcome null until told
 * @param advice what the acquirer was told of a payment that its edge approved for it
 * @param late null unless an answer came too late
 */
record PaymentState(
    String paymentId,
    Instant at,
    PaymentIntent intent,
    Instant outcomeAt,
    PaymentOutcome outcome,
    Reversal reversal,
    Advice advice,
    Instant lateAt,
    LateAnswer late) {

  /** How far a reversal is. */
  enum Stage {
    NONE,
    OWED,
    PARKED,
    ACKNOWLEDGED
  }

  /**
   * @param owed null where none was told, or it could not be read
   * @param tries how often it was sent, as last told
   * @param responseCode the acquirer's last, or null
   */
  record Reversal(Stage stage, Instant at, ReversalOwed owed, int tries, String responseCode) {
    static final Reversal NONE = new Reversal(Stage.NONE, null, null, 0, null);
  }

  /** How far the advice of a payment approved offline is. */
  enum AdviceStage {
    NONE,
    OWED,
    PARKED,
    TAKEN,
    REFUSED,
    VOIDED;

    boolean isFinal() {
      return this == TAKEN || this == REFUSED || this == VOIDED;
    }
  }

  /**
   * @param leftMinor what stands of the payment, as last told; null where it was not told
   * @param tries how often it was sent, as last told
   * @param responseCode the acquirer's last, or null
   */
  record Advice(AdviceStage stage, Instant at, Long leftMinor, int tries, String responseCode) {
    static final Advice NONE = new Advice(AdviceStage.NONE, null, null, 0, null);
  }

  static PaymentState of(String paymentId, Instant at) {
    return new PaymentState(
        paymentId, at, null, null, null, Reversal.NONE, Advice.NONE, null, null);
  }

  /** True where {@code fact} says of something settled that it was otherwise. */
  boolean contradicts(PaymentFact fact) {
    if (fact instanceof PaymentFact.Intended told) {
      return intent != null && !intent.equals(told.intent());
    }
    if (fact instanceof PaymentFact.Ended told) {
      return outcome != null && !outcome.equals(told.outcome());
    }
    return false;
  }

  /** This and {@code fact}; the same where it tells nothing new. */
  PaymentState and(Instant told, PaymentFact fact) {
    if (fact instanceof PaymentFact.Intended f) {
      return intent != null ? this : with(f.intent());
    }
    if (fact instanceof PaymentFact.Ended f) {
      return outcome != null ? this : with(told, f.outcome());
    }
    if (fact instanceof PaymentFact.Owed f) return with(owed(told, f.reversal()));
    if (fact instanceof PaymentFact.Parked f) {
      if (reversal.stage() == Stage.ACKNOWLEDGED) return this;
      var parked = f.reversal();
      return with(moved(Stage.PARKED, told, parked.tries(), parked.lastResponseCode()));
    }
    if (fact instanceof PaymentFact.Acknowledged f) {
      if (reversal.stage() == Stage.ACKNOWLEDGED) return this;
      var done = f.reversal();
      return with(moved(Stage.ACKNOWLEDGED, told, done.tries(), done.responseCode()));
    }
    if (fact instanceof PaymentFact.Late f) return late != null ? this : late(told, f.answer());
    return advice.stage().isFinal() ? this : with(advised(told, fact));
  }

  private Advice advised(Instant told, PaymentFact fact) {
    if (fact instanceof PaymentFact.AdviceDue f) {
      if (advice.stage() != AdviceStage.NONE) return advice;
      return new Advice(AdviceStage.OWED, told, f.advice().amountMinor(), 0, null);
    }
    if (fact instanceof PaymentFact.AdviceAltered f) {
      return new Advice(
          advice.stage() == AdviceStage.NONE ? AdviceStage.OWED : advice.stage(),
          told,
          f.advice().leftMinor(),
          advice.tries(),
          advice.responseCode());
    }
    if (fact instanceof PaymentFact.AdviceSetAside f) {
      return new Advice(
          AdviceStage.PARKED,
          told,
          advice.leftMinor(),
          f.advice().tries(),
          f.advice().lastResponseCode());
    }
    AdviceSettled ended = ((PaymentFact.AdviceEnded) fact).advice();
    return switch (ended.ending()) {
      case TAKEN -> settled(AdviceStage.TAKEN, told, ended.takenMinor(), ended);
      case REFUSED -> settled(AdviceStage.REFUSED, told, advice.leftMinor(), ended);
      case VOIDED -> settled(AdviceStage.VOIDED, told, 0L, ended);
    };
  }

  private static Advice settled(AdviceStage stage, Instant told, Long left, AdviceSettled ended) {
    return new Advice(stage, told, left, ended.tries(), ended.responseCode());
  }

  private Reversal owed(Instant told, ReversalOwed owed) {
    if (reversal.owed() != null) {
      boolean isFurther = owed.leftMinor() < reversal.owed().leftMinor();
      return isFurther ? new Reversal(Stage.OWED, told, owed, 0, null) : reversal;
    }
    Stage stage = reversal.stage() == Stage.NONE ? Stage.OWED : reversal.stage();
    Instant since = reversal.at() == null ? told : reversal.at();
    return new Reversal(stage, since, owed, reversal.tries(), reversal.responseCode());
  }

  private Reversal moved(Stage stage, Instant told, int tries, String responseCode) {
    return new Reversal(stage, told, reversal.owed(), tries, responseCode);
  }

  private PaymentState with(PaymentIntent told) {
    return new PaymentState(
        paymentId, at, told, outcomeAt, outcome, reversal, advice, lateAt, late);
  }

  private PaymentState with(Instant when, PaymentOutcome told) {
    return new PaymentState(paymentId, at, intent, when, told, reversal, advice, lateAt, late);
  }

  private PaymentState with(Reversal told) {
    return new PaymentState(paymentId, at, intent, outcomeAt, outcome, told, advice, lateAt, late);
  }

  private PaymentState with(Advice told) {
    return new PaymentState(
        paymentId, at, intent, outcomeAt, outcome, reversal, told, lateAt, late);
  }

  private PaymentState late(Instant when, LateAnswer told) {
    return new PaymentState(
        paymentId, at, intent, outcomeAt, outcome, reversal, advice, when, told);
  }

  /** What this payment adds to its store's totals. */
  void addTo(Totals totals, int sign) {
    if (intent != null && outcome == null) {
      totals.add(currency(), Totals.Figure.PAYMENTS_OPEN, sign, sign * intent.amountMinor());
    }
    if (outcome != null) {
      totals.add(currency(), figure(outcome.result()), sign, sign * outcome.approvedMinor());
      if (stands()) {
        boolean refund = intent != null && intent.kind() == PaymentIntent.Kind.REFUND;
        totals.add(
            currency(),
            refund ? Totals.Figure.CARD_REFUNDS : Totals.Figure.PAYMENTS,
            sign,
            sign * standingMinor());
      }
      advised(totals, sign);
    }
    switch (reversal.stage()) {
      case NONE -> {}
      case OWED, PARKED ->
          totals.add(currency(), Totals.Figure.REVERSALS_OWED, sign, sign * reversedMinor());
      case ACKNOWLEDGED ->
          totals.add(currency(), Totals.Figure.PAYMENTS_REVERSED, sign, sign * reversedMinor());
    }
  }

  /** Whether money was approved that was not given back. */
  private boolean stands() {
    return standingMinor() > 0;
  }

  private long standingMinor() {
    if (reversal.stage() != Stage.ACKNOWLEDGED) return toldMinor();
    return reversal.owed() == null ? 0 : Math.min(toldMinor(), reversal.owed().leftMinor());
  }

  /** What stands, reversals aside. */
  private long toldMinor() {
    return switch (advice.stage()) {
      case NONE -> outcome.approvedMinor();
      case OWED, PARKED, TAKEN -> leftMinor();
      case REFUSED, VOIDED -> 0;
    };
  }

  private long leftMinor() {
    return advice.leftMinor() == null ? outcome.approvedMinor() : advice.leftMinor();
  }

  private void advised(Totals totals, int sign) {
    switch (advice.stage()) {
      case NONE, TAKEN, VOIDED -> {}
      case OWED, PARKED ->
          totals.add(currency(), Totals.Figure.ADVICES_OWED, sign, sign * leftMinor());
      case REFUSED ->
          totals.add(currency(), Totals.Figure.ADVICES_REFUSED, sign, sign * leftMinor());
    }
  }

  private static Totals.Figure figure(PaymentOutcome.Result result) {
    return switch (result) {
      case APPROVED, PARTIALLY_APPROVED, APPROVED_OFFLINE -> Totals.Figure.PAYMENTS_APPROVED;
      case DECLINED -> Totals.Figure.PAYMENTS_DECLINED;
      case TIMED_OUT, LINK_LOST, INTERRUPTED -> Totals.Figure.PAYMENTS_UNANSWERED;
      case NOT_SENT -> Totals.Figure.PAYMENTS_NOT_SENT;
    };
  }

  private long reversedMinor() {
    if (reversal.owed() != null) {
      return reversal.owed().amountMinor() - reversal.owed().leftMinor();
    }
    return intent == null ? 0 : intent.amountMinor();
  }

  private String currency() {
    if (intent != null) return intent.currency();
    if (outcome != null && outcome.currency() != null) return outcome.currency();
    if (reversal.owed() != null && reversal.owed().currency() != null) {
      return reversal.owed().currency();
    }
    return Totals.NO_CURRENCY;
  }
}
