package io.tillgate.card.nexo;

import java.util.function.Consumer;

/** Who asked, and is told: exactly one of its methods that tell is called, on the card context. */
interface Till {
  /** False once its connection is gone. */
  boolean isOpen();

  /**
   * Answers in the protocol.
   *
   * @param message clean of card data; empty for an abort that was passed on
   * @param delivered true when the network took all of it, false when the connection was gone first
   */
  void answer(byte[] message, Consumer<Boolean> delivered);

  /** Answers in words what the protocol has no answer for. */
  void refuse(int status, String words);
}
