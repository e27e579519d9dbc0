package io.tillgate.card.cases;

import io.tillgate.retail.payment.CaseKind;

/**
 * How many cases of one kind are open.
 *
 * @param oldestEpochMillis since when the oldest is; {@link Long#MAX_VALUE} where none is open
 */
public record CaseFigures(CaseKind kind, int open, long oldestEpochMillis) {}
