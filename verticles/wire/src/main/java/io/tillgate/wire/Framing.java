package io.tillgate.wire;

/**
 * How messages follow each other on a stream: each has its length in front.
 *
 * @param lengthBytes 2 or 4
 * @param lengthEncoding binary (big-endian), ascii or bcd digits
 * @param lengthCountsItself whether the length includes its own bytes
 * @param maxMessageBytes the longest message that is read or written, without the length in front
 */
public record Framing(
    int lengthBytes, Encoding lengthEncoding, boolean lengthCountsItself, int maxMessageBytes) {

  /** No frame is longer than this, whatever a dialect says: a terminal has one buffer of it. */
  public static final int HIGHEST_MAX_MESSAGE_BYTES = 65_535;

  public Framing {
    if (lengthBytes != 2 && lengthBytes != 4) {
      throw new IllegalArgumentException("lengthBytes must be 2 or 4");
    }
    if (maxMessageBytes < 1 || maxMessageBytes > HIGHEST_MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "maxMessageBytes must be 1 to " + HIGHEST_MAX_MESSAGE_BYTES);
    }
    long highest = highestLength(lengthBytes, lengthEncoding);
    if (maxMessageBytes + (lengthCountsItself ? lengthBytes : 0) > highest) {
      throw new IllegalArgumentException(
          "maxMessageBytes does not fit a length of %d %s bytes"
              .formatted(lengthBytes, lengthEncoding));
    }
  }

  private static long highestLength(int bytes, Encoding encoding) {
    return switch (encoding) {
      case BINARY -> bytes == 2 ? 0xFFFF : Integer.MAX_VALUE;
      case ASCII -> bytes == 2 ? 99 : 9_999;
      case BCD -> bytes == 2 ? 9_999 : 99_999_999;
      case EBCDIC, HEX, EBCDIC_HEX ->
          throw new IllegalArgumentException("a frame's length is binary, ascii or bcd");
    };
  }

  /**
   * Writes the length in front of a message.
   *
   * @return the bytes written, always {@link #lengthBytes()}
   */
  public int writeLength(int messageBytes, byte[] into, int offset) {
    if (messageBytes < 1 || messageBytes > maxMessageBytes) {
      throw new BadFrame(
          messageBytes < 1
              ? BadFrame.Reason.LENGTH_TOO_SMALL
              : BadFrame.Reason.LENGTH_OVER_MAXIMUM);
    }
    int value = messageBytes + (lengthCountsItself ? lengthBytes : 0);
    for (int i = offset + lengthBytes - 1; i >= offset; i--) {
      switch (lengthEncoding) {
        case BINARY -> {
          into[i] = (byte) value;
          value >>>= 8;
        }
        case ASCII -> {
          into[i] = (byte) ('0' + value % 10);
          value /= 10;
        }
        case BCD -> {
          into[i] = (byte) (value / 10 % 10 << 4 | value % 10);
          value /= 100;
        }
        default -> throw new IllegalStateException("refused by the constructor");
      }
    }
    return lengthBytes;
  }

  /**
   * Reads the length in front, which must be there whole.
   *
   * @return bytes of the message that follows, 1 to {@link #maxMessageBytes()}
   * @throws BadFrame where it is no length, or one that is refused
   */
  int readLength(byte[] from, int offset) {
    long value = 0;
    for (int i = offset; i < offset + lengthBytes; i++) {
      int b = from[i] & 0xFF;
      switch (lengthEncoding) {
        case BINARY -> value = value << 8 | b;
        case ASCII -> value = value * 10 + digit(b - '0');
        case BCD -> value = value * 100 + digit(b >> 4) * 10L + digit(b & 0xF);
        default -> throw new IllegalStateException("refused by the constructor");
      }
    }
    if (lengthCountsItself) value -= lengthBytes;
    if (value < 1) throw new BadFrame(BadFrame.Reason.LENGTH_TOO_SMALL);
    if (value > maxMessageBytes) throw new BadFrame(BadFrame.Reason.LENGTH_OVER_MAXIMUM);
    return (int) value;
  }

  private static int digit(int value) {
    if (value < 0 || value > 9) throw new BadFrame(BadFrame.Reason.LENGTH_NOT_DIGITS);
    return value;
  }
}
