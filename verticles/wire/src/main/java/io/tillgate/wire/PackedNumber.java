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

  /** Shorter numbers are no longer issued, and would double the false finds. */
  private static final int MIN_DIGITS = 14;

  private static final int MAX_BYTES = 10;

  /** Month of expiry, service code and four more digits. */
  private static final int TRACK_TAIL = 11;

  private static final int MIN_UNPRINTABLE = 2;
  private static final int MAX_ZERO_BYTES = 2;
  private static final boolean[] PACKED = new boolean[256];

  static {
    for (int i = 0; i < 256; i++) PACKED[i] = i >> 4 <= 9 && (i & 0xF) <= 9;
  }

  /** The number's first byte, and the one behind its last. */
  int start;

  int end;
  final byte[] digits = new byte[WrittenNumber.MAX_DIGITS];
  int count;

  static boolean isPacked(byte b) {
    return PACKED[b & 0xFF];
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
    if (!PACKED[b]) return (b >> 4 == 0xD || (b & 0xF) == 0xD) && isTrack(bytes, from, at, to);
    if (b >= 7 && b <= MAX_BYTES && at > from && bytes[at - 1] == 0x5A) {
      if (isChipData(bytes, at, to)) return true;
    }
    if (b >= 0x13 && b <= 0x19 && isMessage(bytes, at, from, to)) return true;
    return b != 0 && isEdge(bytes, from, at - 1) && isIsland(bytes, from, at, to);
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
    if (!WrittenNumber.isCardNumber(digits, length)) return false;
    start = firstNibble >> 1;
    end = (firstNibble + length + 1) >> 1;
    return true;
  }

  private boolean isTrack(byte[] bytes, int from, int at, int to) {
    int separator = 2 * at;
    if (nibble(bytes, separator) <= 9) separator++;
    if (nibble(bytes, separator) != 0xD || !isTrackTail(bytes, separator + 1, 2 * to)) return false;
    int longest = 0;
    while (longest < WrittenNumber.MAX_DIGITS
        && separator - longest > 2 * from
        && nibble(bytes, separator - longest - 1) <= 9) {
      longest++;
    }
    for (int length = longest; length >= MIN_DIGITS; length--) {
      if (take(bytes, separator - length, length)) return true;
    }
    return false;
  }

  private static boolean isTrackTail(byte[] bytes, int at, int to) {
    if (to - at < TRACK_TAIL) return false;
    for (int i = at; i < at + TRACK_TAIL; i++) if (nibble(bytes, i) > 9) return false;
    int month = nibble(bytes, at + 2) * 10 + nibble(bytes, at + 3);
    return month >= 1
        && month <= 12
        && TrackNumber.isServiceCode(
            nibble(bytes, at + 4), nibble(bytes, at + 5), nibble(bytes, at + 6));
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
    return length >= MIN_DIGITS
        && length <= WrittenNumber.MAX_DIGITS
        && isNoText(bytes, at, run)
        && isCalm(bytes, Math.max(from, at - CONTEXT), at)
        && isCalm(bytes, finish, Math.min(to, finish + CONTEXT))
        && take(bytes, 2 * at + first, length);
  }

  private static boolean isNoText(byte[] bytes, int at, int run) {
    int unprintable = 0;
    int zeros = 0;
    for (int i = at; i < run; i++) {
      int b = bytes[i] & 0xFF;
      if (b == 0) zeros++;
      else if (b < 0x20 && b != '\t' || b >= 0x80) unprintable++;
    }
    return unprintable >= MIN_UNPRINTABLE && zeros <= MAX_ZERO_BYTES;
  }

  private static boolean isCalm(byte[] bytes, int at, int to) {
    for (int i = at; i < to; i++) if (bytes[i] < 0) return false;
    return true;
  }

  /** Tag, length, digits, F where they are an odd number, then the next tag or the end. */
  private boolean isChipData(byte[] bytes, int length, int to) {
    int size = bytes[length];
    int behind = length + 1 + size;
    if (behind > to || behind < to && !isTag(bytes[behind])) return false;
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

  /** A length in BCD, behind a message type and bitmaps that name fields 2 and 3. */
  private boolean isMessage(byte[] bytes, int length, int from, int to) {
    int size = (bytes[length] >> 4 & 0xF) * 10 + (bytes[length] & 0xF);
    if (size < WrittenNumber.MIN_DIGITS || size > WrittenNumber.MAX_DIGITS) return false;
    boolean hasHead =
        isHead(bytes, length - 10, from, false) || isHead(bytes, length - 18, from, true);
    int behind = length + 1 + (size + 1) / 2;
    if (!hasHead || to - behind < 3) return false;
    for (int i = behind; i < behind + 3; i++) if (!isPacked(bytes[i])) return false;
    int first = 2 * (length + 1);
    boolean odd = (size & 1) == 1;
    return take(bytes, first, size)
        || odd && nibble(bytes, first) == 0 && take(bytes, first + 1, size);
  }

  private static boolean isHead(byte[] bytes, int at, int from, boolean twoBitmaps) {
    if (at < from || !isPacked(bytes[at]) || !isPacked(bytes[at + 1])) return false;
    int edition = bytes[at] >> 4;
    int kind = bytes[at] & 0xF;
    boolean isType =
        edition <= 2
            && kind >= 1
            && kind <= 8
            && bytes[at + 1] >> 4 <= 4
            && (bytes[at + 1] & 0xF) <= 5;
    int wanted = twoBitmaps ? 0xE0 : 0x60;
    return isType && (bytes[at + 2] & 0xE0) == wanted;
  }
}
