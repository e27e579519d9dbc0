package io.tillgate.card.filter;

import java.util.Arrays;

/**
 * The value of a field that is said to hold a card number.
 *
 * @param digits its digits, to be cleared
 * @param length how many
 * @param first the place of the first digit
 * @param last behind the last
 */
record FieldValue(byte[] digits, int length, int first, int last) {
  /** Test networks have numbers of eight. */
  static final int MIN_DIGITS = 8;

  private static final int MAX_DIGITS = 19;
  private static final int TRACK_DIGITS = 13;

  /** Null where the text is not 8 to 19 digits, with blanks and dashes among them. */
  static FieldValue of(byte[] text, int count) {
    byte[] digits = new byte[MAX_DIGITS];
    int length = 0;
    int first = -1;
    int last = 0;
    for (int i = 0; i < count; i++) {
      int c = text[i];
      if (c >= '0' && c <= '9' && length < MAX_DIGITS) {
        digits[length++] = text[i];
        if (first < 0) first = i;
        last = i + 1;
      } else if (c != ' ' && c != '-' && c != '\n' && c != '\r' && c != '\t') {
        Arrays.fill(digits, (byte) 0);
        return null;
      }
    }
    return length < MIN_DIGITS ? null : new FieldValue(digits, length, first, last);
  }

  void clear() {
    Arrays.fill(digits, (byte) 0);
  }

  /** Three or four digits, and nothing but blanks around them. */
  static boolean isCode(byte[] text, int count) {
    int digits = 0;
    for (int i = 0; i < count; i++) {
      int c = text[i];
      if (c >= '0' && c <= '9') digits++;
      else if (c > ' ') return false;
    }
    return digits == 3 || digits == 4;
  }

  /** As many digits in a row as a card number has; an encrypted track has not. */
  static boolean isTrack(byte[] text, int count) {
    int run = 0;
    for (int i = 0; i < count; i++) {
      run = text[i] >= '0' && text[i] <= '9' ? run + 1 : 0;
      if (run == TRACK_DIGITS) return true;
    }
    return false;
  }
}
