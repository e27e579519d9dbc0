package io.tillgate.wire;

/**
 * Recognises a card number that is written in characters: 13 to 19 digits of a known range that end
 * in their check digit, and stand where a number stands rather than a piece of something else.
 *
 * <p>These are no card numbers: a piece of a longer run of digits; the digits behind a decimal
 * point; a piece of a word of letters and digits, such as a hexadecimal digest, unless it is a
 * track; a 64-bit number of source code, with an L behind; a piece of something joined by dashes,
 * such as a UUID. What precedes in an escape ({@code %20}, {@code \n}, {@code \u0020}) counts as a
 * blank.
 *
 * <p>One thread; the fields tell of the last match. A track's number is told twice, from its
 * beginning and from its end, where nothing stands in front of it.
 */
final class WrittenNumber {
  static final int MIN_DIGITS = 13;
  static final int MAX_DIGITS = 19;

  /** How far around a number its surroundings are looked at. */
  static final int CONTEXT = 64;

  /** Characters from where the match was asked for to its end, at most: a digit and a separator. */
  static final int MAX_CHARACTERS = (MAX_DIGITS + 1) * (1 + SplitNumber.MAX_SEPARATOR) + CONTEXT;

  private static final int UUID_GROUP = 6;

  private final SplitNumber split = new SplitNumber(this);
  private final TrackNumber track = new TrackNumber(this);

  /** Where the number begins and ends in the text. */
  int start;

  int end;

  /** The number's digits, without separators. */
  final byte[] digits = new byte[MAX_DIGITS];

  int count;

  /** Whether a number can be told from this place on: at the first digit of a run, or behind it. */
  static boolean isPlace(byte[] text, int from, int at) {
    boolean follows = at > from && Latin.isDigit(text[at - 1]);
    return Latin.isDigit(text[at]) ? !follows : follows && TrackNumber.isSeparator(text[at]);
  }

  /**
   * Whether a number begins in the run of digits at {@code at}, or ends there.
   *
   * @param at where {@link #isPlace} says so
   * @param from where the text begins
   * @param to where it ends
   */
  boolean matches(byte[] text, int from, int at, int to) {
    if (!Latin.isDigit(text[at])) return track.matches(text, from, at, to);
    int run = at;
    while (run < to && run - at <= CONTEXT && Latin.isDigit(text[run])) run++;
    return solid(text, from, at, run, to)
        || split.matches(text, from, at, to)
        || track.matchesMessage(text, at, run, to);
  }

  private boolean solid(byte[] text, int from, int at, int run, int to) {
    int begin = behindEscape(text, from, at);
    int length = run - begin;
    if (length < MIN_DIGITS || length > MAX_DIGITS) return false;
    if (isFraction(text, from, begin) || !standsAlone(text, from, begin, run, to)) return false;
    if (isInUuid(text, from, begin, run, to)) return false;
    return take(text, begin, run);
  }

  /** Where digits begin that may have the digits of an escape in front. */
  static int behindEscape(byte[] text, int from, int at) {
    if (at - from >= 1 && text[at - 1] == '%') return at + 2;
    if (at - from >= 2 && text[at - 1] == 'u' && text[at - 2] == '\\') return at + 4;
    return at;
  }

  static boolean isFraction(byte[] text, int from, int at) {
    return at - from >= 2 && text[at - 1] == '.' && Latin.isDigit(text[at - 2]);
  }

  /** Whether the digits are the first or last group of a UUID, with others beside them. */
  private static boolean isInUuid(byte[] text, int from, int begin, int run, int to) {
    boolean last = begin - from >= UUID_GROUP && isUuidGroup(text, begin - UUID_GROUP);
    return last || to - run >= UUID_GROUP && isUuidGroup(text, run);
  }

  /** Four hex digits between dashes. */
  private static boolean isUuidGroup(byte[] text, int at) {
    return text[at] == '-' && text[at + 5] == '-' && isHex(text, at + 1, at + 5);
  }

  /** Whether the word around the digits has no more than plain letters on either side. */
  private static boolean standsAlone(byte[] text, int from, int begin, int run, int to) {
    int first = wordStart(text, from, begin);
    int last = run;
    while (last < to && last - run < CONTEXT && Latin.isWord(text[last])) last++;
    if (first == begin && last == run) return true;
    boolean isLong = last == run + 1 && (text[run] == 'L' || text[run] == 'l');
    if (isLong) return false;
    boolean isTrack1 = first == begin - 1 && text[first] == 'B' && run < to && text[run] == '^';
    return isTrack1
        || isPlain(text, first, begin)
            && isPlain(text, run, last)
            && !(isHex(text, first, begin) && isHex(text, run, last));
  }

  /** The beginning of the word that goes on at {@code at}, behind an escape if it has one. */
  static int wordStart(byte[] text, int from, int at) {
    int first = at;
    while (first > from && at - first < CONTEXT && Latin.isWord(text[first - 1])) first--;
    if (first > from && first < at) {
      if (text[first - 1] == '%') return Math.min(at, first + 2);
      if (text[first - 1] == '\\') return Math.min(at, first + (text[first] == 'u' ? 5 : 1));
    }
    return first;
  }

  /** Letters only, and few. */
  private static boolean isPlain(byte[] text, int first, int last) {
    if (last - first >= CONTEXT) return false;
    for (int i = first; i < last; i++) if (!Latin.isLetter(text[i])) return false;
    return true;
  }

  static boolean isHex(byte[] text, int first, int last) {
    for (int i = first; i < last; i++) {
      if (!Latin.isDigit(text[i]) && !Latin.isHexLetter(text[i])) return false;
    }
    return true;
  }

  /** Takes digits without separators where they are a card number. */
  boolean take(byte[] text, int begin, int finish) {
    count = finish - begin;
    System.arraycopy(text, begin, digits, 0, count);
    return accept(begin, finish);
  }

  /** Whether {@link #digits} are a card number; then the match is from {@code begin} on. */
  boolean accept(int begin, int finish) {
    if (!isCardNumber(digits, count)) return false;
    start = begin;
    end = finish;
    return true;
  }

  static boolean isCardNumber(byte[] digits, int count) {
    return CardRanges.find(digits, 0, count) != null && Luhn.isValid(digits, 0, count);
  }
}
