package io.tillgate.card.keys;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * FF1 of NIST SP 800-38G (2016) with AES-256, for decimal numbers of 6-18 digits and no tweak: a
 * permutation of them under a key. Only the way there; nobody here needs the way back. One thread.
 */
final class Ff1 {
  private static final int ROUNDS = 10;
  private static final int BLOCK_BYTES = 16;

  private final Cipher aes;
  private final int digits;
  private final int numberBytes;
  private final byte[] first;
  private final byte[] block = new byte[BLOCK_BYTES];

  Ff1(byte[] key, int digits) {
    this.digits = digits;
    int longer = digits - digits / 2;
    // The bits of so many digits, in whole bytes: the b of the standard.
    this.numberBytes = (int) Math.ceil(Math.ceil(longer * Math.log(10) / Math.log(2)) / 8);
    try {
      aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      ByteBuffer p = ByteBuffer.allocate(BLOCK_BYTES).put(new byte[] {1, 2, 1, 0, 0, 10, 10});
      p.put((byte) (digits / 2)).putInt(digits).putInt(0);
      first = aes.doFinal(p.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks AES", e);
    }
  }

  /** The number in whose place {@code number} goes; both below 10^digits. */
  long encrypt(long number) {
    int u = digits / 2;
    long a = number / power(digits - u);
    long b = number % power(digits - u);
    for (int round = 0; round < ROUNDS; round++) {
      long modulus = power(round % 2 == 0 ? u : digits - u);
      long c = (a + Long.remainderUnsigned(random(round, b), modulus)) % modulus;
      a = b;
      b = c;
    }
    return a * power(digits - u) + b;
  }

  /** Eight bytes of AES-CBC-MAC over what is fixed, the round and the number. */
  private long random(int round, long number) {
    System.arraycopy(first, 0, block, 0, BLOCK_BYTES);
    block[BLOCK_BYTES - 1 - numberBytes] ^= (byte) round;
    for (int i = 0; i < numberBytes; i++) {
      block[BLOCK_BYTES - 1 - i] ^= (byte) (number >>> Byte.SIZE * i);
    }
    try {
      aes.doFinal(block, 0, BLOCK_BYTES, block, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES failed", e);
    }
    return ByteBuffer.wrap(block).getLong();
  }

  private static long power(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) power *= 10;
    return power;
  }
}
