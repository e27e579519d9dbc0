package io.tillgate.card.mac;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * How a message authentication code is made; always eight bytes of it go into the message. Over the
 * JCE's block ciphers. Stateless; any thread.
 */
public enum MacAlgorithm {
  /**
   * The retail MAC: ISO/IEC 9797-1 algorithm 3 (ANSI X9.19) with single DES, padding method 1, key
   * of 16 bytes.
   */
  RETAIL("retail", 8) {
    @Override
    boolean takes(int keyBytes) {
      return keyBytes == 16;
    }

    @Override
    byte[] compute(byte[] key, byte[] message, int offset, int length)
        throws GeneralSecurityException {
      byte[] padded = padded(message, offset, length);
      byte[] last = new byte[8];
      try {
        Cipher chain = Cipher.getInstance("DES/CBC/NoPadding");
        chain.init(
            Cipher.ENCRYPT_MODE,
            new SecretKeySpec(key, 0, 8, "DES"),
            new IvParameterSpec(new byte[8]));
        byte[] chained = chain.doFinal(padded);
        System.arraycopy(chained, chained.length - 8, last, 0, 8);
        return des(Cipher.ENCRYPT_MODE, key, 0, des(Cipher.DECRYPT_MODE, key, 8, last));
      } finally {
        Arrays.fill(padded, (byte) 0);
      }
    }

    /** Zeros up to a full block, at least one block. */
    private byte[] padded(byte[] message, int offset, int length) {
      byte[] padded = new byte[Math.max(8, (length + 7) / 8 * 8)];
      System.arraycopy(message, offset, padded, 0, length);
      return padded;
    }

    private byte[] des(int mode, byte[] key, int keyAt, byte[] block)
        throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("DES/ECB/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, keyAt, 8, "DES"));
      return cipher.doFinal(block);
    }
  },

  /** AES-CMAC (NIST SP 800-38B, RFC 4493), its first eight bytes; key of 16, 24 or 32 bytes. */
  AES_CMAC("aes-cmac", 16) {
    @Override
    boolean takes(int keyBytes) {
      return keyBytes == 16 || keyBytes == 24 || keyBytes == 32;
    }

    @Override
    byte[] compute(byte[] key, byte[] message, int offset, int length)
        throws GeneralSecurityException {
      Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
      aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
      byte[] subkey = doubled(aes.doFinal(new byte[16]));
      int blocks = Math.max(1, (length + 15) / 16);
      int rest = length - (blocks - 1) * 16;
      if (rest < 16) subkey = doubled(subkey);
      byte[] state = new byte[16];
      for (int block = 0; block < blocks - 1; block++) {
        for (int i = 0; i < 16; i++) state[i] ^= message[offset + block * 16 + i];
        state = aes.doFinal(state);
      }
      for (int i = 0; i < rest; i++) state[i] ^= message[offset + (blocks - 1) * 16 + i];
      if (rest < 16) state[rest] ^= (byte) 0x80;
      for (int i = 0; i < 16; i++) state[i] ^= subkey[i];
      return aes.doFinal(state);
    }

    /** Times x in the field of 2^128. */
    private byte[] doubled(byte[] block) {
      byte[] twice = new byte[16];
      int carry = 0;
      for (int i = 15; i >= 0; i--) {
        int shifted = (block[i] & 0xFF) << 1 | carry;
        twice[i] = (byte) shifted;
        carry = shifted >> 8;
      }
      if (carry != 0) twice[15] ^= (byte) 0x87;
      return twice;
    }
  };

  /** Bytes of the code in a message. */
  static final int BYTES = 8;

  private final String yaml;
  private final int fullBytes;

  MacAlgorithm(String yaml, int fullBytes) {
    this.yaml = yaml;
    this.fullBytes = fullBytes;
  }

  abstract boolean takes(int keyBytes);

  /** All bytes of the code. */
  abstract byte[] compute(byte[] key, byte[] message, int offset, int length)
      throws GeneralSecurityException;

  int fullBytes() {
    return fullBytes;
  }

  @Override
  public String toString() {
    return yaml;
  }
}
