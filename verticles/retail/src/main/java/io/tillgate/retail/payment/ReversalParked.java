package io.tillgate.retail.payment;

/**
 * A reversal that was tried many times in vain. It is still owed; a person must look.
 *
 * @param lastResponseCode null where the acquirer never answered
 */
public record ReversalParked(String paymentId, int tries, String lastResponseCode) {}
