package io.tillgate.card.acquirer;

import io.tillgate.card.message.Request;
import io.tillgate.wire.Dialect;
import java.util.function.Consumer;

/** The road to one acquirer. Called on the card context only, except {@link #line}. */
public interface Acquirer {
  /** What intents and metrics call it. */
  String name();

  /**
   * How it differs from the others in times, paces and what may be approved for it; its messages
   * have the form of all.
   */
  Dialect profile();

  /**
   * Whether {@link #send} would take a message now: a link is up, its window and circuit open.
   * Windows open again without {@link #onAvailable}.
   */
  boolean isAvailable();

  /**
   * Writes the exchange's message to a link.
   *
   * @return false where nothing was written and nothing will be called back
   */
  boolean send(Exchange exchange);

  /**
   * A trace number for a message that the edge makes for this acquirer: not given within the last
   * 999,999, whatever restarts came between. Null where none is durable, since the disk takes
   * nothing: try again later.
   */
  String nextStan();

  /**
   * Writes a message that nobody answers, whose bytes are copied before this returns.
   *
   * @return false where no link takes it
   */
  boolean tell(Request notice);

  /** Whether messages of this type that the edge makes get a message authentication code. */
  default boolean stamps(int mti) {
    return false;
  }

  /** {@code task} runs whenever the road opens after having been shut. One listener. */
  void onAvailable(Runnable task);

  /** How the road is, seen over a while. Any thread. */
  LineState line();

  /** {@code listener} is told each new state of {@link #line}, after it is in force. */
  void onLine(Consumer<LineState> listener);
}
