package io.tillgate.wire;

import java.util.Arrays;
import java.util.Set;

/**
 * A card number in memory, to be closed as soon as it is used: closing zeroes it. Shows no more
 * than BIN and last four (PCI DSS 4.0.1, 3.4.1). One thread.
 */
public final class Pan implements AutoCloseable {
  /** Shortest number that is taken; real ones have 13 or more, test networks shorter ones. */
  public static final int MIN_DIGITS = 8;

  /** ISO/IEC 7812-1. */
  public static final int MAX_DIGITS = 19;

  private static final int LAST = 4;

  private final byte[] digits;
  private boolean closed;

  private Pan(byte[] digits) {
    this.digits = digits;
  }

  /**
   * Copies ASCII digits.
   *
   * @throws BadMessage where they are too few, too many, or not digits
   */
  public static Pan of(byte[] ascii, int offset, int length) {
    if (length < MIN_DIGITS || length > MAX_DIGITS) throw refused();
    for (int i = offset; i < offset + length; i++) {
      if (ascii[i] < '0' || ascii[i] > '9') throw refused();
    }
    return new Pan(Arrays.copyOfRange(ascii, offset, offset + length));
  }

  private static BadMessage refused() {
    return new BadMessage(BadMessage.Reason.BAD_CARD_NUMBER, BadMessage.WHOLE_MESSAGE);
  }

  public int length() {
    return digits.length;
  }

  /** The ASCII digits themselves, not a copy: zeroed by {@link #close()}. */
  public byte[] bytes() {
    if (closed) throw new IllegalStateException("the card number is closed");
    return digits;
  }

  public void copyTo(byte[] into, int offset) {
    System.arraycopy(bytes(), 0, into, offset, digits.length);
  }

  public boolean passesLuhn() {
    return Luhn.isValid(bytes(), 0, digits.length);
  }

  /** The first eight digits where there are sixteen or more, else the first six. */
  public String bin() {
    return text(0, binDigits(digits.length));
  }

  public String lastFour() {
    return text(digits.length - LAST, digits.length);
  }

  /** The names that {@link #brand} may give, beside {@code unknown}. */
  public static Set<String> brands() {
    return CardRanges.brands();
  }

  /** For example {@code visa}; {@code unknown} where no range fits. */
  public String brand() {
    CardRange range = CardRanges.find(bytes(), 0, digits.length);
    return range == null ? CardRanges.UNKNOWN : range.brand();
  }

  /** BIN and last four with stars between, as long as the number. */
  public String masked() {
    return masked(bytes(), 0, digits.length);
  }

  static String masked(byte[] digits, int offset, int length) {
    int bin = Math.min(binDigits(length), Math.max(0, length - LAST));
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(i < bin || i >= length - LAST ? (char) digits[offset + i] : '*');
    }
    return text.toString();
  }

  /** Digits of the BIN that may be shown with the last four (PCI DSS 4.0.1, 3.4.1). */
  static int binDigits(int length) {
    if (length >= 16) return 8;
    return length >= 13 ? 6 : 0;
  }

  private String text(int from, int to) {
    byte[] from8859 = bytes();
    StringBuilder text = new StringBuilder(to - from);
    for (int i = from; i < to; i++) text.append((char) from8859[i]);
    return text.toString();
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(digits, (byte) 0);
  }

  @Override
  public String toString() {
    return closed ? "Pan[closed]" : "Pan[" + masked() + "]";
  }
}
