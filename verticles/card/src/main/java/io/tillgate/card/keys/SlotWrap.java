package io.tillgate.card.keys;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * One-time keys under the ring's queue key, as they lie in their slots: id of the queue key (int),
 * the one-time key under AES-256 (32 bytes), zeros. So the file of slots opens nothing without the
 * key-encryption key.
 *
 * <p>Block by block, without chaining, is right for what is random itself: no two blocks are alike,
 * so nothing shows, and each slot can be read alone. A damaged slot gives another key, which opens
 * nothing. It costs a payment a tenth of a microsecond, where AES-GCM would cost it two. One
 * thread.
 */
final class SlotWrap {
  /** A power of two, so that a slot never lies across two sectors of the disk. */
  static final int SLOT_BYTES = 64;

  private static final int KEY_BYTES = OneTimeKeys.KEY_BYTES;

  private final QueueKeys keys;
  private Cipher wrapping;
  private int wrappingId;

  SlotWrap(QueueKeys keys) {
    this.keys = keys;
  }

  /** What lies in the slots for {@code plain}, one key after the other, under the active key. */
  byte[] wrap(byte[] plain) {
    int active = keys.active();
    if (wrapping == null || wrappingId != active) {
      wrapping = cipher(Cipher.ENCRYPT_MODE, active).orElseThrow();
      wrappingId = active;
    }
    byte[] wrapped = run(wrapping, plain);
    ByteBuffer slots = ByteBuffer.allocate(plain.length / KEY_BYTES * SLOT_BYTES);
    for (int slot = 0; slot * KEY_BYTES < plain.length; slot++) {
      slots.position(slot * SLOT_BYTES);
      slots.putInt(active).put(wrapped, slot * KEY_BYTES, KEY_BYTES);
    }
    return slots.array();
  }

  /** The key that lies in a slot; empty where its queue key is not in service. */
  Optional<byte[]> unwrap(byte[] slot) {
    byte[] wrapped = Arrays.copyOfRange(slot, Integer.BYTES, Integer.BYTES + KEY_BYTES);
    return cipher(Cipher.DECRYPT_MODE, keyId(slot)).map(cipher -> run(cipher, wrapped));
  }

  /** The id of the queue key that a slot is under. */
  static int keyId(byte[] slot) {
    return ByteBuffer.wrap(slot).getInt();
  }

  private Optional<Cipher> cipher(int mode, int id) {
    return keys.key(id).map(key -> cipher(mode, key));
  }

  private static Cipher cipher(int mode, byte[] key) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] run(Cipher cipher, byte[] bytes) {
    try {
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256 failed", e);
    }
  }
}
