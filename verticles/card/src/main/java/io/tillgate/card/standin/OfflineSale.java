package io.tillgate.card.standin;

import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.wire.Expiry;

/**
 * What the stand-in must know of a request.
 *
 * @param card null where the request names none
 * @param amountMinor minor units of {@code currency}
 * @param currency ISO 4217 letters
 * @param hasPin whether it carries a PIN block, for the issuer to verify
 * @param isDebit whether the terminal chose a debit account, or the card's range is one of debit
 */
public record OfflineSale(
    PaymentIntent.Kind kind,
    CardRecord card,
    Expiry expiry,
    long amountMinor,
    String currency,
    boolean hasPin,
    boolean isDebit) {

  String token() {
    return card.token();
  }
}
