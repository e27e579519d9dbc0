package io.tillgate.wire;

/** Classes of single Latin-1 characters, as the search for card numbers sees them. */
final class Latin {
  private Latin() {}

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isLetter(int c) {
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  static boolean isWord(int c) {
    return isDigit(c) || isLetter(c);
  }

  static boolean isHexLetter(int c) {
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f';
  }
}
