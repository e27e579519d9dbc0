package io.tillgate.retail.payment;

/**
 * A payment that the edge approved for its acquirer, which must be told of it.
 *
 * @param amountMinor minor units of {@code currency}
 * @param token of the card, by which its limits are counted
 */
public record AdviceOwed(String paymentId, long amountMinor, String currency, String token) {}
