package io.tillgate.wire;

/** Bytes as hex digits. */
final class Hex {
  private static final String DIGITS = "0123456789ABCDEF";

  private Hex() {}

  /** 0 to 15 of an ASCII hex digit of either case, -1 of anything else. */
  static int digit(byte ascii) {
    if (ascii >= '0' && ascii <= '9') return ascii - '0';
    int lower = ascii | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** As {@link #digit} of a character in ASCII or, where {@code ebcdic}, in code page 1047. */
  static int digit(byte character, boolean ebcdic) {
    return digit(ebcdic ? (byte) Ebcdic.toLatin(character) : character);
  }

  /** The character of a nibble, in ASCII or, where {@code ebcdic}, in code page 1047. */
  static byte character(int nibble, boolean ebcdic) {
    byte ascii = ascii(nibble);
    return ebcdic ? Ebcdic.fromLatin(ascii) : ascii;
  }

  static byte ascii(int nibble) {
    return (byte) DIGITS.charAt(nibble & 0xF);
  }

  static String text(byte[] bytes, int offset, int length) {
    StringBuilder text = new StringBuilder(2 * length);
    for (int i = offset; i < offset + length; i++) {
      text.append(DIGITS.charAt((bytes[i] >> 4) & 0xF)).append(DIGITS.charAt(bytes[i] & 0xF));
    }
    return text.toString();
  }

  /** Bytes of hex digits, or null where they are none. */
  static byte[] bytes(String digits) {
    if ((digits.length() & 1) != 0) return null;
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      char first = digits.charAt(2 * i);
      char second = digits.charAt(2 * i + 1);
      if (first > 'f' || second > 'f') return null;
      int high = digit((byte) first);
      int low = digit((byte) second);
      if (high < 0 || low < 0) return null;
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }
}
