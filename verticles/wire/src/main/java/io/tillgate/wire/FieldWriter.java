package io.tillgate.wire;

import io.tillgate.wire.BadMessage.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodes single values. */
final class FieldWriter {
  private FieldWriter() {}

  /**
   * Writes one field with its length in front. There must be room for {@link Field#maxWireBytes()}.
   *
   * @return where it ends
   * @throws BadMessage where the characters do not fit the field
   */
  static int write(Field field, byte[] characters, int offset, int length, byte[] into, int start) {
    if (length > field.maxLength()) throw new BadMessage(Reason.VALUE_TOO_LONG, field.number());
    int count = field.isFixed() ? field.maxLength() : length;
    boolean isWhole = field.content() == Content.B || field.content() == Content.AMOUNT;
    if (isWhole && count != length) {
      throw new BadMessage(Reason.BAD_CONTENT, field.number());
    }
    for (int i = offset; i < offset + length; i++) {
      if (!field.content().allows(characters[i] & 0xFF)) {
        throw new BadMessage(Reason.BAD_CONTENT, field.number());
      }
    }
    int at = start + length(field, count, into, start);
    for (int i = 0; i < count; i++) {
      put(field, count, i, padded(field, characters, offset, length, count, i), into, at);
    }
    if (field.encoding() == Encoding.BCD) unusedNibble(field, count, into, at);
    return at + field.bytesOf(count);
  }

  /** Whether {@link MessageBuilder#text} would take the value. */
  static boolean fits(Field field, String value) {
    byte[] characters = characters(field, value);
    if (characters == null) return false;
    try {
      write(field, characters, 0, characters.length, new byte[field.maxWireBytes()], 0);
      return true;
    } catch (BadMessage e) {
      return false;
    }
  }

  /**
   * Text as the bytes of {@link #write}; null where the content is b and it is not hex digits, or a
   * character is not of Latin-1.
   */
  static byte[] characters(Field field, String value) {
    if (field.content() == Content.B) return Hex.bytes(value);
    if (value.chars().anyMatch(c -> c > 0xFF)) return null;
    return value.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether characters are written as they are, which is what most fields of most dialects do. */
  static boolean isPlain(Field field) {
    return field.encoding() == Encoding.ASCII
        && switch (field.content()) {
          case N, A, AN, ANS, Z -> true;
          case B, X_N, AMOUNT -> false;
        };
  }

  /** As {@link #write} for a plain field, from text, which costs no bytes in between. */
  static int writePlain(Field field, String value, byte[] into, int start) {
    int length = value.length();
    if (length > field.maxLength()) throw new BadMessage(Reason.VALUE_TOO_LONG, field.number());
    Content content = field.content();
    int count = field.isFixed() ? field.maxLength() : length;
    int at = start + length(field, count, into, start);
    int first = content == Content.N ? at + count - length : at;
    for (int i = 0; i < length; i++) {
      char character = value.charAt(i);
      if (character > 0xFF || !content.allows(character)) {
        throw new BadMessage(Reason.BAD_CONTENT, field.number());
      }
      into[first + i] = (byte) character;
    }
    if (content == Content.N) Arrays.fill(into, at, first, (byte) '0');
    else Arrays.fill(into, at + length, at + count, (byte) ' ');
    return at + count;
  }

  /** The character at a place of the padded value. */
  private static int padded(
      Field field, byte[] characters, int offset, int length, int count, int index) {
    int missing = count - length;
    switch (field.content()) {
      case X_N -> {
        // The sign stays in front of the zeros.
        if (length == 0) throw new BadMessage(Reason.BAD_CONTENT, field.number());
        if (index == 0) return sign(field, characters[offset]);
        return index <= missing ? '0' : digit(field, characters[offset + index - missing]);
      }
      case N -> {
        return index < missing ? '0' : characters[offset + index - missing];
      }
      default -> {
        return index < length ? characters[offset + index] & 0xFF : ' ';
      }
    }
  }

  private static int sign(Field field, byte character) {
    if (character == 'C' || character == 'D') return character;
    throw new BadMessage(Reason.BAD_CONTENT, field.number());
  }

  private static int digit(Field field, byte character) {
    if (character >= '0' && character <= '9') return character;
    throw new BadMessage(Reason.BAD_CONTENT, field.number());
  }

  private static void put(Field field, int count, int index, int character, byte[] into, int at) {
    switch (field.encoding()) {
      case ASCII, BINARY -> into[at + index] = (byte) character;
      case EBCDIC -> into[at + index] = Ebcdic.fromLatin(character);
      case HEX, EBCDIC_HEX -> {
        boolean ebcdic = field.encoding() == Encoding.EBCDIC_HEX;
        into[at + 2 * index] = Hex.character(character >> 4, ebcdic);
        into[at + 2 * index + 1] = Hex.character(character, ebcdic);
      }
      case BCD -> {
        if (field.content() == Content.X_N) {
          if (index == 0) into[at] = (byte) character;
          else nibble(field, count - 1, index - 1, character, into, at + 1);
        } else {
          nibble(field, count, index, character, into, at);
        }
      }
    }
  }

  private static void nibble(
      Field field, int digits, int index, int character, byte[] into, int at) {
    int value = character >= '0' && character <= '9' ? character - '0' : 0xD;
    int place = field.pad() == Pad.LEFT ? index + (digits & 1) : index;
    int pair = into[at + place / 2];
    into[at + place / 2] =
        (byte) ((place & 1) == 0 ? value << 4 | pair & 0xF : pair & 0xF0 | value);
  }

  private static void unusedNibble(Field field, int count, byte[] into, int at) {
    boolean signed = field.content() == Content.X_N;
    int digits = signed ? count - 1 : count;
    if ((digits & 1) == 0) return;
    int first = signed ? at + 1 : at;
    int last = first + digits / 2;
    switch (field.pad()) {
      case LEFT -> into[first] &= 0x0F;
      case RIGHT -> into[last] &= (byte) 0xF0;
      case RIGHT_F -> into[last] |= 0x0F;
    }
  }

  private static int length(Field field, int count, byte[] into, int start) {
    int bytes = field.lengthBytes();
    int left = count;
    for (int i = start + bytes - 1; i >= start; i--) {
      switch (field.lengthEncoding()) {
        case BINARY -> {
          into[i] = (byte) left;
          left >>>= 8;
        }
        case BCD -> {
          into[i] = (byte) (left / 10 % 10 << 4 | left % 10);
          left /= 100;
        }
        case EBCDIC -> {
          into[i] = (byte) (0xF0 + left % 10);
          left /= 10;
        }
        default -> {
          into[i] = (byte) ('0' + left % 10);
          left /= 10;
        }
      }
    }
    return bytes;
  }

  static void mti(int mti, Encoding encoding, byte[] into, int at) {
    if (encoding == Encoding.BCD) {
      into[at] = (byte) (mti / 1000 % 10 << 4 | mti / 100 % 10);
      into[at + 1] = (byte) (mti / 10 % 10 << 4 | mti % 10);
      return;
    }
    int zero = encoding == Encoding.EBCDIC ? 0xF0 : '0';
    int left = mti;
    for (int i = at + 3; i >= at; i--) {
      into[i] = (byte) (zero + left % 10);
      left /= 10;
    }
  }

  /**
   * @return where the bitmap ends
   */
  static int bitmap(long bits, Encoding encoding, byte[] into, int at) {
    boolean hex = encoding.isHex();
    boolean ebcdic = encoding == Encoding.EBCDIC_HEX;
    for (int i = 0; i < 8; i++) {
      int octet = (int) (bits >>> (56 - 8 * i)) & 0xFF;
      if (hex) {
        into[at + 2 * i] = Hex.character(octet >> 4, ebcdic);
        into[at + 2 * i + 1] = Hex.character(octet, ebcdic);
      } else {
        into[at + i] = (byte) octet;
      }
    }
    return at + (hex ? 16 : 8);
  }
}
