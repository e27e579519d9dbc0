package io.tillgate.card.filter;

import java.util.Arrays;

/**
 * A number of JSON as the whole number that it is: {@code 4.1e3} is 4100.
 *
 * @param digits of its whole part, without leading zeros; to be cleared
 * @param length how many, at most 19; none where it is 0 or has more
 * @param isWhole whether there is nothing behind the decimal point
 * @param end behind its last character
 */
record BareNumber(byte[] digits, int length, boolean isWhole, int end) {
  private static final int MAX_DIGITS = 19;
  private static final int MAX_EXPONENT = 400;

  /** Null where the text is anything else than one number, and blanks behind it. */
  static BareNumber of(byte[] text, int count) {
    int at = count > 0 && text[0] == '-' ? 1 : 0;
    int whole = at;
    at = behindDigits(text, at, count);
    if (at == whole) return null;
    int point = at;
    if (at < count && text[at] == '.') {
      at = behindDigits(text, at + 1, count);
      if (at == point + 1) return null;
    }
    int mantissa = at;
    int exponent = 0;
    if (at < count && (text[at] | 0x20) == 'e') {
      int sign = at + 1 < count && text[at + 1] == '-' ? -1 : 1;
      int from = at + 1 < count && (text[at + 1] == '-' || text[at + 1] == '+') ? at + 2 : at + 1;
      at = behindDigits(text, from, count);
      if (at == from) return null;
      for (int i = from; i < at; i++) {
        exponent = Math.min(MAX_EXPONENT, exponent * 10 + text[i] - '0');
      }
      exponent *= sign;
    }
    for (int i = at; i < count; i++) if (text[i] > ' ') return null;
    return of(text, whole, point, mantissa, exponent, at);
  }

  private static BareNumber of(
      byte[] text, int whole, int point, int mantissa, int exponent, int end) {
    byte[] digits = new byte[MAX_DIGITS];
    int length = 0;
    boolean isWhole = true;
    int wanted = point - whole + exponent;
    int seen = 0;
    for (int i = whole; i < mantissa || seen < wanted; i++) {
      if (i == point && i < mantissa) continue;
      int c = i < mantissa ? text[i] : '0';
      if (seen++ >= wanted) {
        isWhole &= c == '0';
      } else if (length > 0 || c != '0') {
        if (length == MAX_DIGITS) {
          Arrays.fill(digits, (byte) 0);
          return new BareNumber(digits, 0, false, end);
        }
        digits[length++] = (byte) c;
      }
    }
    return new BareNumber(digits, length, isWhole, end);
  }

  private static int behindDigits(byte[] text, int from, int count) {
    int at = from;
    while (at < count && text[at] >= '0' && text[at] <= '9') at++;
    return at;
  }

  void clear() {
    Arrays.fill(digits, (byte) 0);
  }
}
