package io.tillgate.card.acquirer;

/** The road to one acquirer. Called on the card context only. */
public interface Acquirer {
  /** Whether {@link #send} would take a message now: a link is up, its window and circuit open. */
  boolean isAvailable();

  /**
   * Writes the exchange's message to a link.
   *
   * @return false where nothing was written and nothing will be called back
   */
  boolean send(Exchange exchange);

  /** {@code task} runs whenever the road opens after having been shut. One listener. */
  void onAvailable(Runnable task);
}
