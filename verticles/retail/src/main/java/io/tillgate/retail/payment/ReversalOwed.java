package io.tillgate.retail.payment;

/**
 * A payment that must be undone at the acquirer.
 *
 * @param amountMinor the original amount, minor units
 */
public record ReversalOwed(String paymentId, Reason reason, long amountMinor, String currency) {

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
