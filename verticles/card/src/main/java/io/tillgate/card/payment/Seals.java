package io.tillgate.card.payment;

import io.tillgate.card.message.Request;
import io.tillgate.retail.payment.PaymentOutcome;

/**
 * Keeps what a reversal needs of a request: the card under a key that is used once and shredded
 * when nothing is owed any more, the rest as it is. Called on the card context.
 */
public interface Seals {
  /**
   * What is kept of one request.
   *
   * @param slot where its key lies, or {@link #NO_SLOT} where the request named no card
   * @param payload of its {@code SEALED_CARD} record
   */
  record Seal(int slot, byte[] payload) {
    public static final int NO_SLOT = -1;
  }

  /** Null where no key is free: as many payments are open as the box may have. */
  Seal seal(String paymentId, Request request);

  /**
   * Seals a message that waits to be sent; null where no key is free, or it is longer than any.
   *
   * @param message left as it is
   */
  Seal sealMessage(String paymentId, byte[] message);

  /** What {@link #sealMessage} sealed, to be zeroed by the caller; null where its key is gone. */
  byte[] openMessage(String paymentId, Seal seal);

  /** How many more can be sealed now. */
  int free();

  /** Reads the payload that {@link #seal} gave to the journal; null for anything else. */
  Seal read(byte[] payload);

  /**
   * The reversal of what {@code seal} keeps, ready to be sent; its bytes are zeroed by the caller.
   * Null where its key is gone.
   *
   * @param outcome of the payment, or null
   * @param repeat whether it may have been sent before
   */
  Request reversal(String paymentId, Seal seal, PaymentOutcome outcome, boolean repeat);

  /** After this nobody can learn the card from {@code seal}. */
  void shred(Seal seal);
}
