package io.tillgate.wire;

/**
 * Recognises a card number by what surrounds it where digits stand in front without a gap: in track
 * 2 by the separator and what follows it, in an ISO 8583 message by message type and bitmap.
 */
final class TrackNumber {
  /** Digits behind the service code that make a D a separator, and not a hex digit. */
  private static final int MIN_DISCRETIONARY = 4;

  private static final int FIRST_YEAR = 15;
  private static final int LAST_YEAR = 49;

  private final WrittenNumber number;

  TrackNumber(WrittenNumber number) {
    this.number = number;
  }

  static boolean isSeparator(byte c) {
    return c == '=' || (c | 0x20) == 'd' || c == '%';
  }

  /** Whether a card number ends where a track's separator stands. */
  boolean matches(byte[] text, int from, int at, int to) {
    if (!isTrackTail(text, at, to)) return false;
    int longest = 0;
    while (longest < WrittenNumber.MAX_DIGITS
        && at - longest > from
        && Latin.isDigit(text[at - longest - 1])) {
      longest++;
    }
    for (int length = longest; length >= WrittenNumber.MIN_DIGITS; length--) {
      if (number.take(text, at - length, at)) return true;
    }
    return false;
  }

  /** Separator, month of expiry, service code, and with D some more. */
  private static boolean isTrackTail(byte[] text, int at, int to) {
    int behind;
    boolean isLetter = false;
    if (at < to && text[at] == '=') {
      behind = at + 1;
    } else if (at < to && (text[at] | 0x20) == 'd') {
      behind = at + 1;
      isLetter = true;
    } else if (at + 2 < to
        && text[at] == '%'
        && text[at + 1] == '3'
        && (text[at + 2] | 0x20) == 'd') {
      behind = at + 3;
    } else {
      return false;
    }
    int needed = 7 + (isLetter ? MIN_DISCRETIONARY : 0);
    if (to - behind < needed) return false;
    for (int i = behind; i < behind + needed; i++) if (!Latin.isDigit(text[i])) return false;
    if (isLetter && !endsAsTrack(text, behind + needed, to)) return false;
    int year = (text[behind] - '0') * 10 + text[behind + 1] - '0';
    int month = (text[behind + 2] - '0') * 10 + text[behind + 3] - '0';
    return isExpiry(year, month)
        && isServiceCode(text[behind + 4] - '0', text[behind + 5] - '0', text[behind + 6] - '0');
  }

  /** More digits, then F or no word: in a hex number other letters would follow. */
  private static boolean endsAsTrack(byte[] text, int at, int to) {
    int end = at;
    while (end < to && Latin.isDigit(text[end])) end++;
    return end == to || !Latin.isWord(text[end]) || (text[end] | 0x20) == 'f';
  }

  /** A month, of a year that a card in use may have. */
  static boolean isExpiry(int year, int month) {
    return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12;
  }

  /** ISO/IEC 7813: interchange, authorisation, services. */
  static boolean isServiceCode(int interchange, int authorisation, int services) {
    boolean first =
        switch (interchange) {
          case 1, 2, 5, 6, 7, 9 -> true;
          default -> false;
        };
    return first && authorisation <= 4 && authorisation % 2 == 0 && services <= 7;
  }

  /**
   * Whether a message begins here, or behind a length of two or four digits, with a card number in
   * field 2: type, bitmap (hex or binary), length, number, processing code.
   */
  boolean matchesMessage(byte[] text, int at, int run, int to) {
    for (int front = 0; front <= 4 && at + front + 4 <= run; front += 2) {
      if (isMessageType(text, at + front) && matchesFields(text, at + front + 4, to)) return true;
    }
    return false;
  }

  private static boolean isMessageType(byte[] text, int at) {
    return text[at] >= '0'
        && text[at] <= '2'
        && text[at + 1] >= '1'
        && text[at + 1] <= '8'
        && text[at + 2] <= '4'
        && text[at + 3] <= '5';
  }

  private boolean matchesFields(byte[] text, int bitmap, int to) {
    for (int bytes = 16; bytes >= 8; bytes -= 8) {
      if (to - bitmap < bytes) continue;
      boolean hex = bytes == 16;
      if (hex && !WrittenNumber.isHex(text, bitmap, bitmap + bytes)) continue;
      int bits = hex ? Hex.digit(text[bitmap]) << 4 : text[bitmap] & 0xF0;
      boolean hasNumberAndCode = (bits & 0x60) == 0x60;
      int at = bitmap + ((bits & 0x80) != 0 ? 2 * bytes : bytes);
      if (hasNumberAndCode && matchesField2(text, at, to)) return true;
    }
    return false;
  }

  private boolean matchesField2(byte[] text, int at, int to) {
    if (to - at < 2 || !Latin.isDigit(text[at]) || !Latin.isDigit(text[at + 1])) return false;
    int length = (text[at] - '0') * 10 + text[at + 1] - '0';
    if (length < WrittenNumber.MIN_DIGITS || length > WrittenNumber.MAX_DIGITS) return false;
    int behind = at + 2 + length;
    if (to - behind < 6) return false;
    for (int i = at + 2; i < behind + 6; i++) if (!Latin.isDigit(text[i])) return false;
    return number.take(text, at + 2, behind);
  }
}
