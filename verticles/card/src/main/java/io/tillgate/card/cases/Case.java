package io.tillgate.card.cases;

import io.tillgate.retail.payment.CaseKind;

/**
 * One open case.
 *
 * @param paymentId null where it is about no payment
 * @param where a terminal, a route, a setting
 * @param openedMillis wall clock of the edge
 */
public record Case(
    String id, CaseKind kind, String paymentId, String where, String detail, long openedMillis) {}
