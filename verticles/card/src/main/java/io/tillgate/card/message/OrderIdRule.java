package io.tillgate.card.message;

import io.tillgate.wire.CardNumberFinder;
import io.tillgate.wire.Content;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Encoding;
import io.tillgate.wire.Field;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.YamlSection;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a terminal puts the till's own id of an order: the section {@code orderId} of a profile. By
 * it a purchase that a till asks twice is told from two equal ones. Immutable; any thread.
 *
 * <pre>
 * orderId: {field: 48, start: 1, length: 12}                          # at a fixed place
 * orderId: {field: 62, tag: "07", lengthDigits: 3}                    # tag, decimal length, value
 * </pre>
 *
 * @param start of the value among the field's characters, from 1; 0 where it has a tag
 * @param length of the value; 0 where it has a tag
 * @param tag in front of its length, or null
 * @param lengthDigits of the length behind each tag
 */
public record OrderIdRule(int field, int start, int length, String tag, int lengthDigits) {
  private static final int MAX_CHARACTERS = 40;
  private static final Charset EBCDIC = Charset.forName("IBM1047");

  /** Empty where the profile has no place for it; then a repeat is known by its STAN alone. */
  public static Optional<OrderIdRule> of(Dialect dialect) {
    return dialect.section("orderId").map(section -> read(section, dialect));
  }

  private static OrderIdRule read(YamlSection section, Dialect dialect) {
    int number = (int) section.number("field", 2, Dialect.HIGHEST_FIELD);
    Field field = dialect.field(number).orElse(null);
    if (field == null) throw section.refuse("field", "is no field of this dialect");
    if (field.encoding() == Encoding.BCD || field.content() == Content.B && isHex(field)) {
      throw section.refuse("field", "has no characters");
    }
    boolean tagged = section.has("tag");
    OrderIdRule rule =
        tagged
            ? new OrderIdRule(
                number,
                0,
                0,
                section.text("tag"),
                (int) (section.has("lengthDigits") ? section.number("lengthDigits", 1, 4) : 3))
            : new OrderIdRule(
                number,
                (int) section.number("start", 1, field.maxLength()),
                (int) section.number("length", 1, MAX_CHARACTERS),
                null,
                0);
    section.end();
    return rule;
  }

  private static boolean isHex(Field field) {
    return field.encoding() == Encoding.HEX || field.encoding() == Encoding.EBCDIC_HEX;
  }

  /**
   * The id that {@code message} names; null where it names none. What holds a card number is none:
   * the id is recorded, and the field may be private.
   */
  String read(MessageView message) {
    if (!message.has(field)) return null;
    int from = message.offset(field);
    byte[] value = Arrays.copyOfRange(message.buffer(), from, from + message.length(field));
    try {
      return clean(characters(value, message.dialect().field(field).orElseThrow()));
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private byte[] characters(byte[] value, Field described) {
    byte[] ascii = value;
    if (described.encoding() == Encoding.EBCDIC) {
      ascii = new String(value, EBCDIC).getBytes(StandardCharsets.ISO_8859_1);
    }
    if (tag != null) return tagged(ascii);
    if (start > ascii.length) return null;
    return Arrays.copyOfRange(ascii, start - 1, Math.min(ascii.length, start - 1 + length));
  }

  private byte[] tagged(byte[] ascii) {
    int at = 0;
    while (at + tag.length() + lengthDigits <= ascii.length) {
      int valueAt = at + tag.length() + lengthDigits;
      int count = number(ascii, at + tag.length());
      if (count < 0 || valueAt + count > ascii.length) return null;
      if (isTag(ascii, at)) return Arrays.copyOfRange(ascii, valueAt, valueAt + count);
      at = valueAt + count;
    }
    return null;
  }

  private boolean isTag(byte[] ascii, int at) {
    for (int i = 0; i < tag.length(); i++) if (ascii[at + i] != tag.charAt(i)) return false;
    return true;
  }

  private int number(byte[] ascii, int at) {
    int number = 0;
    for (int i = 0; i < lengthDigits; i++) {
      int digit = ascii[at + i] - '0';
      if (digit < 0 || digit > 9) return -1;
      number = 10 * number + digit;
    }
    return number;
  }

  private static String clean(byte[] characters) {
    if (characters == null || characters.length > MAX_CHARACTERS) return null;
    for (byte each : characters) if (each < ' ' || each > '~') return null;
    if (!CardNumberFinder.in(characters).isEmpty()) return null;
    String id = new String(characters, StandardCharsets.US_ASCII).strip();
    return id.isEmpty() || id.chars().allMatch(each -> each == '0') ? null : id;
  }
}
