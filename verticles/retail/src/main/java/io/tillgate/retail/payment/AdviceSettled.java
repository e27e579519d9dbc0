package io.tillgate.retail.payment;

/**
 * What became of an advice; exactly one for each.
 *
 * @param responseCode the acquirer's last; null where it was never asked
 * @param takenMinor minor units that the acquirer took; 0 unless {@link Ending#TAKEN}
 * @param tries how many times it was sent since the edge's last start; 0 where it never was
 */
public record AdviceSettled(
    String paymentId,
    Ending ending,
    String responseCode,
    long takenMinor,
    String currency,
    int tries) {

  /** How it ended. */
  public enum Ending {
    /** The acquirer has entered the payment. */
    TAKEN,
    /** The acquirer declined what the store had approved: the loss is the store's. */
    REFUSED,
    /** It was undone before it was sent; the acquirer never hears of it. */
    VOIDED
  }
}
