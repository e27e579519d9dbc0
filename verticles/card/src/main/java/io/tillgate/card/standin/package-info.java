/**
 * Whether the store may answer for an acquirer that cannot be asked. Plain classes that decide.
 *
 * <p>An offline sale's life, by its records in the journal:
 *
 * <pre>
 *   SEALED_CARD, PAYMENT_INTENT, PAYMENT_OUTCOME (APPROVED_OFFLINE), ADVICE_OWED   one append
 *     told to the terminal: it may be changed, and is sent when the line is back
 *   ADVICE_CHANGED               a part was refunded before it was sent
 *   ADVICE_CHANGED, ADVICE_SETTLED (VOIDED)   one append: it is never sent
 *   ADVICE_SENDING (local)       from here on the acquirer may have it: 0220 once, then 0221
 *   ADVICE_PARKED, CASE_OPENED   the acquirer makes nothing of it: aside, in sight, still tried
 *   ADVICE_SETTLED (TAKEN or REFUSED), with a case of the loss where it is refused
 * </pre>
 *
 * <p>Who undoes one that may have been sent owes a reversal (SEALED_CARD, REVERSAL_OWED), which
 * goes when the advice is answered. What is sealed is the advice itself, without PIN, verification
 * code and, unless the profile says so, tracks and what chip data hold of them (PCI DSS 4.0.1,
 * 3.3.1, 3.3.2).
 *
 * <p>{@link Exposure} is what the store may lose: reserved before a sale is approved, released when
 * it is settled, and rebuilt by the same functions at a start.
 */
package io.tillgate.card.standin;
