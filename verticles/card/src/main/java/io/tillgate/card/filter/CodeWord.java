package io.tillgate.card.filter;

/**
 * A card's security code in running text, told by the word before it: {@code CVV: 123}, {@code
 * "cvc2":"1234"}. Stateless.
 */
final class CodeWord {
  private static final int MAX_BETWEEN = 5;

  private CodeWord() {}

  /** Behind the code that begins at {@code at}; {@code at} where none does. */
  static int end(byte[] text, int from, int at, int to) {
    if (at > from && isWord(text[at - 1])) return at;
    int end = at;
    while (end < to && end - at <= 4 && isDigit(text[end])) end++;
    int length = end - at;
    if (length < 3 || length > 4 || end < to && isWord(text[end])) return at;
    int last = at;
    while (last > from && at - last < MAX_BETWEEN && isBetween(text[last - 1])) last--;
    if (last == at) return at;
    if (last - from >= 1 && text[last - 1] == '2') last--;
    boolean found =
        last - from >= 3
            && (text[last - 3] | 0x20) == 'c'
            && (text[last - 2] | 0x20) == 'v'
            && ((text[last - 1] | 0x20) == 'v'
                || (text[last - 1] | 0x20) == 'c'
                || (text[last - 1] | 0x20) == 'n');
    boolean begins = last - from == 3 || found && !isWord(text[last - 4]);
    return found && begins ? end : at;
  }

  private static boolean isBetween(byte c) {
    return switch (c) {
      case ' ', ':', '=', '"', '\'', '#', '-', '.', '(' -> true;
      default -> false;
    };
  }

  private static boolean isWord(int c) {
    return isDigit(c) || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
