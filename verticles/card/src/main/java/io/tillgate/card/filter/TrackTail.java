package io.tillgate.card.filter;

/**
 * What follows a card number in a track (ISO/IEC 7813): expiry, service code, the issuer's own
 * digits, of which the code is made. It is never kept (PCI DSS 4.0.1, 3.3.1.1). Stateless.
 */
final class TrackTail {
  private static final int MIN_DIGITS = 4;
  private static final int MAX_DIGITS = 40;
  private static final int MAX_NAME = 28;
  private static final int MAX_TRACK = 84;

  private TrackTail() {}

  /** Where the track ends whose number ends at {@code end}; {@code end} where it is in none. */
  static int end(byte[] text, int end, int to) {
    if (end >= to) return end;
    int c = text[end];
    if (c == '=') return digits(text, end, end + 1, to, MIN_DIGITS);
    if ((c | 0x20) == 'd') return digits(text, end, end + 1, to, 7);
    if (c == '%' && end + 2 < to && text[end + 1] == '3' && (text[end + 2] | 0x20) == 'd') {
      return digits(text, end, end + 3, to, MIN_DIGITS);
    }
    return c == '^' ? track1(text, end, to) : end;
  }

  private static int digits(byte[] text, int none, int from, int to, int least) {
    int at = from;
    while (at < to && at - from < MAX_DIGITS && isDigit(text[at])) at++;
    return at - from >= least ? at : none;
  }

  /** Name, separator, expiry and more, up to the end sentinel. */
  private static int track1(byte[] text, int none, int to) {
    int at = none + 1;
    while (at < to && at - none <= MAX_NAME && text[at] != '^') at++;
    if (at + MIN_DIGITS >= to || text[at] != '^') return none;
    for (int i = 1; i <= MIN_DIGITS; i++) if (!isDigit(text[at + i])) return none;
    while (at < to && at - none < MAX_TRACK && isTrackLetter(text[at])) at++;
    return at;
  }

  private static boolean isTrackLetter(byte c) {
    return c >= ' ' && c <= '^' && c != '?' && c != '"' && c != '<' && c != '&';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
