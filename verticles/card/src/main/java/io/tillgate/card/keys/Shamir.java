package io.tillgate.card.keys;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Shares of a secret (Shamir, "How to share a secret", 1979), byte by byte over GF(2^8) with the
 * polynomial of AES: any {@code threshold} of them give it back, and fewer say nothing at all of
 * it. Share {@code i} is the value at {@code x = i + 1}.
 */
final class Shamir {
  private static final int POLYNOMIAL = 0x11b;

  private Shamir() {}

  /** The caller zeroes the shares. */
  static byte[][] split(byte[] secret, int threshold, int count, SecureRandom random) {
    byte[][] shares = new byte[count][secret.length];
    byte[] coefficients = new byte[threshold];
    for (int at = 0; at < secret.length; at++) {
      random.nextBytes(coefficients);
      coefficients[0] = secret[at];
      for (int share = 0; share < count; share++) {
        shares[share][at] = (byte) valueAt(share + 1, coefficients);
      }
    }
    Arrays.fill(coefficients, (byte) 0);
    return shares;
  }

  private static int valueAt(int x, byte[] coefficients) {
    int value = 0;
    for (int i = coefficients.length - 1; i >= 0; i--) {
      value = times(value, x) ^ coefficients[i] & 0xff;
    }
    return value;
  }

  /**
   * The secret that {@code shares} came from, where they are enough.
   *
   * @param xs the place of each share, all different, 1-255
   */
  static byte[] combine(int[] xs, byte[][] shares) {
    byte[] secret = new byte[shares[0].length];
    for (int i = 0; i < xs.length; i++) {
      int weight = 1;
      for (int j = 0; j < xs.length; j++) {
        if (j != i) weight = times(weight, times(xs[j], inverse(xs[j] ^ xs[i])));
      }
      for (int at = 0; at < secret.length; at++)
        secret[at] ^= (byte) times(weight, shares[i][at] & 0xff);
    }
    return secret;
  }

  /** Takes the same time for all values. */
  private static int times(int a, int b) {
    int product = 0;
    int shifted = a;
    for (int bit = 0; bit < 8; bit++) {
      product ^= shifted & -(b >> bit & 1);
      shifted = shifted << 1 ^ POLYNOMIAL & -(shifted >> 7);
    }
    return product;
  }

  /** {@code a} to the 254th: all powers but the first bit. */
  private static int inverse(int a) {
    int square = a;
    int result = 1;
    for (int bit = 1; bit < 8; bit++) {
      square = times(square, square);
      result = times(result, square);
    }
    return result;
  }
}
