package io.tillgate.retail.payment;

/**
 * A payment that must be undone at the acquirer, in full or in part.
 *
 * @param amountMinor the original amount, minor units
 * @param leftMinor what still stands once it is undone; 0 where that is nothing, which JSON leaves
 *     out
 */
public record ReversalOwed(
    String paymentId, Reason reason, long amountMinor, String currency, long leftMinor) {

  /** In full. */
  public ReversalOwed(String paymentId, Reason reason, long amountMinor, String currency) {
    this(paymentId, reason, amountMinor, currency, 0);
  }

  /** Who asks for it, and why. */
  public enum Reason {
    TIMED_OUT,
    LINK_LOST,
    INTERRUPTED,
    /** The terminal sent a reversal of its own. */
    TERMINAL,
    /** The answer could not be delivered to the terminal. */
    UNDELIVERED
  }
}
