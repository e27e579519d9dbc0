package io.tillgate.retail.payment;

/**
 * What became of an intent; exactly one for each.
 *
 * @param responseCode ISO 8583 DE39 that the terminal is given
 * @param approvedMinor minor units that were approved, by the acquirer or for it; 0 unless approved
 * @param authorizationCode ISO 8583 DE38, or null
 * @param rrn ISO 8583 DE37 of the answer, or null
 */
public record PaymentOutcome(
    String paymentId,
    Result result,
    String responseCode,
    long approvedMinor,
    String currency,
    String authorizationCode,
    String rrn) {

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
