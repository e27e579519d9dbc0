package io.tillgate.wire;

/** The check digit of card numbers (ISO/IEC 7812-1, annex B). */
final class Luhn {
  private static final int[] DOUBLED = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};

  private Luhn() {}

  /** Whether ASCII digits end in their check digit. */
  static boolean isValid(byte[] digits, int offset, int length) {
    int sum = 0;
    boolean doubled = false;
    for (int i = offset + length - 1; i >= offset; i--) {
      int digit = digits[i] - '0';
      sum += doubled ? DOUBLED[digit] : digit;
      doubled = !doubled;
    }
    return sum % 10 == 0;
  }
}
