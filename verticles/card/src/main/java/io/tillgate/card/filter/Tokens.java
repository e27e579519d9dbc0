package io.tillgate.card.filter;

import io.tillgate.card.keys.TokenFormat;
import io.tillgate.card.keys.Tokenizer;
import io.tillgate.wire.TextNumber;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Tokens as bytes: the box's own ({@code card.tokens.format}), as its payments have them, or as
 * many digits as the number has, made of the text token, for fields of that length that take
 * nothing else. A token of digits begins with 99, which no issuer has, and fails Luhn, so it never
 * passes for a card number; two of a million cards of 16 digits share one with a probability of
 * about 0.6 %, so text is better where it fits. One context: the tokenizer's.
 */
final class Tokens {
  private static final String LETTERS = "bcdfghjkmnpqrstv";
  private static final int PREFIX = 3;

  private final Tokenizer own;
  private final Tokenizer text;

  /**
   * @param own of the box's form
   * @param text of {@link TokenFormat#TEXT}
   */
  Tokens(Tokenizer own, Tokenizer text) {
    this.own = own;
    this.text = text;
  }

  /**
   * @param asDigits as many digits as the number has, 13 at least; else the box's own form
   */
  byte[] token(byte[] digits, int length, boolean asDigits) {
    if (!asDigits) return own.token(digits, 0, length).getBytes(StandardCharsets.US_ASCII);
    return digits(text.token(digits, 0, length), Math.max(TextNumber.MIN_DIGITS, length));
  }

  private static byte[] digits(String text, int length) {
    BigInteger value = BigInteger.ZERO;
    for (int i = PREFIX; i < text.length(); i++) {
      value = value.shiftLeft(4).or(BigInteger.valueOf(LETTERS.indexOf(text.charAt(i))));
    }
    byte[] token = new byte[length];
    token[0] = '9';
    token[1] = '9';
    for (int i = length - 2; i > 1; i--) {
      BigInteger[] next = value.divideAndRemainder(BigInteger.TEN);
      token[i] = (byte) ('0' + next[1].intValue());
      value = next[0];
    }
    int wrong = 1 + value.mod(BigInteger.valueOf(9)).intValue();
    token[length - 1] = (byte) ('0' + (checkDigit(token, length - 1) + wrong) % 10);
    return token;
  }

  /** Whether digits are a token of digits: of right length, beginning with 99, failing Luhn. */
  boolean isToken(byte[] digits, int length) {
    return length >= TextNumber.MIN_DIGITS
        && digits[0] == '9'
        && digits[1] == '9'
        && checkDigit(digits, length - 1) != digits[length - 1] - '0';
  }

  /** What Luhn's check digit behind these would be. */
  private static int checkDigit(byte[] digits, int length) {
    int sum = 0;
    boolean doubled = true;
    for (int i = length - 1; i >= 0; i--) {
      int digit = digits[i] - '0';
      int value = doubled ? 2 * digit : digit;
      sum += value > 9 ? value - 9 : value;
      doubled = !doubled;
    }
    return (10 - sum % 10) % 10;
  }
}
