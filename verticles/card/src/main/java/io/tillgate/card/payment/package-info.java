/** What becomes of a payment: intent, outcome, reversal. Plain classes that decide; no sockets. */
package io.tillgate.card.payment;
