package io.tillgate.wire;

import java.util.Arrays;

/**
 * Masks card numbers in text down to BIN and last four: the last net under what is logged. Digits
 * may be split or URL-encoded around; separators and length stay. Numbers that are no card's stay
 * as they are. Stateless; any thread.
 */
public final class CardNumberRedactor {
  private static final int LAST = 4;

  private CardNumberRedactor() {}

  /** The same string where it holds no card number. */
  public static String redact(String text) {
    if (!mayHoldNumber(text)) return text;
    byte[] latin = new byte[text.length()];
    for (int i = 0; i < latin.length; i++) {
      char c = text.charAt(i);
      latin[i] = c < 256 ? (byte) c : 1;
    }
    boolean found = mask(latin);
    if (!found) return text;
    StringBuilder masked = new StringBuilder(text);
    for (int i = 0; i < latin.length; i++) if (latin[i] == '*') masked.setCharAt(i, '*');
    Arrays.fill(latin, (byte) 0);
    return masked.toString();
  }

  /** The same array where ASCII or UTF-8 text holds no card number, else a masked copy. */
  public static byte[] redact(byte[] text) {
    byte[] copy = text.clone();
    return mask(copy) ? copy : text;
  }

  /** Most lines have no twelve digits at all. */
  private static boolean mayHoldNumber(CharSequence text) {
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9' && ++digits >= WrittenNumber.MIN_DIGITS) return true;
    }
    return false;
  }

  private static boolean mask(byte[] text) {
    WrittenNumber number = new WrittenNumber();
    boolean found = false;
    int at = 0;
    while (at < text.length) {
      if (WrittenNumber.isPlace(text, 0, at) && number.matches(text, 0, at, text.length)) {
        mask(text, number);
        found = true;
        at = number.end;
      } else {
        at++;
      }
    }
    return found;
  }

  private static void mask(byte[] text, WrittenNumber number) {
    int bin = Pan.binDigits(number.count);
    int digit = 0;
    for (int i = number.start; i < number.end; i++) {
      boolean escaped = text[i] == '%';
      if (escaped) {
        i += 2;
      } else if (Latin.isDigit(text[i])) {
        if (digit >= bin && digit < number.count - LAST) text[i] = '*';
        digit++;
      }
    }
  }
}
