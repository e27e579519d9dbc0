/**
 * The terminal's other language: nexo Sale to POI messages in JSON, as the Adyen Terminal API
 * writes them, between tills and terminals over HTTPS. The terminal plays the acquirer's part: what
 * it was asked is in the journal before it hears of it, what it answered before the till does.
 *
 * <ul>
 *   <li>Payment, Reversal: recorded. No answer, a broken connection, HTTP 5xx, an unreadable answer
 *       or another currency: the terminal is asked with TransactionStatus. InProgress: again later,
 *       in the end with an abort before. NotFound, twice: it never arrived. Found: as if it had
 *       answered. Busy, a rejected message, HTTP 4xx, no connection: nothing was done. Any other
 *       ErrorCondition declines.
 *   <li>Reversals by the edge itself first ask what there is to undo; their ServiceIDs follow from
 *       the payment's id, so that each is asked about before it is sent again after a restart.
 *   <li>Refunds and reversals that stay unknown cannot be undone: their outcome waits, with an open
 *       case, until the terminal tells; the till hears InProgress.
 *   <li>TransactionStatus about what the edge knows is answered by the edge; else passed on.
 *   <li>Abort: passed on, and the terminal's answer to the payment is its one outcome; what was not
 *       sent yet is not sent.
 *   <li>Diagnosis and all other categories of the protocol: passed on, unrecorded. StoredValue too:
 *       its till owns it. Reversals of payments that the edge does not know, for lack of a
 *       currency.
 *   <li>Card numbers: taken out of what goes to tills and records, with a case; a till may give its
 *       terminal a keyed one in SensitiveCardData.
 * </ul>
 *
 * Read in this order: {@code NexoSwitch}, {@code NexoPayments}, {@code NexoInquiries}, {@code
 * NexoReversals}; {@code NexoBook} and {@code NexoFold}; {@code Json}, {@code NexoMessage} and
 * {@code CardCleaning}; {@code NexoDoor} and {@code HttpTerminals}; {@code NexoTraffic} wires them.
 */
package io.tillgate.card.nexo;
