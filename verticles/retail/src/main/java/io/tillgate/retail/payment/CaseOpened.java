package io.tillgate.retail.payment;

/**
 * A case is open. Written again, the same but for its offset, while it stays open for long: whoever
 * reads it takes the first and passes over the others.
 *
 * @param caseId made by the edge; key of every record about this case
 * @param paymentId null where it is about no payment
 * @param where for a person: a terminal, a route, a setting. Never a card number
 * @param detail in words. Of a card at most BIN and last four
 * @param openedMillis edge's wall clock when it was opened, however often it is written
 */
public record CaseOpened(
    String caseId,
    CaseKind kind,
    String paymentId,
    String where,
    String detail,
    long openedMillis) {}
