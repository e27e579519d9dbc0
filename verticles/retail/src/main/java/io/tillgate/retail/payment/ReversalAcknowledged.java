package io.tillgate.retail.payment;

/**
 * The acquirer confirmed that a payment is undone, or that it never knew it.
 *
 * @param tries how many times it was sent, from 1
 */
public record ReversalAcknowledged(String paymentId, String responseCode, int tries) {}
