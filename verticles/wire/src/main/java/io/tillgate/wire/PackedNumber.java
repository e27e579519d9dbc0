package io.tillgate.wire;

/**
 * Recognises a card number in packed digits. Eight bytes of anything are a card number about once
 * in 60,000, so digits, range and check digit are not enough: something around them must say that a
 * number is meant. That is one of:
 *
 * <ul>
 *   <li>a track: {@code D}, a month of expiry, a service code, four more digits;
 *   <li>chip data: tag {@code 5A}, a length that fits, another tag behind;
 *   <li>an ISO 8583 message: type, bitmap, length, number, processing code;
 *   <li>an island: digits between bytes that are none, or at an end of the file, where nothing
 *       within 32 bytes is above 127. Encrypted and compressed data are never so. The digits must
 *       hold bytes that text does not, so that they are no text.
 * </ul>
 *
 * <p>One thread; the fields tell of the last match.
 */
final class PackedNumber {
  /** How far around an island the bytes are looked at. */
  static final int CONTEXT = 32;

  private static final int FILL = 6;
  private static final int MIN_BYTES = 7;
  private static final int MAX_BYTES = 10;

  /** Track 2 has at most so many characters (ISO/IEC 7813). */
  private static final int MAX_TRACK = 37;

  /** Month of expiry, service code and four more digits. */
  private static final int TRACK_TAIL = 11;

  private static final int[] BYTES_OF_3_TO_11 = {3, 6, 6, 6, 5, 4, 4, 4, 3};
  private static final int MIN_UNPRINTABLE = 2;
  private static final boolean[] PACKED = new boolean[256];

  static {
    for (int i = 0; i < 256; i++) PACKED[i] = i >> 4 <= 9 && (i & 0xF) <= 9;
  }

  /** The number's first byte, and the one behind its last. */
  int start;

  int end;
  final byte[] digits = new byte[WrittenNumber.MAX_DIGITS];
  int count;

  private static boolean isPacked(byte b) {
    return PACKED[b & 0xFF];
  }

  /** Whether {@link #matches} can say anything of such a byte. */
  static boolean isSign(byte b) {
    boolean separates = (b & 0xF) == 0xD || (b & 0xF0) == 0xD0;
    return separates || b == MAX_BYTES || isPacked(b) && b != 0;
  }

  /**
   * Whether a byte shows that a number is there: as its first, as the separator behind it, or as
   * the length in front of it.
   *
   * @param from where the bytes begin
   * @param to where they end
   */
  boolean matches(byte[] bytes, int from, int at, int to) {
    int b = bytes[at] & 0xFF;
    if (b >= MIN_BYTES && b <= MAX_BYTES && at > from && bytes[at - 1] == 0x5A) {
      if (isChipData(bytes, at, to)) return true;
    }
    if (!PACKED[b]) return isTrack(bytes, from, at, to);
    if (b >= 0x13 && b <= 0x19 && isMessage(bytes, at, from, to)) return true;
    return isRun(bytes, at, to) && isEdge(bytes, from, at - 1) && isIsland(bytes, from, at, to);
  }

  private static int nibble(byte[] bytes, int index) {
    int pair = bytes[index >> 1];
    return (index & 1) == 0 ? (pair >> 4) & 0xF : pair & 0xF;
  }

  /** Takes {@code length} digits from a nibble on, where they are a card number. */
  private boolean take(byte[] bytes, int firstNibble, int length) {
    for (int i = 0; i < length; i++) {
      int digit = nibble(bytes, firstNibble + i);
      if (digit > 9) return false;
      digits[i] = (byte) ('0' + digit);
    }
    count = length;
    if (endsInZeros(length) || !WrittenNumber.isCardNumber(digits, length)) return false;
    start = firstNibble >> 1;
    end = (firstNibble + length + 1) >> 1;
    return true;
  }

  /** Zeros fill what is not used; one card number in a million ends so. */
  private boolean endsInZeros(int length) {
    for (int i = length - FILL; i < length; i++) if (digits[i] != '0') return false;
    return true;
  }

  /** A D at this byte, a number before it, the rest of a track behind it. */
  private boolean isTrack(byte[] bytes, int from, int at, int to) {
    int separator = 2 * at;
    if (nibble(bytes, separator) <= 9) separator++;
    if (nibble(bytes, separator) != 0xD || !isTrackTail(bytes, separator + 1, 2 * to)) return false;
    int before = 0;
    while (before < WrittenNumber.MAX_DIGITS
        && separator - before > 2 * from
        && nibble(bytes, separator - before - 1) <= 9) {
      before++;
    }
    int end = separator + 1;
    while (end < 2 * to && end - separator < MAX_TRACK && nibble(bytes, end) <= 9) end++;
    for (int length = before; length >= WrittenNumber.MIN_DIGITS; length--) {
      int first = separator - length;
      if (isWholeTrack(bytes, from, first, separator, end, to) && take(bytes, first, length))
        return true;
    }
    return false;
  }

  private static boolean isTrackTail(byte[] bytes, int at, int to) {
    if (to - at < TRACK_TAIL) return false;
    for (int i = at; i < at + TRACK_TAIL; i++) if (nibble(bytes, i) > 9) return false;
    int year = nibble(bytes, at) * 10 + nibble(bytes, at + 1);
    int month = nibble(bytes, at + 2) * 10 + nibble(bytes, at + 3);
    return TrackNumber.isExpiry(year, month)
        && TrackNumber.isServiceCode(
            nibble(bytes, at + 4), nibble(bytes, at + 5), nibble(bytes, at + 6));
  }

  /** Its length is in front, or an F fills its last byte, or there is nothing else around. */
  private static boolean isWholeTrack(
      byte[] bytes, int from, int first, int separator, int end, int to) {
    if ((first & 1) != 0) return false;
    int start = first >> 1;
    int shortest = separator + 1 + TRACK_TAIL - first;
    int longest = Math.min(MAX_TRACK, end - first);
    if (start > from) {
      // Digits of what follows, or a zero that fills the last byte, are not told from the track's.
      int front = bytes[start - 1];
      int packed = (front >> 4 & 0xF) * 10 + (front & 0xF);
      boolean isCharacters = front >= shortest && front <= longest;
      boolean isBytes = 2 * front >= shortest && 2 * front <= longest + 1;
      if (isCharacters || isBytes || packed >= shortest && packed <= longest) return true;
    }
    if (end - first > MAX_TRACK) return false;
    int finish = (end + 1) >> 1;
    boolean filled = (end & 1) == 1 && end < 2 * to && nibble(bytes, end) == 0xF;
    return filled
        || isText(bytes, from, start, finish, to)
        || isZero(bytes, from, start, finish, to);
  }

  /** Whether as many bytes as the shortest island has are two digits each; asked from the last. */
  private static boolean isRun(byte[] bytes, int at, int to) {
    if (to - at < MIN_BYTES) return false;
    for (int i = at + MIN_BYTES - 1; i >= at; i--) if (!isPacked(bytes[i])) return false;
    return true;
  }

  /** An end of the bytes, a zero, or no two digits. */
  private static boolean isEdge(byte[] bytes, int from, int at) {
    return at < from || bytes[at] == 0 || !isPacked(bytes[at]);
  }

  private boolean isIsland(byte[] bytes, int from, int at, int to) {
    int run = at;
    while (run < to && run - at <= MAX_BYTES && isPacked(bytes[run])) {
      run++;
      boolean ends = run == to || isEdge(bytes, from, run);
      if (ends && isIsland(bytes, from, at, run, to)) return true;
    }
    return false;
  }

  /** These bytes as a whole are the number, in surroundings that are not random. */
  private boolean isIsland(byte[] bytes, int from, int at, int run, int to) {
    int finish = run;
    int digitCount = 2 * (run - at);
    if (run < to && (bytes[run] & 0xF) == 0xF && (bytes[run] >> 4 & 0xF) <= 9) {
      digitCount++;
      finish++;
    }
    while (finish < to && bytes[finish] == (byte) 0xFF && finish - at < MAX_BYTES) finish++;
    int first = (bytes[at] & 0xF0) == 0 && (digitCount & 1) == 0 ? 1 : 0;
    int length = digitCount - first;
    boolean isWholeFile = at == from && finish == to;
    if (length != 15 && length != 16 && length != 19) return false;
    boolean isTold =
        isWholeFile
            || isNoText(bytes, at, run)
                && (isText(bytes, from, at, finish, to)
                    || isZero(bytes, from, at, finish, to) && isWithoutZero(bytes, at, run));
    return isTold && take(bytes, 2 * at + first, length);
  }

  /**
   * Text seldom has so many bytes that are none in so few. Program files have: low ones, as lengths
   * between their names, and zeros.
   */
  private static boolean isNoText(byte[] bytes, int at, int run) {
    int high = 0;
    int zeros = 0;
    for (int i = at; i < run; i++) {
      if (bytes[i] == 0) zeros++;
      else if (!isText(bytes[i]) && (bytes[i] < 0 || bytes[i] >= 0x10)) high++;
    }
    return high > 0 && zeros <= 1 && countUnprintable(bytes, at, run) >= MIN_UNPRINTABLE;
  }

  /** Bytes that are neither text nor zero. */
  private static int countUnprintable(byte[] bytes, int at, int run) {
    int unprintable = 0;
    for (int i = at; i < run; i++) if (bytes[i] != 0 && !isText(bytes[i])) unprintable++;
    return unprintable;
  }

  private static boolean isWithoutZero(byte[] bytes, int at, int run) {
    for (int i = at; i < run; i++) if (bytes[i] == 0) return false;
    return true;
  }

  private static boolean isText(byte b) {
    return b >= 0x20 && b < 0x7F || b == '\n' || b == '\r' || b == '\t';
  }

  /** Whether text or an end is on both sides. */
  private static boolean isText(byte[] bytes, int from, int at, int finish, int to) {
    for (int i = Math.max(from, at - CONTEXT); i < at; i++) if (!isText(bytes[i])) return false;
    int last = Math.min(to, finish + CONTEXT);
    for (int i = finish; i < last; i++) if (!isText(bytes[i])) return false;
    return true;
  }

  /** Whether zeros or an end are on both sides. */
  private static boolean isZero(byte[] bytes, int from, int at, int finish, int to) {
    for (int i = Math.max(from, at - CONTEXT); i < at; i++) if (bytes[i] != 0) return false;
    int last = Math.min(to, finish + CONTEXT);
    for (int i = finish; i < last; i++) if (bytes[i] != 0) return false;
    return true;
  }

  /** Tag, length, digits, F where they are an odd number, then the next tag or the end. */
  private boolean isChipData(byte[] bytes, int length, int to) {
    int size = bytes[length];
    int behind = length + 1 + size;
    if (behind > to || behind < to && !isTag(bytes[behind])) return false;
    // Lengths of 9 and 10 are tab and newline too, and 5A is a Z.
    if (size >= 9 && countUnprintable(bytes, length + 1, behind) == 0) return false;
    int digitCount = 2 * size;
    while (nibble(bytes, 2 * (length + 1) + digitCount - 1) == 0xF) digitCount--;
    return digitCount >= WrittenNumber.MIN_DIGITS
        && digitCount <= WrittenNumber.MAX_DIGITS
        && take(bytes, 2 * (length + 1), digitCount);
  }

  /** Whether a byte begins a tag that chip data carry beside a card number. */
  private static boolean isTag(byte b) {
    return switch (b & 0xFF) {
      case 0x00,
          0x4F,
          0x50,
          0x57,
          0x5F,
          0x71,
          0x72,
          0x82,
          0x84,
          0x8A,
          0x8E,
          0x91,
          0x95,
          0x9A,
          0x9B,
          0x9C,
          0x9F,
          0xDF ->
          true;
      default -> false;
    };
  }

  /** A length in BCD, behind a message type and bitmaps, with packed fields behind. */
  private boolean isMessage(byte[] bytes, int length, int from, int to) {
    int size = (bytes[length] >> 4 & 0xF) * 10 + (bytes[length] & 0xF);
    int behind = length + 1 + (size + 1) / 2;
    for (int bitmaps = 8; bitmaps <= 16; bitmaps += 8) {
      int bitmap = length - bitmaps;
      if (bitmap - 2 < from || !isMessageType(bytes[bitmap - 2], bytes[bitmap - 1])) continue;
      boolean hasTwo = bytes[bitmap] < 0;
      if (hasTwo == (bitmaps == 16) && areFieldsPacked(bytes, bitmap, behind, to)) {
        int first = 2 * (length + 1);
        boolean isPadded = (size & 1) == 1 && nibble(bytes, first) == 0;
        return take(bytes, isPadded ? first + 1 : first, size);
      }
    }
    return false;
  }

  /** A request or answer that concerns a card: authorisation, financial, reversal. */
  private static boolean isMessageType(byte first, byte second) {
    boolean isClass =
        switch (first & 0xF) {
          case 1, 2, 4 -> true;
          default -> false;
        };
    boolean isFunction =
        switch (second) {
          case 0x00, 0x01, 0x10, 0x20, 0x21, 0x30 -> true;
          default -> false;
        };
    return first >= 0 && first >> 4 <= 2 && isClass && isFunction;
  }

  /** Whether fields 3 and 11 are named, and all from 3 to 11 that are named are digits. */
  private static boolean areFieldsPacked(byte[] bytes, int bitmap, int at, int to) {
    int bits = (bytes[bitmap] & 0xFF) << 8 | bytes[bitmap + 1] & 0xFF;
    if ((bits & 0x6020) != 0x6020) return false;
    int end = at;
    for (int field = 3; field <= 11; field++) {
      if ((bits & 0x10000 >> field) != 0) end += BYTES_OF_3_TO_11[field - 3];
    }
    if (end > to) return false;
    for (int i = at; i < end; i++) if (!isPacked(bytes[i])) return false;
    return true;
  }
}
