package io.tillgate.card.acquirer;

import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;

/**
 * A request on its way to the acquirer. After {@link Acquirer#send} returned true, exactly one of
 * {@link #answered}, {@link #timedOut} and {@link #linkLost} is called, on the card context; {@link
 * #answeredLate} may follow the latter two.
 */
public interface Exchange {
  /** What is sent; its bytes are copied while {@link Acquirer#send} runs. */
  Request request();

  void answered(Answer answer);

  void timedOut();

  /** The link broke after the first byte was written: the acquirer may or may not have it. */
  void linkLost();

  /** Whether it may have been sent before, so that its earlier try is to be forgotten. */
  default boolean isRetried() {
    return false;
  }

  /** Whether the edge made the message or changed it, and not the terminal as it is. */
  default boolean isMadeByEdge() {
    return false;
  }

  /** Whether an answer after the time-out is of interest. */
  default boolean mindsLateAnswers() {
    return false;
  }

  /** An answer to what was given up; it changes nothing that was decided. */
  default void answeredLate(Answer answer) {}
}
