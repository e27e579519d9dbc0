package io.tillgate.retail.payment;

/**
 * A payment was undone, in full or in part, before its acquirer was told of it: the acquirer hears
 * of what is left, or of nothing.
 *
 * @param leftMinor minor units that still stand; 0 where it is void
 */
public record AdviceChanged(String paymentId, long leftMinor, String currency, By by) {

  /** Who asked for it. */
  public enum By {
    /** The terminal sent a reversal. */
    TERMINAL,
    /** A till or a person at it. */
    TILL,
    /** Nobody could be told of the approval. */
    UNDELIVERED
  }
}
