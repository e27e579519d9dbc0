package io.tillgate.retail.payment;

/**
 * An advice of which the acquirer makes nothing. It is still owed; a person must look.
 *
 * @param lastResponseCode null where the acquirer never answered, or unreadably
 */
public record AdviceParked(String paymentId, int tries, String lastResponseCode) {}
