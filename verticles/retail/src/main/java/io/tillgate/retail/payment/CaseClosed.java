package io.tillgate.retail.payment;

/**
 * What a case really was. Exactly one for each.
 *
 * @param paymentId null where it was about no payment
 * @param detail in words, as in {@link CaseOpened}; with {@link Ending#CLOSED_BY_PERSON} who, and
 *     the reason
 */
public record CaseClosed(
    String caseId, CaseKind kind, String paymentId, Ending ending, String detail) {

  /** What really happened. */
  public enum Ending {
    /** The acquirer undid the payment, or will never enter it. */
    REVERSAL_ACKNOWLEDGED,
    /** The acquirer never heard of the payment. */
    NEVER_ARRIVED,
    /** An approval came late; it was undone. */
    LATE_APPROVAL_REVERSED,
    /** A decline came late: there was nothing to undo. */
    LATE_DECLINE,
    /** The acquirer was asked, and told what became of it. */
    FOUND_BY_INQUIRY,
    /** The acquirer took after all what it had refused so often. */
    TAKEN,
    /** The acquirer refused for good. */
    REFUSED,
    /** It was undone before the acquirer heard of it. */
    VOIDED,
    CLOSED_BY_PERSON
  }
}
