package io.tillgate.wire;

import java.util.ArrayList;
import java.util.List;

/** Reads the field table of a dialect file, and lists of its fields elsewhere in the file. */
final class FieldsReader {
  private static final int MAX_BINARY_LL = 255;
  private static final int[] NEEDED = {Amount.FIELD, 7, 11, AnswerCodes.FIELD};

  private final Encoding digits;
  private final Encoding text;
  private final Encoding binary;
  private final Encoding length;
  private final Pad fixedPad;
  private final Pad variablePad;
  private final Field[] fields = new Field[Dialect.HIGHEST_FIELD + 1];

  /**
   * @param encoding the encodings of fields that do not name their own
   */
  FieldsReader(YamlSection encoding) {
    digits = encoding.among("digits", Encoding.ASCII, Encoding.EBCDIC, Encoding.BCD);
    text = encoding.among("text", Encoding.ASCII, Encoding.EBCDIC);
    binary = encoding.among("binary", Encoding.BINARY, Encoding.HEX, Encoding.EBCDIC_HEX);
    length =
        encoding.among("length", Encoding.ASCII, Encoding.EBCDIC, Encoding.BCD, Encoding.BINARY);
    fixedPad = encoding.choice("fixedPad", Pad.class, Pad.LEFT);
    variablePad = encoding.choice("variablePad", Pad.class, Pad.RIGHT);
  }

  /**
   * @param mistakes takes those of the rows; what is then returned is not whole
   */
  List<Field> read(YamlSection section, int bitmapFields, List<BadDialect> mistakes) {
    List<Field> read = new ArrayList<>();
    for (String key : section.keys()) {
      try {
        read.add(row(section, key, bitmapFields));
      } catch (BadDialect mistake) {
        mistakes.add(mistake);
      }
    }
    return read;
  }

  private Field row(YamlSection section, String key, int bitmapFields) {
    int number = number(key);
    if (number < 2 || number > bitmapFields) {
      throw section.refuse(key, "is no field of bitmaps for 2 to " + bitmapFields);
    }
    if (number == 65 && bitmapFields > 128) {
      throw section.refuse(key, "is the third bitmap, not a field, where bitmapFields is 192");
    }
    if (fields[number] != null) throw section.refuse(key, "is twice");
    fields[number] = field(section, key, number);
    return fields[number];
  }

  /**
   * What every dialect must describe: transmission time and trace number, which our own messages
   * carry, the answer's code, and money.
   */
  YamlSection needed(YamlSection section) {
    for (int field : NEEDED) {
      if (fields[field] == null) throw section.refuse("" + field, "must be described");
    }
    boolean isWhole = fields[Amount.FIELD].content() == Content.AMOUNT;
    if (!isWhole && fields[Amount.CURRENCY_FIELD] == null) {
      throw section.refuse(
          "" + Amount.CURRENCY_FIELD, "must be described, where field 4 does not say the currency");
    }
    return section;
  }

  private static int number(String text) {
    return text.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(text) : -1;
  }

  private Field field(YamlSection section, String key, int number) {
    YamlSection row = section.section(key);
    String name = row.text("name");
    Kind kind = row.choice("kind", Kind.class);
    Content content = row.choice("content", Content.class);
    boolean fixed = kind == Kind.FIXED;
    int max = (int) row.number(fixed ? "length" : "max", 1, 9_999);
    Encoding encoding = row.choice("encoding", Encoding.class, byDefault(content));
    Encoding inFront = fixed ? length : row.choice("lengthEncoding", Encoding.class, length);
    Pad pad = row.choice("pad", Pad.class, fixed ? fixedPad : variablePad);
    Holds holds = row.choice("holds", Holds.class, DeniedFields.holds(number));
    row.end();
    Field field = new Field(number, name, kind, content, max, encoding, inFront, pad, holds);
    refuseContradictions(section, key, field);
    return field;
  }

  private Encoding byDefault(Content content) {
    return switch (content) {
      case N, Z, X_N, AMOUNT -> digits;
      case A, AN, ANS -> text;
      case B -> binary;
    };
  }

  private static void refuseContradictions(YamlSection section, String key, Field field) {
    boolean bytes = field.encoding() == Encoding.BINARY || field.encoding().isHex();
    Content content = field.content();
    if (bytes != (content == Content.B)) {
      throw section.refuse(key, "has content " + content + " in " + field.encoding());
    }
    boolean digits = byDigits(content);
    if (field.encoding() == Encoding.BCD && !digits) {
      throw section.refuse(key, "has content " + content + ", which BCD cannot hold");
    }
    if (content == Content.X_N && (!field.isFixed() || field.maxLength() < 2)) {
      throw section.refuse(key, "is a signed amount: fixed, at least 2 long");
    }
    if (content == Content.AMOUNT && !Amount.fits(field)) {
      throw section.refuse(
          key, "is an amount: fixed, three digits of currency, one of decimals, then 1 to 18");
    }
    if (field.lengthEncoding().isHex()) {
      throw section.refuse(key, "has a length in hex");
    }
    if (!field.isFixed() && field.maxLength() > highestLength(field)) {
      throw section.refuse(key, "has a max that its length in front cannot say");
    }
    if (DeniedFields.isAlwaysSecret(field.number()) && field.holds().isRecordable()) {
      throw section.refuse(key, "holds card data or a PIN in every edition: say what");
    }
  }

  private static boolean byDigits(Content content) {
    return switch (content) {
      case N, Z, X_N, AMOUNT -> true;
      case A, AN, ANS, B -> false;
    };
  }

  private static int highestLength(Field field) {
    if (field.lengthEncoding() == Encoding.BINARY) {
      return field.kind() == Kind.LLVAR ? MAX_BINARY_LL : 9_999;
    }
    return (int) Math.pow(10, field.kind().lengthDigits()) - 1;
  }

  Field described(YamlSection section, String key) {
    return described(section, key, number(key));
  }

  Field described(YamlSection section, String key, int number) {
    if (number < 0 || number > Dialect.HIGHEST_FIELD || fields[number] == null) {
      throw section.refuse(key, "needs a field that 'fields' does not describe: " + number);
    }
    return fields[number];
  }

  /** A list of fields that anyone may read. */
  List<Integer> readable(YamlSection section, String key) {
    List<Integer> list = list(section, key);
    for (int field : list) {
      if (!fields[field].holds().isRecordable()) {
        throw section.refuse(key, "names field " + field + ", which holds card data");
      }
    }
    return list;
  }

  /** A list of fields that a reversal may keep: no track, PIN or CVC (PCI DSS 4.0.1, 3.3.1). */
  List<Integer> mayBeSealed(YamlSection section, String key) {
    List<Integer> list = list(section, key);
    for (int field : list) {
      switch (fields[field].holds()) {
        case NOTHING, PAN, EXPIRY, CARD_SEQUENCE, ACCOUNT -> {}
        default ->
            throw section.refuse(
                key, "names field " + field + ", which may not be kept for a reversal");
      }
    }
    return list;
  }

  private List<Integer> list(YamlSection section, String key) {
    List<Integer> list =
        section.list(key, "a field number", text -> number(text) > 1 ? number(text) : null);
    for (int field : list) described(section, key, field);
    return list;
  }
}
