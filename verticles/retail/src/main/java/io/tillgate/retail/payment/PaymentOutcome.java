package io.tillgate.retail.payment;

/**
 * What became of an intent; exactly one for each.
 *
 * @param responseCode ISO 8583 DE39 that the terminal is given; of a nexo terminal its {@code
 *     Result} ({@code SuccessOffline} where no host was asked) or {@code ErrorCondition}
 * @param approvedMinor minor units that were approved, by the acquirer or for it; 0 unless approved
 * @param authorizationCode ISO 8583 DE38, or null
 * @param rrn ISO 8583 DE37 of the answer; of a nexo terminal its transaction's id; or null
 * @param card of a nexo terminal, which names it with its answer; else null, and left out in JSON
 */
public record PaymentOutcome(
    String paymentId,
    Result result,
    String responseCode,
    long approvedMinor,
    String currency,
    String authorizationCode,
    String rrn,
    CardRecord card) {

  /** Of a payment whose card its intent names. */
  public PaymentOutcome(
      String paymentId,
      Result result,
      String responseCode,
      long approvedMinor,
      String currency,
      String authorizationCode,
      String rrn) {
    this(paymentId, result, responseCode, approvedMinor, currency, authorizationCode, rrn, null);
  }

  /** The same, without its card. */
  public PaymentOutcome withoutCard() {
    return card == null
        ? this
        : new PaymentOutcome(
            paymentId, result, responseCode, approvedMinor, currency, authorizationCode, rrn);
  }

  /** How it ended. */
  public enum Result {
    APPROVED,
    PARTIALLY_APPROVED,
    /** The edge approved it for an acquirer that could not be asked, which must be told of it. */
    APPROVED_OFFLINE,
    DECLINED,
    /** No answer in time; a reversal is owed. */
    TIMED_OUT,
    /** The link broke after sending; a reversal is owed. */
    LINK_LOST,
    /** The edge stopped in between; a reversal is owed. */
    INTERRUPTED,
    /** Never sent: no link, a circuit open, a queue full. */
    NOT_SENT
  }
}
