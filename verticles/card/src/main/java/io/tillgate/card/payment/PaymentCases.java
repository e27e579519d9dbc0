package io.tillgate.card.payment;

import io.tillgate.card.cases.Cases;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.CaseClosed.Ending;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalParked;
import io.tillgate.wire.AnswerCodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The cases of payments: every result that nobody knows opens one, in the same append as the
 * outcome that says so, and it closes with what really happened. Functions over {@link Cases}; what
 * they give belongs into the caller's next append.
 */
final class PaymentCases {
  /** "Unable to locate record" of 1987, "not able to trace back to original" from 1993. */
  private static final Set<String> NEVER_HEARD = Set.of("25", "914", "9114");

  private PaymentCases() {}

  /** Null unless nobody knows what became of the payment. */
  static Entry opening(Cases cases, Payment payment, PaymentOutcome outcome) {
    if (!PaymentState.isUnknown(outcome)) return null;
    return cases.opening(
        CaseKind.UNKNOWN_RESULT, payment.id(), where(payment), detail(payment, outcome));
  }

  private static String where(Payment payment) {
    return "terminal " + payment.intent.terminal();
  }

  private static String detail(Payment payment, PaymentOutcome outcome) {
    String why =
        switch (outcome.result()) {
          case TIMED_OUT -> "no answer in time";
          case LINK_LOST -> "the link broke after it was sent";
          case INTERRUPTED -> "the edge stopped before the answer came";
          default -> outcome.result().name();
        };
    return why + "; STAN " + payment.intent.stan() + ", acquirer " + payment.intent.acquirer();
  }

  /** Of a reversal that was tried in vain. */
  static Entry parking(Cases cases, Payment payment, ReversalParked parked, String why) {
    return cases.opening(
        CaseKind.UNREVERSED,
        payment.id(),
        where(payment),
        why + "; STAN " + payment.intent.stan() + ", acquirer " + payment.intent.acquirer());
  }

  /** The cases that an acknowledged reversal closes. */
  static List<Entry> closing(
      Cases cases, Payment payment, ReversalAcknowledged done, AnswerCodes codes) {
    boolean never = NEVER_HEARD.contains(done.responseCode());
    List<Entry> closed = new ArrayList<>(2);
    String detail = "response code " + done.responseCode() + " after " + done.tries() + " tries";
    add(
        closed,
        cases.closing(
            CaseKind.UNKNOWN_RESULT, payment.id(), ending(payment, never, codes), detail));
    add(
        closed,
        cases.closing(
            CaseKind.UNREVERSED,
            payment.id(),
            never ? Ending.NEVER_ARRIVED : Ending.REVERSAL_ACKNOWLEDGED,
            detail));
    if (never && isDeniedAfterApproval(payment)) add(closed, denied(cases, payment, detail));
    return closed;
  }

  /**
   * Whether the acquirer has approved what it now says it never heard of. Of a reversal that may
   * have been sent before that is no wonder: some hosts say so to a repeat of what is undone.
   */
  private static boolean isDeniedAfterApproval(Payment payment) {
    Reversal reversal = payment.reversal;
    boolean isFirst = reversal.tries == 1 && !reversal.isResumed && !reversal.isParked;
    boolean isKnown = payment.advice == null || payment.advice.ending == AdviceSettled.Ending.TAKEN;
    return isFirst && isKnown && payment.isApproved();
  }

  /** Nothing was undone, and nothing more is tried: a person must. */
  private static Entry denied(Cases cases, Payment payment, String detail) {
    return cases.opening(
        CaseKind.UNREVERSED,
        payment.id(),
        where(payment),
        "the acquirer approved it, and knew no such payment when it was to be reversed; "
            + detail
            + ", STAN "
            + payment.intent.stan()
            + ": reverse it at the acquirer by hand");
  }

  private static void add(List<Entry> entries, Entry entry) {
    if (entry != null) entries.add(entry);
  }

  private static Ending ending(Payment payment, boolean never, AnswerCodes codes) {
    LateAnswer late = payment.lateAnswer;
    if (late != null) {
      return codes.meaning(late.responseCode()) == AnswerCodes.Meaning.DECLINED
          ? Ending.LATE_DECLINE
          : Ending.LATE_APPROVAL_REVERSED;
    }
    return never ? Ending.NEVER_ARRIVED : Ending.REVERSAL_ACKNOWLEDGED;
  }

  /**
   * An approval that comes when the acquirer has said that it never heard of the payment: it was
   * overtaken by its own reversal, and stands. Its card is no longer known, so a person must undo
   * it. Null where nothing of the kind has happened.
   */
  static Entry strandedBy(LateAnswer late, Means means, Payment payment) {
    boolean approved =
        means.messages().codes().meaning(late.responseCode()) != AnswerCodes.Meaning.DECLINED;
    boolean overtaken =
        payment.state() instanceof PaymentState.Undone undone
            && NEVER_HEARD.contains(undone.acknowledged().responseCode());
    if (!approved || !overtaken) return null;
    return means
        .cases()
        .opening(
            CaseKind.UNREVERSED,
            payment.id(),
            where(payment),
            "approved after the acquirer had answered that it knew no such payment; STAN "
                + payment.intent.stan()
                + ": reverse it at the acquirer by hand");
  }

  /**
   * What an earlier version left: unknown results and parked reversals without their cases, to be
   * opened now.
   */
  static void openMissing(Cases cases, Payment payment) {
    if (!(payment.state() instanceof PaymentState.Owing owing)) return;
    String id = payment.id();
    boolean unknown = PaymentState.isUnknown(owing.outcome());
    if (unknown && !cases.isOpen(CaseKind.UNKNOWN_RESULT, id)) {
      cases.open(CaseKind.UNKNOWN_RESULT, id, where(payment), detail(payment, owing.outcome()));
    }
    if (owing.parked() != null && !cases.isOpen(CaseKind.UNREVERSED, id)) {
      cases.open(CaseKind.UNREVERSED, id, where(payment), "tried many times in vain");
    }
  }
}
