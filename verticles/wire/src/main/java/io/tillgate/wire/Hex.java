package io.tillgate.wire;

/** Bytes as hex digits. */
final class Hex {
  private static final String DIGITS = "0123456789ABCDEF";

  /** By character: the nibble, or -1. */
  private static final byte[] OF_ASCII = new byte[256];

  private static final byte[] OF_EBCDIC = new byte[256];
  private static final byte[] TO_ASCII = new byte[16];
  private static final byte[] TO_EBCDIC = new byte[16];

  static {
    for (int i = 0; i < 256; i++) {
      OF_ASCII[i] = (byte) Character.digit(i < 128 ? i : ' ', 16);
    }
    for (int i = 0; i < 256; i++) OF_EBCDIC[i] = OF_ASCII[Ebcdic.toLatin((byte) i)];
    for (int i = 0; i < 16; i++) {
      TO_ASCII[i] = (byte) DIGITS.charAt(i);
      TO_EBCDIC[i] = Ebcdic.fromLatin(DIGITS.charAt(i));
    }
  }

  private Hex() {}

  /** 0 to 15 of an ASCII hex digit of either case, -1 of anything else. */
  static int digit(byte ascii) {
    return OF_ASCII[ascii & 0xFF];
  }

  /** As {@link #digit} of a character in ASCII or, where {@code ebcdic}, in code page 1047. */
  static int digit(byte character, boolean ebcdic) {
    return (ebcdic ? OF_EBCDIC : OF_ASCII)[character & 0xFF];
  }

  /** The character of a nibble, in ASCII or, where {@code ebcdic}, in code page 1047. */
  static byte character(int nibble, boolean ebcdic) {
    return (ebcdic ? TO_EBCDIC : TO_ASCII)[nibble & 0xF];
  }

  static byte ascii(int nibble) {
    return TO_ASCII[nibble & 0xF];
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
