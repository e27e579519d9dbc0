package io.tillgate.wire;

import io.tillgate.wire.BadMessage.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A window on one message where it lies: indexing notes where each field begins and ends, and
 * copies nothing. Made once and used again; one thread. What it says holds until the next {@link
 * #index} or until the bytes change.
 *
 * <p>Fields that hold card data (see {@link Holds}) are not readable as text. There are {@link
 * #pan()}, {@link #track1()}, {@link #track2()}, {@link #expiry()} and {@link #emv()}, and the
 * place of every field's bytes.
 */
public final class MessageView {
  private static final int FIELDS = Dialect.HIGHEST_FIELD + 1;
  private static final int MAX_LONG_DIGITS = 18;

  private final Dialect dialect;
  private final boolean hexBitmap;
  private final boolean ebcdicBitmap;
  private final int bitmapBytes;
  private final byte[] trailer;
  private final int[] starts = new int[FIELDS];
  private final int[] values = new int[FIELDS];
  private final int[] ends = new int[FIELDS];

  /** Characters of each value, or bytes where the content is b. */
  private final int[] counts = new int[FIELDS];

  private final CardFields card;

  private byte[] buffer;
  private int begin;

  /** Where the last field must end: in front of the trailer, where the dialect has one. */
  private int end;

  private int mti = -1;

  /** Bit 63 of the first is field 1, bit 63 of the second is field 65, and so on. */
  private long bits1;

  private long bits2;
  private long bits3;

  public MessageView(Dialect dialect) {
    this.dialect = dialect;
    this.hexBitmap = dialect.bitmapEncoding().isHex();
    this.ebcdicBitmap = dialect.bitmapEncoding() == Encoding.EBCDIC_HEX;
    this.bitmapBytes = dialect.bitmapBytes();
    this.trailer = dialect.trailer();
    this.card = new CardFields(this);
  }

  /**
   * Indexes one message: TPDU and header where the dialect has them, message type, bitmaps, fields.
   * Checks that types and fields are known to the dialect and that lengths add up to the last byte;
   * {@link #check()} looks at contents.
   *
   * @return this
   * @throws BadMessage where the message does not follow the dialect; the view is then empty
   */
  public MessageView index(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    clear();
    buffer = bytes;
    begin = offset;
    end = offset + length;
    boolean whole = false;
    try {
      if (length > dialect.framing().maxMessageBytes()) throw bad(Reason.TOO_LONG, -1);
      if (trailer.length > 0) end = trailerStart(offset, length);
      int at = fields(bitmaps(type(offset + dialect.prefixBytes())));
      if (at != end) throw bad(Reason.TRAILING_BYTES, BadMessage.WHOLE_MESSAGE);
      whole = true;
    } finally {
      if (!whole) clear();
    }
    return this;
  }

  private void clear() {
    mti = -1;
    bits1 = 0;
    bits2 = 0;
    bits3 = 0;
    card.clear();
  }

  private int trailerStart(int offset, int length) {
    int start = offset + length - trailer.length;
    if (start < offset
        || !Arrays.equals(buffer, start, offset + length, trailer, 0, trailer.length)) {
      throw bad(Reason.BAD_TRAILER, BadMessage.WHOLE_MESSAGE);
    }
    return start;
  }

  private static BadMessage bad(Reason reason, int field) {
    return new BadMessage(reason, field);
  }

  private int type(int at) {
    boolean bcd = dialect.mtiEncoding() == Encoding.BCD;
    if (at + (bcd ? 2 : 4) > end) throw bad(Reason.TOO_SHORT, 0);
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit =
          switch (dialect.mtiEncoding()) {
            case BCD -> (i & 1) == 0 ? (buffer[at + i / 2] >> 4) & 0xF : buffer[at + i / 2] & 0xF;
            case EBCDIC -> (buffer[at + i] & 0xFF) - 0xF0;
            default -> buffer[at + i] - '0';
          };
      if (digit < 0 || digit > 9) throw bad(Reason.UNKNOWN_MTI, 0);
      value = value * 10 + digit;
    }
    if (!dialect.messages().isKnown(value)) throw bad(Reason.UNKNOWN_MTI, 0);
    mti = value;
    return at + (bcd ? 2 : 4);
  }

  private int bitmaps(int at) {
    int next = at;
    bits1 = bitmap(next);
    next += bitmapBytes;
    if (bits1 < 0) {
      if (dialect.bitmapFields() < 128) throw bad(Reason.UNKNOWN_FIELD, 1);
      bits2 = bitmap(next);
      next += bitmapBytes;
      if (bits2 < 0 && dialect.bitmapFields() > 128) {
        bits3 = bitmap(next);
        next += bitmapBytes;
      }
    }
    return next;
  }

  private long bitmap(int at) {
    if (at + bitmapBytes > end) throw bad(Reason.TOO_SHORT, 1);
    long bits = 0;
    if (!hexBitmap) {
      for (int i = 0; i < 8; i++) bits = bits << 8 | buffer[at + i] & 0xFF;
      return bits;
    }
    for (int i = 0; i < 16; i++) {
      int digit = Hex.digit(buffer[at + i], ebcdicBitmap);
      if (digit < 0) throw bad(Reason.BAD_BITMAP, 1);
      bits = bits << 4 | digit;
    }
    return bits;
  }

  private int fields(int at) {
    int next = walk(bits1 & Long.MAX_VALUE, 1, at);
    boolean third = dialect.bitmapFields() > 128;
    next = walk(third ? bits2 & Long.MAX_VALUE : bits2, 65, next);
    return walk(bits3, 129, next);
  }

  /** Walks the fields of one bitmap; bit 63 is field {@code first}. */
  private int walk(long bits, int first, int at) {
    int next = at;
    long left = bits;
    while (left != 0) {
      int zeros = Long.numberOfLeadingZeros(left);
      left &= ~(Long.MIN_VALUE >>> zeros);
      int field = first + zeros;
      int fixed = dialect.fixedBytes[field];
      starts[field] = next;
      if (fixed > 0) {
        values[field] = next;
        counts[field] = -1;
        next += fixed;
      } else {
        next = variable(field, next);
      }
      if (next > end) throw bad(Reason.TRUNCATED, field);
      ends[field] = next;
    }
    return next;
  }

  private int variable(int number, int at) {
    Field field = dialect.fieldOrNull(number);
    if (field == null) throw bad(Reason.UNKNOWN_FIELD, number);
    int value = at + field.lengthBytes();
    if (value > end) throw bad(Reason.TRUNCATED, number);
    int count = 0;
    for (int i = at; i < value; i++) {
      int b = buffer[i] & 0xFF;
      switch (field.lengthEncoding()) {
        case BINARY -> count = count << 8 | b;
        case BCD -> count = count * 100 + digit(b >> 4, number) * 10 + digit(b & 0xF, number);
        case EBCDIC -> count = count * 10 + digit(b - 0xF0, number);
        default -> count = count * 10 + digit(b - '0', number);
      }
    }
    if (count > field.maxLength()) throw bad(Reason.LENGTH_OVER_MAXIMUM, number);
    values[number] = value;
    counts[number] = count;
    return value + field.bytesOf(count);
  }

  private static int digit(int digit, int field) {
    if (digit < 0 || digit > 9) throw bad(Reason.BAD_LENGTH, field);
    return digit;
  }

  public Dialect dialect() {
    return dialect;
  }

  /** One bitmap as it came, bit 63 its first field: 0 for fields 1 to 64, 1 and 2 for the next. */
  long bits(int word) {
    return word == 0 ? bits1 : word == 1 ? bits2 : bits3;
  }

  /** The message type as a number, {@code 0210} as 210; -1 while nothing is indexed. */
  public int mti() {
    return mti;
  }

  public boolean has(int field) {
    if (field < 2 || field > Dialect.HIGHEST_FIELD) return false;
    if (field <= 64) return (bits1 << field - 1) < 0;
    if (field <= 128) {
      return (bits2 << field - 65) < 0 && !(field == 65 && dialect.bitmapFields() > 128);
    }
    return (bits3 << field - 129) < 0;
  }

  /** The bytes that were indexed; shared, not copied. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the message begins in {@link #buffer()}, TPDU and header included. */
  public int begin() {
    return begin;
  }

  /** Bytes of the message, TPDU, header and trailer included. */
  public int bytes() {
    return end + trailer.length - begin;
  }

  /** Where a field's value begins in {@link #buffer()}, behind its length in front. */
  public int offset(int field) {
    present(field);
    return values[field];
  }

  /** Bytes of a field's value on the wire, without its length in front. */
  public int length(int field) {
    present(field);
    return ends[field] - values[field];
  }

  /** Where a field begins on the wire, its length in front included. */
  int start(int field) {
    return starts[field];
  }

  int end(int field) {
    return ends[field];
  }

  /** Characters of a field's value, or bytes where its content is b. */
  public int count(int field) {
    Field described = present(field);
    return counts[field] < 0 ? described.maxLength() : counts[field];
  }

  private Field present(int field) {
    if (!has(field)) throw bad(Reason.MISSING_FIELD, field);
    return dialect.fieldOrNull(field);
  }

  /** The field, where it is there and holds nothing secret. */
  private Field open(int field) {
    Field described = present(field);
    if (!described.holds().isRecordable()) {
      throw new IllegalArgumentException(
          "field %d holds %s: it is not read as text".formatted(field, described.holds()));
    }
    return described;
  }

  /**
   * The value as text, pad included; bytes as hex digits.
   *
   * @throws BadMessage where it is not there, or BCD has no digit
   * @throws IllegalArgumentException where the field holds card data
   */
  public String text(int field) {
    Field described = open(field);
    if (described.content() == Content.B) return Hex.text(buffer, values[field], length(field));
    int count = count(field);
    if (described.encoding() == Encoding.ASCII) {
      return new String(buffer, values[field], count, StandardCharsets.ISO_8859_1);
    }
    byte[] characters = new byte[count];
    characters(described, count, characters, 0);
    return new String(characters, StandardCharsets.ISO_8859_1);
  }

  /** As {@link #text(int)}, or null where the field is not there. */
  public String textOrNull(int field) {
    return has(field) ? text(field) : null;
  }

  /**
   * A field of up to 18 digits; a signed amount is negative where it begins with D, and of an
   * amount with its currency only the digits behind that count.
   *
   * @throws BadMessage where it is not there, too long or not digits
   */
  public long number(int field) {
    Field described = open(field);
    int count = count(field);
    int i = described.content() == Content.X_N ? 1 : 0;
    if (described.content() == Content.AMOUNT) i = Amount.FRONT_DIGITS;
    if (count - i > MAX_LONG_DIGITS) throw bad(Reason.BAD_CONTENT, field);
    boolean negative = described.content() == Content.X_N && character(described, count, 0) == 'D';
    long value = 0;
    for (; i < count; i++) {
      int digit = character(described, count, i) - '0';
      if (digit < 0 || digit > 9) throw bad(Reason.BAD_CONTENT, field);
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  /** Whether the field is there and reads exactly so. Allocates nothing. */
  public boolean textEquals(int field, String expected) {
    if (!has(field)) return false;
    Field described = open(field);
    int count = count(field);
    if (count != expected.length()) return false;
    for (int i = 0; i < count; i++) {
      if (character(described, count, i) != expected.charAt(i)) return false;
    }
    return true;
  }

  /**
   * Looks at the contents of every field: their characters are of the field's class.
   *
   * @throws BadMessage naming the first field that does not fit
   */
  public void check() {
    for (int number = 2; number <= dialect.bitmapFields(); number++) {
      if (!has(number)) continue;
      Field field = dialect.fieldOrNull(number);
      if (field.encoding() == Encoding.BINARY) continue;
      int count = count(number);
      for (int i = 0; i < count; i++) {
        int character = character(field, count, i);
        if (!field.content().allows(character)) throw bad(Reason.BAD_CONTENT, number);
        if (field.content() == Content.X_N && (i == 0) == (character <= '9')) {
          throw bad(Reason.BAD_CONTENT, number);
        }
      }
    }
  }

  /** Copies a present value as characters, or as bytes where its content is b; secrets too. */
  void characters(Field field, int count, byte[] into, int at) {
    for (int i = 0; i < count; i++) into[at + i] = (byte) character(field, count, i);
  }

  /** One character of a present value as Latin-1, or one byte where its content is b. */
  int character(Field field, int count, int index) {
    int value = values[field.number()];
    return switch (field.encoding()) {
      case ASCII, BINARY -> buffer[value + index] & 0xFF;
      case EBCDIC -> Ebcdic.toLatin(buffer[value + index]);
      case HEX, EBCDIC_HEX -> {
        boolean ebcdic = field.encoding() == Encoding.EBCDIC_HEX;
        int high = Hex.digit(buffer[value + 2 * index], ebcdic);
        int low = Hex.digit(buffer[value + 2 * index + 1], ebcdic);
        if (high < 0 || low < 0) throw bad(Reason.BAD_CONTENT, field.number());
        yield high << 4 | low;
      }
      case BCD -> bcd(field, count, index);
    };
  }

  private int bcd(Field field, int count, int index) {
    int at = values[field.number()];
    int digits = count;
    int nibble = index;
    if (field.content() == Content.X_N) {
      if (index == 0) return buffer[at] & 0xFF;
      at++;
      digits--;
      nibble--;
    }
    if (field.pad() == Pad.LEFT) nibble += digits & 1;
    int pair = buffer[at + nibble / 2];
    int digit = (nibble & 1) == 0 ? (pair >> 4) & 0xF : pair & 0xF;
    if (digit <= 9) return '0' + digit;
    if (field.content() == Content.Z && digit == 0xD) return '=';
    throw bad(Reason.BAD_CONTENT, field.number());
  }

  /**
   * The card number, from the field that holds it, else from track 2, track 1 or chip data; null
   * where the message has none. The caller closes it.
   *
   * @throws BadMessage where what should hold it is not readable
   */
  public Pan pan() {
    return card.pan();
  }

  /** Track 1, or null where the message has none. The caller closes it. */
  public TrackData track1() {
    return card.track(Holds.TRACK_1);
  }

  /** Track 2, or null where the message has none. The caller closes it. */
  public TrackData track2() {
    return card.track(Holds.TRACK_2);
  }

  /**
   * When the card expires, from its own field or from a track; {@link Expiry#UNKNOWN} where the
   * message does not say.
   */
  public Expiry expiry() {
    return card.expiry();
  }

  /** How the card was read, from field 22. */
  public EntryMode entryMode() {
    return card.entryMode();
  }

  /**
   * The chip data, empty where the message has none. Good until the next {@link #index}.
   *
   * @throws BadMessage where they are malformed: then nothing of them may be recorded
   */
  public EmvData emv() {
    return card.emv();
  }

  @Override
  public String toString() {
    return mti < 0 ? "MessageView[empty]" : "MessageView[" + Mti.text(mti) + "]";
  }
}
