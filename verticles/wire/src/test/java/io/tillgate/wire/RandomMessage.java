package io.tillgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Messages that a dialect allows, at random. */
final class RandomMessage {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";
  private static final int MAX_VALUE = 120;

  private RandomMessage() {}

  static String mti(Dialect dialect, Random random) {
    List<Integer> known = new ArrayList<>();
    for (int mti = 0; mti < 10_000; mti++) if (dialect.messages().isKnown(mti)) known.add(mti);
    return Mti.text(known.get(random.nextInt(known.size())));
  }

  static TreeSet<Integer> fields(Dialect dialect, Random random) {
    TreeSet<Integer> fields = new TreeSet<>();
    int wanted = 1 + random.nextInt(25);
    int highest = random.nextBoolean() ? 64 : dialect.bitmapFields();
    while (fields.size() < wanted) {
      int field = 2 + random.nextInt(highest - 1);
      if (dialect.field(field).isPresent()) fields.add(field);
    }
    return fields;
  }

  /** A value that fits a field, as characters or bytes. */
  static byte[] value(Field field, Random random) {
    int max = Math.min(field.maxLength(), MAX_VALUE);
    int length = field.isFixed() ? field.maxLength() : random.nextInt(max + 1);
    byte[] value = new byte[length];
    if (field.content() == Content.B) {
      random.nextBytes(value);
      return value;
    }
    String characters = characters(field.content());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(characters.charAt(random.nextInt(characters.length())));
    }
    if (field.content() == Content.X_N) text.setCharAt(0, random.nextBoolean() ? 'C' : 'D');
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String characters(Content content) {
    return switch (content) {
      case N, X_N, AMOUNT -> DIGITS;
      case A -> LETTERS + " ";
      case AN -> LETTERS + DIGITS + " ";
      case ANS, B -> LETTERS + DIGITS + " .,-/=^%éß";
      case Z -> DIGITS + "=";
    };
  }
}
