package io.tillgate.wire;

/**
 * Recognises a number whose digits are split by blanks or dashes, plain or URL-encoded, the same
 * ones all through. Either all that is split in this way makes one number, or blanks split it as
 * cards do (four by four, or four, six, five), whatever other digits stand beside it.
 */
final class SplitNumber {
  /** Blanks and dashes between two groups, or one of them URL-encoded. */
  static final int MAX_SEPARATOR = 3;

  private static final int MAX_GROUPS = WrittenNumber.MAX_DIGITS + 1;

  /** Groups as they stand on cards, the longest first. */
  private static final int[][] LAYOUTS = {{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}};

  private static final int GROUP = 4;
  private static final int MAX_IRREGULAR = 4;
  private static final int MAX_BEFORE = 1;
  private static final int MAX_AFTER = 2;

  private final WrittenNumber number;
  private final byte[] digits = new byte[MAX_GROUPS];
  private final int[] groups = new int[MAX_GROUPS];
  private final int[] ends = new int[MAX_GROUPS];
  private int groupCount;
  private int digitCount;
  private int separatorAt;
  private int separatorLength;

  SplitNumber(WrittenNumber number) {
    this.number = number;
  }

  boolean matches(byte[] text, int from, int at, int to) {
    int begin = WrittenNumber.behindEscape(text, from, at);
    if (begin >= to || !Latin.isDigit(text[begin])) return false;
    boolean whole = read(text, begin, to);
    if (groupCount < 2 || WrittenNumber.isFraction(text, from, begin)) return false;
    if (WrittenNumber.wordStart(text, from, begin) != begin) return false;
    for (int[] layout : LAYOUTS) {
      if (isLaidOut(layout) && takes(layout.length, text, from, begin, to, blank(text)))
        return true;
    }
    return whole
        && (isRegular() || isPlainlySplit())
        && takes(groupCount, text, from, begin, to, false);
  }

  /** Reads groups; says false where there are more digits than a card number has. */
  private boolean read(byte[] text, int begin, int to) {
    groupCount = 0;
    digitCount = 0;
    separatorLength = 0;
    int at = begin;
    while (true) {
      int group = 0;
      while (at < to && Latin.isDigit(text[at])) {
        if (digitCount == WrittenNumber.MAX_DIGITS) return false;
        digits[digitCount++] = text[at++];
        group++;
      }
      groups[groupCount] = group;
      ends[groupCount++] = at;
      int next = behindSeparator(text, at, to);
      if (next == at || next == to || !Latin.isDigit(text[next])) return true;
      if (groupCount == 1) {
        separatorAt = at;
        separatorLength = next - at;
      } else if (!isSameSeparator(text, at, next - at)) {
        return true;
      }
      at = next;
    }
  }

  private boolean isSameSeparator(byte[] text, int at, int length) {
    if (length != separatorLength) return false;
    for (int i = 0; i < length; i++) if (text[at + i] != text[separatorAt + i]) return false;
    return true;
  }

  private static int behindSeparator(byte[] text, int at, int to) {
    if (at + 2 < to && text[at] == '%' && text[at + 1] == '2') {
      int second = text[at + 2] | 0x20;
      return second == '0' || second == 'd' ? at + 3 : at;
    }
    if (at < to && text[at] == '+') return at + 1;
    int next = at;
    while (next < to && next - at < MAX_SEPARATOR && isBlankOrDash(text[next])) next++;
    return next;
  }

  private static boolean isBlankOrDash(byte c) {
    return c == ' ' || c == '-';
  }

  /** Whether the separator parts words, so that what stands beside is another matter. */
  private boolean blank(byte[] text) {
    for (int i = 0; i < separatorLength; i++) if (text[separatorAt + i] == '-') return false;
    return true;
  }

  private boolean isLaidOut(int[] layout) {
    if (groupCount < layout.length) return false;
    for (int i = 0; i < layout.length; i++) if (groups[i] != layout[i]) return false;
    return true;
  }

  /** Groups of one length, the last of which may be shorter. */
  private boolean isRegular() {
    for (int i = 1; i < groupCount; i++) {
      if (groups[i] > groups[0] || i < groupCount - 1 && groups[i] < groups[0]) return false;
    }
    return true;
  }

  /** Few groups of any length, of a number as most cards have: rows of figures seldom are so. */
  private boolean isPlainlySplit() {
    return groupCount <= MAX_IRREGULAR && (digitCount == 15 || digitCount == 16);
  }

  private boolean takes(int taken, byte[] text, int from, int begin, int to, boolean beside) {
    int finish = ends[taken - 1];
    if (finish < to && Latin.isWord(text[finish])) return false;
    boolean joined =
        beside
            ? isInTable(text, from, begin, finish, to)
            : isJoinedBefore(text, from, begin) || isJoinedAfter(text, finish, to);
    if (joined) return false;
    int count = 0;
    for (int i = 0; i < taken; i++) count += groups[i];
    if (count < WrittenNumber.MIN_DIGITS) return false;
    System.arraycopy(digits, 0, number.digits, 0, count);
    number.count = count;
    return number.accept(begin, finish);
  }

  /**
   * Whether more numbers stand in the same row than a date or an amount before a card number, or
   * its expiry and check value behind it.
   */
  private boolean isInTable(byte[] text, int from, int begin, int finish, int to) {
    int at = begin;
    for (int before = 0; at - separatorLength > from; before++) {
      int last = at - separatorLength;
      if (!isSameSeparator(text, last, separatorLength) || !Latin.isDigit(text[last - 1])) break;
      at = last - 1;
      while (at > from && last - at < WrittenNumber.CONTEXT && Latin.isDigit(text[at - 1])) at--;
      if (before == MAX_BEFORE || last - at == GROUP) return true;
    }
    at = finish;
    for (int after = 0; at + separatorLength < to; after++) {
      int first = at + separatorLength;
      if (!isSameSeparator(text, at, separatorLength) || !Latin.isDigit(text[first])) break;
      at = first;
      while (at < to && at - first < WrittenNumber.CONTEXT && Latin.isDigit(text[at])) at++;
      if (after == MAX_AFTER) return true;
    }
    return false;
  }

  /** Whether the same separator joins a word with digits, or one like a hex number. */
  private boolean isJoinedBefore(byte[] text, int from, int begin) {
    int last = begin - separatorLength;
    if (last <= from || !isSameSeparator(text, last, separatorLength)) return false;
    int first = last;
    while (first > from && last - first < WrittenNumber.CONTEXT && Latin.isWord(text[first - 1])) {
      first--;
    }
    return joins(text, first, last);
  }

  private boolean isJoinedAfter(byte[] text, int finish, int to) {
    int first = finish + separatorLength;
    if (first >= to || !isSameSeparator(text, finish, separatorLength)) return false;
    int last = first;
    while (last < to && last - first < WrittenNumber.CONTEXT && Latin.isWord(text[last])) last++;
    return joins(text, first, last);
  }

  private static boolean joins(byte[] text, int first, int last) {
    if (first == last) return false;
    for (int i = first; i < last; i++) if (Latin.isDigit(text[i])) return true;
    return WrittenNumber.isHex(text, first, last);
  }
}
