package io.tillgate.card.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what a reversal needs of a card, number and expiry and nothing else, or an advice that
 * waits to be sent, with AES-256-GCM under a one-time key, bound to its payment. Card verification
 * codes and PIN blocks have no place in either (PCI DSS 4.0.1, 3.3.1). May be used by any thread;
 * does not wait for the disk.
 */
public final class CardSealer {
  static final int NONCE_BYTES = 12;
  static final int TAG_BITS = 128;

  private static final String CARD = "tillgate sealed card 1 ";
  private static final String MESSAGE = "tillgate sealed message 1 ";
  private static final int MAX_PAN_BYTES = 19;
  private static final int EXPIRY_BYTES = 4;

  /** Looking a cipher up costs more than using it. */
  private static final ThreadLocal<Cipher> CIPHERS =
      ThreadLocal.withInitial(
          () -> {
            try {
              return Cipher.getInstance("AES/GCM/NoPadding");
            } catch (GeneralSecurityException e) {
              throw new IllegalStateException("the JDK lacks AES/GCM", e);
            }
          });

  private final OneTimeKeys keys;
  private final SecureRandom random = new SecureRandom();

  public CardSealer(OneTimeKeys keys) {
    this.keys = keys;
  }

  /**
   * Seals a card for one payment; its key is already durable.
   *
   * @param pan ASCII digits; left as they are
   * @param expiry {@code YYMM} in ASCII digits, or empty
   * @return empty where no key is free or the disk has failed: do not send the request
   */
  public Optional<SealedCard> seal(String paymentId, byte[] pan, byte[] expiry) {
    if (pan.length == 0 || pan.length > MAX_PAN_BYTES) {
      throw new IllegalArgumentException(pan.length + " digits; a card number has at most 19");
    }
    if (expiry.length != 0 && expiry.length != EXPIRY_BYTES) {
      throw new IllegalArgumentException("expiry of " + expiry.length + " bytes; YYMM has 4");
    }
    return keys.take().map(key -> seal(key, paymentId, pan, expiry));
  }

  /**
   * Seals a message that waits to be sent: what an acquirer must be told of a sale that was
   * approved for it (PCI DSS 4.0.1, 3.3.2). Its key is shredded when it is answered.
   *
   * @param message at most {@link SealedCard#MAX_PLAIN_BYTES}; left as it is
   * @return empty where no key is free or the disk has failed: do not approve the sale
   */
  public Optional<SealedCard> sealMessage(String paymentId, byte[] message) {
    if (message.length == 0 || message.length > SealedCard.MAX_PLAIN_BYTES) {
      throw new IllegalArgumentException("a message of " + message.length + " bytes");
    }
    return keys.take().map(key -> seal(key, MESSAGE, paymentId, message));
  }

  private SealedCard seal(OneTimeKey key, String paymentId, byte[] pan, byte[] expiry) {
    byte[] plain =
        ByteBuffer.allocate(1 + pan.length + expiry.length)
            .put((byte) pan.length)
            .put(pan)
            .put(expiry)
            .array();
    try {
      return seal(key, CARD, paymentId, plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  private SealedCard seal(OneTimeKey key, String what, String paymentId, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try (key) {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, what, paymentId).doFinal(plain);
      return new SealedCard(key.slot(), nonce, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed", e);
    }
  }

  /**
   * Opens what was sealed for {@code paymentId}; the caller closes it after use.
   *
   * @return empty where its key is shredded or lost, or it was sealed for another payment
   */
  public Optional<ReversalCard> open(String paymentId, SealedCard card) {
    return keys.keyOf(card.slot()).flatMap(key -> open(key, paymentId, card));
  }

  /**
   * Opens what {@link #sealMessage} sealed for {@code paymentId}; the caller zeroes it after use.
   *
   * @return empty where its key is shredded or lost, or it was sealed for another payment
   */
  public Optional<byte[]> openMessage(String paymentId, SealedCard sealed) {
    return keys.keyOf(sealed.slot())
        .flatMap(
            key -> {
              try (key) {
                return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, key, sealed.nonce(), MESSAGE, paymentId)
                        .doFinal(sealed.ciphertext()));
              } catch (GeneralSecurityException e) {
                return Optional.empty();
              }
            });
  }

  /** Keys that may be taken now. */
  public int freeKeys() {
    return keys.free();
  }

  static Optional<ReversalCard> open(OneTimeKey key, String paymentId, SealedCard card) {
    byte[] plain = {};
    try (key) {
      plain =
          cipher(Cipher.DECRYPT_MODE, key, card.nonce(), CARD, paymentId)
              .doFinal(card.ciphertext());
      int end = 1 + plain[0];
      return Optional.of(
          new ReversalCard(
              Arrays.copyOfRange(plain, 1, end), Arrays.copyOfRange(plain, end, plain.length)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** Makes what was sealed under {@code slot} unopenable; see {@link OneTimeKeys#shred}. */
  public CompletableFuture<Void> shred(int slot) {
    return keys.shred(slot);
  }

  private static Cipher cipher(
      int mode, OneTimeKey key, byte[] nonce, String what, String paymentId)
      throws GeneralSecurityException {
    Cipher cipher = CIPHERS.get();
    cipher.init(mode, new SecretKeySpec(key.key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((what + paymentId).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
