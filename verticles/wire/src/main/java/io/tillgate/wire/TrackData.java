package io.tillgate.wire;

import io.tillgate.wire.BadMessage.Reason;
import java.util.Arrays;

/**
 * Track 1 or 2 of a card in memory, to be closed as soon as it is used: closing zeroes it. Never
 * stored, not even encrypted, once the answer is there (PCI DSS 4.0.1, 3.3.1.1). One thread.
 */
public final class TrackData implements AutoCloseable {
  private static final int EXPIRY_DIGITS = 4;

  private final byte[] characters;
  private final int panOffset;
  private final int panLength;
  private final int expiryOffset;
  private boolean closed;

  private TrackData(byte[] characters, int panOffset, int panLength, int expiryOffset) {
    this.characters = characters;
    this.panOffset = panOffset;
    this.panLength = panLength;
    this.expiryOffset = expiryOffset;
  }

  /**
   * Reads track 2 (ISO/IEC 7813): an optional {@code ;}, the number, {@code =} or {@code D}, the
   * expiry, the rest; {@code F} and {@code ?} at the end are no part of it.
   *
   * @throws BadMessage naming {@code field}
   */
  static TrackData track2(byte[] ascii, int offset, int length, int field) {
    int begin = length > 0 && ascii[offset] == ';' ? offset + 1 : offset;
    int end = offset + length;
    while (end > begin && (ascii[end - 1] == 'F' || ascii[end - 1] == '?')) end--;
    int separator = begin;
    while (separator < end && isDigit(ascii[separator])) separator++;
    if (separator == end || (ascii[separator] != '=' && ascii[separator] != 'D')) throw bad(field);
    return cut(ascii, begin, separator, separator + 1, end, field);
  }

  /**
   * Reads track 1 (ISO/IEC 7813): an optional {@code %}, a letter, the number, {@code ^}, the name,
   * {@code ^}, the expiry, the rest.
   *
   * @throws BadMessage naming {@code field}
   */
  static TrackData track1(byte[] ascii, int offset, int length, int field) {
    int end = offset + length;
    int begin = length > 0 && ascii[offset] == '%' ? offset + 1 : offset;
    if (begin < end && ascii[begin] >= 'A' && ascii[begin] <= 'Z') begin++;
    int separator = begin;
    while (separator < end && isDigit(ascii[separator])) separator++;
    if (separator == end || ascii[separator] != '^') throw bad(field);
    int name = separator + 1;
    while (name < end && ascii[name] != '^') name++;
    if (name == end) throw bad(field);
    return cut(ascii, begin, separator, name + 1, end, field);
  }

  private static TrackData cut(
      byte[] ascii, int begin, int separator, int expiry, int end, int field) {
    int digits = separator - begin;
    if (digits < Pan.MIN_DIGITS || digits > Pan.MAX_DIGITS) throw bad(field);
    byte[] copy = Arrays.copyOfRange(ascii, begin, end);
    return new TrackData(copy, 0, digits, expiry - begin);
  }

  private static boolean isDigit(byte ascii) {
    return ascii >= '0' && ascii <= '9';
  }

  private static BadMessage bad(int field) {
    return new BadMessage(Reason.BAD_TRACK, field);
  }

  /** The card number, a copy of its own; the caller closes it. */
  public Pan pan() {
    if (closed) throw new IllegalStateException("the track is closed");
    return Pan.of(characters, panOffset, panLength);
  }

  /** Year and month behind the separator; unknown where the card left them out. */
  public Expiry expiry() {
    if (closed) throw new IllegalStateException("the track is closed");
    if (expiryOffset + EXPIRY_DIGITS > characters.length) return Expiry.UNKNOWN;
    int yymm = 0;
    for (int i = expiryOffset; i < expiryOffset + EXPIRY_DIGITS; i++) {
      if (!isDigit(characters[i])) return Expiry.UNKNOWN;
      yymm = yymm * 10 + characters[i] - '0';
    }
    return Expiry.of(yymm);
  }

  @Override
  public void close() {
    closed = true;
    Arrays.fill(characters, (byte) 0);
  }

  @Override
  public String toString() {
    return "TrackData[]";
  }
}
