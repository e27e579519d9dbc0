package io.tillgate.wire;

/**
 * Tells card numbers in a text that is in memory in part, one place after the other: the rules of
 * {@link CardNumberFinder} for written numbers. One thread; the fields tell of the last match, and
 * hold card data: {@link #clear} them.
 */
public final class TextNumber {
  public static final int MIN_DIGITS = WrittenNumber.MIN_DIGITS;
  public static final int MAX_DIGITS = WrittenNumber.MAX_DIGITS;

  /** Characters before and behind a place that can matter for it. */
  public static final int LOOK = 256;

  private final WrittenNumber written = new WrittenNumber();

  /**
   * Whether a number is told at {@code at}; it may begin up to {@value #MAX_DIGITS} digits before.
   *
   * @param text Latin characters, where 1 stands for any other
   * @param from where the text begins, or {@link #LOOK} before the place
   * @param to where it ends, or {@link #LOOK} behind the place
   */
  public boolean matches(byte[] text, int from, int at, int to) {
    return WrittenNumber.isPlace(text, from, at) && written.matches(text, from, at, to);
  }

  public int start() {
    return written.start;
  }

  public int end() {
    return written.end;
  }

  /** Its digits without separators, {@link #count} of them; not a copy. */
  public byte[] digits() {
    return written.digits;
  }

  public int count() {
    return written.count;
  }

  /** Whether digits are of a known range, of its length, and end in their check digit. */
  public static boolean isCardNumber(byte[] digits, int count) {
    return count >= MIN_DIGITS && count <= MAX_DIGITS && WrittenNumber.isCardNumber(digits, count);
  }

  /** BIN and last four, with stars between. */
  public static String masked(byte[] digits, int count) {
    return Pan.masked(digits, 0, count);
  }

  /** How many digits of the beginning may be shown with the last four. */
  public static int shownDigits(int count) {
    return Pan.binDigits(count);
  }

  public void clear() {
    java.util.Arrays.fill(written.digits, (byte) 0);
    written.count = 0;
  }
}
