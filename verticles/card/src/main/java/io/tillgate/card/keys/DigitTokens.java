package io.tillgate.card.keys;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens of 19 digits ({@link TokenFormat#DIGITS}). 99, sixteen digits and one of the nine last
 * digits that fail Luhn: 9·10^16 tokens.
 *
 * <p>What is promised: a card number of up to 16 digits is put through a permutation of these (FF1
 * under a key made from the token key), so no two of them ever share a token. Numbers of 17-19
 * digits are more than there are tokens; their keyed hash is put through it, into a part of its
 * own, so they never share one with a shorter number, and two of n of them do with a probability of
 * about n²/(1.6·10^17): 6 in a million for a million such cards.
 *
 * <p>Not shorter: of 16 digits only 9·10^13 would be left, and a million cards would collide with a
 * probability of half a percent. One context or thread.
 */
final class DigitTokens {
  static final int LENGTH = 19;

  private static final byte[] CIPHER_LABEL = ascii("tillgate digit tokens 1");
  private static final byte[] LONG_LABEL = ascii("tillgate long card 1");
  private static final int BODY_DIGITS = 16;
  private static final int LAST_CHOICES = 9;
  private static final int FF1_DIGITS = 17;

  /** 9·10^16. */
  private static final long TOKENS = 90_000_000_000_000_000L;

  /** 10^8 + 10^9 + ... + 10^16: the numbers of 8-16 digits. */
  private static final long SHORTER = 11_111_111_100_000_000L;

  private static final int LONGEST_RANKED = 16;

  private final Mac mac;
  private final Ff1 permutation;

  /** The caller may zero {@code tokenKey} afterwards. */
  DigitTokens(byte[] tokenKey) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(tokenKey, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HmacSHA256", e);
    }
    byte[] key = mac.doFinal(CIPHER_LABEL);
    permutation = new Ff1(key, FF1_DIGITS);
    Arrays.fill(key, (byte) 0);
  }

  /**
   * @param digits 8-19 ASCII digits, as {@link Tokenizer} has made sure
   */
  String token(byte[] digits, int offset, int length) {
    long place =
        length <= LONGEST_RANKED ? rank(digits, offset, length) : hashed(digits, offset, length);
    do {
      place = permutation.encrypt(place); // walks on until it is a token's place: 1.1 steps
    } while (place >= TOKENS);
    return spell(place);
  }

  /** The number of the card among all of 8-16 digits. */
  private static long rank(byte[] digits, int offset, int length) {
    long shorter = 0;
    long power = 100_000_000L;
    for (int n = 8; n < length; n++, power *= 10) shorter += power;
    long value = 0;
    for (int i = 0; i < length; i++) value = value * 10 + digits[offset + i] - '0';
    return shorter + value;
  }

  private long hashed(byte[] digits, int offset, int length) {
    mac.update(LONG_LABEL);
    mac.update(digits, offset, length);
    byte[] digest = mac.doFinal();
    BigInteger number = new BigInteger(1, digest);
    Arrays.fill(digest, (byte) 0);
    return SHORTER + number.mod(BigInteger.valueOf(TOKENS - SHORTER)).longValueExact();
  }

  private static String spell(long place) {
    byte[] text = new byte[LENGTH];
    text[0] = '9';
    text[1] = '9';
    long body = place / LAST_CHOICES;
    for (int i = BODY_DIGITS + 1; i > 1; i--, body /= 10) text[i] = (byte) ('0' + body % 10);
    int wrong = 1 + (int) (place % LAST_CHOICES);
    text[LENGTH - 1] = (byte) ('0' + (luhnDigit(text) + wrong) % 10);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** The last digit with which the others would pass. */
  private static int luhnDigit(byte[] text) {
    int sum = 0;
    for (int i = 0; i < LENGTH - 1; i++) {
      int value = text[LENGTH - 2 - i] - '0';
      sum += i % 2 != 0 ? value : value > 4 ? 2 * value - 9 : 2 * value;
    }
    return (10 - sum % 10) % 10;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
