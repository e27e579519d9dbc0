package io.tillgate.card.keys;

import java.util.Arrays;

/**
 * What a reversal needs of a card, in the clear for as long as it takes to write the message.
 *
 * @param pan ASCII digits
 * @param expiry DE14, {@code YYMM} in ASCII digits; empty where the request had none
 */
public record ReversalCard(byte[] pan, byte[] expiry) implements AutoCloseable {

  /** Zeroes both. */
  @Override
  public void close() {
    Arrays.fill(pan, (byte) 0);
    Arrays.fill(expiry, (byte) 0);
  }

  @Override
  public String toString() {
    return "ReversalCard[hidden]";
  }
}
