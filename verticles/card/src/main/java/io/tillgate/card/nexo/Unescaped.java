package io.tillgate.card.nexo;

import java.util.Arrays;

/** JSON strings without their escapes, as UTF-8; functions over bytes. */
final class Unescaped {
  private Unescaped() {}

  /** Takes {@code escaped} over: it is given back, or zeroed. */
  static byte[] of(byte[] escaped) {
    int length = 0;
    boolean any = false;
    byte[] plain = new byte[escaped.length]; // an escape is longer than what it stands for
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] != '\\') {
        plain[length++] = escaped[i];
        continue;
      }
      any = true;
      i++;
      if (escaped[i] != 'u') {
        plain[length++] = simple(escaped[i]);
        continue;
      }
      int unit = hex(escaped, i + 1);
      i += 4;
      boolean isHigh = Character.isHighSurrogate((char) unit);
      if (isHigh && i + 6 < escaped.length && escaped[i + 1] == '\\' && escaped[i + 2] == 'u') {
        int low = hex(escaped, i + 3);
        if (Character.isLowSurrogate((char) low)) {
          unit = Character.toCodePoint((char) unit, (char) low);
          i += 6;
        }
      }
      length = utf8(unit, plain, length);
    }
    if (!any) {
      Arrays.fill(plain, (byte) 0);
      return escaped;
    }
    byte[] exact = Arrays.copyOf(plain, length);
    Arrays.fill(plain, (byte) 0);
    Arrays.fill(escaped, (byte) 0);
    return exact;
  }

  private static byte simple(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter;
    };
  }

  private static int hex(byte[] bytes, int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) value = value << 4 | Character.digit(bytes[i], 16);
    return value;
  }

  private static int utf8(int point, byte[] into, int at) {
    int next = at;
    if (point < 0x80) {
      into[next++] = (byte) point;
    } else if (point < 0x800) {
      into[next++] = (byte) (0xC0 | point >> 6);
      into[next++] = (byte) (0x80 | point & 0x3F);
    } else if (point < 0x10000) {
      into[next++] = (byte) (0xE0 | point >> 12);
      into[next++] = (byte) (0x80 | point >> 6 & 0x3F);
      into[next++] = (byte) (0x80 | point & 0x3F);
    } else {
      into[next++] = (byte) (0xF0 | point >> 18);
      into[next++] = (byte) (0x80 | point >> 12 & 0x3F);
      into[next++] = (byte) (0x80 | point >> 6 & 0x3F);
      into[next++] = (byte) (0x80 | point & 0x3F);
    }
    return next;
  }
}
