package io.tillgate.card.acquirer;

/**
 * Card numbers whose first eight digits lie between two others, both included.
 *
 * @param from eight digits as a number, as {@code to}
 */
public record BinRange(int from, int to) {
  /** Digits that are looked at: the longest BIN (ISO/IEC 7812-1:2017). */
  public static final int DIGITS = 8;

  /** All card numbers. */
  static final BinRange ALL = new BinRange(0, 99_999_999);

  /**
   * Reads {@code 4}, {@code 411111} or {@code 510000-559999}: a shorter one stands for all that
   * begin so.
   *
   * @throws IllegalArgumentException where it is neither
   */
  public static BinRange of(String text) {
    if (!text.matches("[0-9]{1,8}(-[0-9]{1,8})?")) {
      throw new IllegalArgumentException(
          "'" + text + "' is no BIN: give 1 to 8 digits, or a range like 510000-559999");
    }
    int dash = text.indexOf('-');
    String first = dash < 0 ? text : text.substring(0, dash);
    String last = dash < 0 ? text : text.substring(dash + 1);
    BinRange range = new BinRange(filled(first, '0'), filled(last, '9'));
    if (range.from > range.to) {
      throw new IllegalArgumentException("'" + text + "' ends before it begins");
    }
    return range;
  }

  private static int filled(String digits, char with) {
    return Integer.parseInt(digits + String.valueOf(with).repeat(DIGITS - digits.length()));
  }

  boolean contains(int prefix) {
    return prefix >= from && prefix <= to;
  }

  boolean covers(BinRange other) {
    return from <= other.from && to >= other.to;
  }

  boolean overlaps(BinRange other) {
    return from <= other.to && to >= other.from;
  }
}
