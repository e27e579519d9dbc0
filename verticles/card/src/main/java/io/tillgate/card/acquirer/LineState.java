package io.tillgate.card.acquirer;

/**
 * How the road to one acquirer is, seen over a while and not from message to message. Metrics show
 * the number of a state: 0, 1, 2.
 */
public enum LineState {
  /** Nothing passes: no link carries traffic, or the circuit is open. */
  DOWN,
  /**
   * It passes again, but has not for long. What is owed goes over it: reversals, then advices.
   * Whoever may answer for the acquirer goes on answering new requests; all others may be sent.
   */
  RECOVERING,
  /** It passes, and has for a while. */
  UP
}
