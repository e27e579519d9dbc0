package io.tillgate.wire;

/**
 * Recognises a card number whose ASCII digits are written as hex digits in turn, {@code 34 31 31}
 * for 411, without gaps: the way of database dumps and traces. One thread; the fields tell of the
 * last match.
 */
final class HexNumber {
  /** How far into a run of digits a number may begin. */
  private static final int MAX_RUN = 4 * WrittenNumber.MAX_DIGITS;

  /** Where the number begins and ends in the text. */
  int start;

  int end;
  final byte[] digits = new byte[WrittenNumber.MAX_DIGITS];
  int count;

  /**
   * Whether there is a number in the run of digits at {@code at}.
   *
   * @param at a digit that does not follow one
   * @param to where the text ends
   */
  boolean matches(byte[] text, int at, int to) {
    int limit = Math.min(to, at + MAX_RUN);
    for (int first = at; first + 2 * WrittenNumber.MIN_DIGITS <= limit; first++) {
      if (!Latin.isDigit(text[first])) return false;
      boolean follows = first - 2 >= at && isDigitPair(text, first - 2);
      if (!follows && isDigitPair(text, first) && matchesAt(text, first, to)) return true;
    }
    return false;
  }

  private static boolean isDigitPair(byte[] text, int at) {
    return text[at] == '3' && Latin.isDigit(text[at + 1]);
  }

  private boolean matchesAt(byte[] text, int first, int to) {
    count = 0;
    int at = first;
    while (at + 1 < to && isDigitPair(text, at)) {
      if (count == WrittenNumber.MAX_DIGITS) return false;
      digits[count++] = text[at + 1];
      at += 2;
    }
    if (count < WrittenNumber.MIN_DIGITS || !WrittenNumber.isCardNumber(digits, count)) {
      return false;
    }
    start = first;
    end = at;
    return true;
  }
}
