package io.tillgate.card.filter;

/** Characters as the search for numbers sees them. Stateless. */
final class Letters {
  /** Any character that is not Latin. */
  static final int OTHER = 1;

  private Letters() {}

  /**
   * The Latin character that stands for a code point: digits of any script, blanks and dashes of
   * any width are the plain ones, since a back office may read them so.
   */
  static int plain(int codePoint) {
    if (codePoint < 0x80) return codePoint == 0 ? OTHER : codePoint;
    int digit = Character.digit(codePoint, 10);
    if (digit >= 0) return '0' + digit;
    return switch (Character.getType(codePoint)) {
      case Character.SPACE_SEPARATOR, Character.FORMAT -> ' ';
      case Character.DASH_PUNCTUATION -> '-';
      case Character.MATH_SYMBOL -> codePoint == 0x2212 ? '-' : OTHER;
      default -> OTHER;
    };
  }

  static int hex(int c) {
    if (c >= '0' && c <= '9') return c - '0';
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }
}
