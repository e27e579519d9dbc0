package io.tillgate.retail.payment;

/** An answer that came when its request had been given up. The till never hears it. */
public record LateAnswer(String paymentId, String responseCode, String authorizationCode) {}
