package io.tillgate.retail.payment;

/**
 * A financial request that is about to go to the acquirer.
 *
 * @param paymentId made by the edge, a UUID; key of every later record about this payment
 * @param terminal ISO 8583 DE41, trimmed; of a nexo terminal its POIID
 * @param acquirer name of the acquirer profile; {@code nexo:} and the POIID where the terminal has
 *     an acquirer of its own
 * @param amountMinor minor units of {@code currency}, 0 or more
 * @param currency ISO 4217 letters
 * @param stan ISO 8583 DE11, six digits; of a nexo terminal the till's ServiceID
 * @param rrn ISO 8583 DE37; of a nexo terminal the till's transaction id; or null
 * @param localDateTime DE12/DE13 as {@code MMddHHmmss}, or null
 * @param card null where the request named none
 * @param orderId the till's own id of the order, where the message has a place for it; else null
 */
public record PaymentIntent(
    String paymentId,
    Kind kind,
    String terminal,
    String acquirer,
    long amountMinor,
    String currency,
    String stan,
    String rrn,
    String localDateTime,
    CardRecord card,
    String orderId) {

  /** Of a message that names no order. */
  public PaymentIntent(
      String paymentId,
      Kind kind,
      String terminal,
      String acquirer,
      long amountMinor,
      String currency,
      String stan,
      String rrn,
      String localDateTime,
      CardRecord card) {
    this(
        paymentId,
        kind,
        terminal,
        acquirer,
        amountMinor,
        currency,
        stan,
        rrn,
        localDateTime,
        card,
        null);
  }

  /** The same of an order of the till's. */
  public PaymentIntent ofOrder(String orderId) {
    return new PaymentIntent(
        paymentId,
        kind,
        terminal,
        acquirer,
        amountMinor,
        currency,
        stan,
        rrn,
        localDateTime,
        card,
        orderId);
  }

  /** What the request asks for; from MTI and processing code (DE3). */
  public enum Kind {
    AUTHORIZATION,
    PURCHASE,
    REFUND,
    BALANCE_INQUIRY,
    OTHER
  }
}
