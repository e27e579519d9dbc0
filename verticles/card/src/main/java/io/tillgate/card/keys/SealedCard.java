package io.tillgate.card.keys;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The payload of a {@code SEALED_CARD} record: what a reversal needs of a card, or an advice that
 * waits to be sent, under a one-time key. Opens through {@link CardSealer} while the key of its
 * slot lives, and never after.
 *
 * <p>On disk: version (byte), slot (int), nonce (12 bytes), ciphertext and tag.
 */
public record SealedCard(int slot, byte[] nonce, byte[] ciphertext) {
  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + 4 + CardSealer.NONCE_BYTES;
  private static final int MIN_CIPHERTEXT_BYTES = CardSealer.TAG_BITS / 8 + 2;

  /** The longest message that is sealed; no acquirer's advice comes near. */
  public static final int MAX_PLAIN_BYTES = 16_384;

  private static final int MAX_CIPHERTEXT_BYTES = MAX_PLAIN_BYTES + CardSealer.TAG_BITS / 8;

  public byte[] encode() {
    return ByteBuffer.allocate(HEAD_BYTES + ciphertext.length)
        .put(VERSION)
        .putInt(slot)
        .put(nonce)
        .put(ciphertext)
        .array();
  }

  /** Reads what {@link #encode} wrote; empty for anything else. */
  public static Optional<SealedCard> decode(byte[] payload) {
    int ciphertextBytes = payload.length - HEAD_BYTES;
    if (ciphertextBytes < MIN_CIPHERTEXT_BYTES || ciphertextBytes > MAX_CIPHERTEXT_BYTES) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(payload);
    if (in.get() != VERSION) return Optional.empty();
    int slot = in.getInt();
    byte[] nonce = new byte[CardSealer.NONCE_BYTES];
    byte[] ciphertext = new byte[ciphertextBytes];
    in.get(nonce).get(ciphertext);
    return Optional.of(new SealedCard(slot, nonce, ciphertext));
  }

  @Override
  public String toString() {
    return "SealedCard[slot=" + slot + "]";
  }
}
