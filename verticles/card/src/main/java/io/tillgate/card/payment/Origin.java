package io.tillgate.card.payment;

import java.util.function.Consumer;

/**
 * Who asked, and is told. For every request that the switch was given, exactly one of {@link
 * #deliver} and {@link #stayAsking} is called, on the card context.
 */
public interface Origin {
  /** False once its connection is gone: nothing can be delivered any more. */
  boolean isOpen();

  /**
   * Sends {@code message}, whose bytes are copied before this returns.
   *
   * @param delivered true when the network took all of it, false when the connection was gone first
   */
  void deliver(byte[] message, Consumer<Boolean> delivered);

  /** No answer will come: the terminal gave up by itself, or nothing true can be said. */
  void stayAsking();
}
