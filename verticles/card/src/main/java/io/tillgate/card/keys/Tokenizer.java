package io.tillgate.card.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the merchant's token of a card number: {@code tk_} and the first 128 bits of {@code
 * HMAC-SHA256(token key, digits)}, the same in every store without a vault (PCI DSS 4.0.1,
 * 3.5.1.1). The digits hold no expiry and no code.
 *
 * <p>A token is written in sixteen consonants: without a digit it can never pass for a card number,
 * without a vowel it spells nothing, and case does not matter to it. Two of 10^9 cards share a
 * token with a probability below 10^-20.
 *
 * <p>In the form {@link TokenFormat#DIGITS} it is 19 digits that no issuer could have given out
 * ({@link DigitTokens}).
 *
 * <p>Holds a {@link Mac}: one context or thread each.
 */
public final class Tokenizer {
  private static final String PREFIX = "tk_";
  private static final byte[] LETTERS = "bcdfghjkmnpqrstv".getBytes(StandardCharsets.US_ASCII);
  private static final int TOKEN_BYTES = 16;
  private static final int TOKEN_LENGTH = PREFIX.length() + 2 * TOKEN_BYTES;
  private static final int MIN_DIGITS = 8;
  private static final int MIN_PAN_DIGITS = 13;
  private static final int MAX_PAN_DIGITS = 19;

  private final Mac mac;
  private final byte[] digest = new byte[32];

  /** Null where tokens are text. */
  private final DigitTokens digitTokens;

  /** The caller may zero {@code key} afterwards. */
  Tokenizer(byte[] key) {
    this(key, TokenFormat.TEXT);
  }

  /** The caller may zero {@code key} afterwards. */
  Tokenizer(byte[] key, TokenFormat format) {
    digitTokens = format == TokenFormat.DIGITS ? new DigitTokens(key) : null;
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HmacSHA256", e);
    }
  }

  /**
   * The token of a card number.
   *
   * @param digits ASCII digits, 8-19 of them from {@code offset}; left as they are
   * @throws IllegalArgumentException for anything else
   */
  public String token(byte[] digits, int offset, int length) {
    if (length < MIN_DIGITS || length > MAX_PAN_DIGITS) {
      throw new IllegalArgumentException(length + " digits; a card number has 8-19");
    }
    for (int i = 0; i < length; i++) {
      if (!isDigit(digits[offset + i])) {
        throw new IllegalArgumentException("not a digit at place " + i);
      }
    }
    if (digitTokens != null) return digitTokens.token(digits, offset, length);
    try {
      mac.update(digits, offset, length);
      mac.doFinal(digest, 0);
      return spell();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 failed", e);
    } finally {
      Arrays.fill(digest, (byte) 0);
    }
  }

  private String spell() {
    byte[] text = new byte[TOKEN_LENGTH];
    int at = 0;
    for (int i = 0; i < PREFIX.length(); i++) text[at++] = (byte) PREFIX.charAt(i);
    for (int i = 0; i < TOKEN_BYTES; i++) {
      text[at++] = LETTERS[digest[i] >> 4 & 0xf];
      text[at++] = LETTERS[digest[i] & 0xf];
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  /**
   * Whether {@code text} has one of the two forms of a token. Never true where {@link #isPan} is.
   */
  public static boolean isToken(CharSequence text) {
    return isTextToken(text) || isDigitToken(text);
  }

  private static boolean isDigitToken(CharSequence text) {
    if (text.length() != DigitTokens.LENGTH) return false;
    if (text.charAt(0) != '9' || text.charAt(1) != '9') return false;
    for (int i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) return false;
    }
    return !isPan(text);
  }

  private static boolean isTextToken(CharSequence text) {
    if (text.length() != TOKEN_LENGTH) return false;
    for (int i = 0; i < PREFIX.length(); i++) {
      if (text.charAt(i) != PREFIX.charAt(i)) return false;
    }
    for (int i = PREFIX.length(); i < TOKEN_LENGTH; i++) {
      if (!isLetter(text.charAt(i))) return false;
    }
    return true;
  }

  /** Whether {@code text} has the form of a card number: 13-19 digits that pass Luhn. */
  public static boolean isPan(CharSequence text) {
    int length = text.length();
    if (length < MIN_PAN_DIGITS || length > MAX_PAN_DIGITS) return false;
    int sum = 0;
    for (int i = 0; i < length; i++) {
      char digit = text.charAt(length - 1 - i);
      if (!isDigit(digit)) return false;
      int value = digit - '0';
      sum += i % 2 == 0 ? value : value > 4 ? 2 * value - 9 : 2 * value;
    }
    return sum % 10 == 0;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isLetter(char character) {
    for (byte letter : LETTERS) {
      if (letter == character) return true;
    }
    return false;
  }
}
