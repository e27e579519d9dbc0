package io.tillgate.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Dialect files that say anything a dialect can say, at random. */
final class RandomDialect {
  /** Fields that a random row would make unfit for what every dialect needs of them. */
  private static final List<Integer> GIVEN = List.of(2, 4, 7, 11, 39, 41, 49);

  private final Random random;
  private Edition edition;

  RandomDialect(Random random) {
    this.random = random;
  }

  Dialect next() {
    return DialectReader.read("random.yaml", text());
  }

  String text() {
    edition = Edition.values()[random.nextInt(3)];
    int bitmapFields =
        64 * (edition == Edition.V1987 ? 2 + random.nextInt(2) : 1 + random.nextInt(3));
    boolean hasOriginal = random.nextBoolean();
    int original = hasOriginal ? OriginalData.field(edition) : 0;
    StringBuilder text = new StringBuilder();
    text.append("dialect: random\nedition: ").append(edition).append('\n');
    text.append(framing());
    text.append("encoding: {mti: ").append(any("ascii", "ebcdic", "bcd"));
    text.append(", bitmap: ").append(any("binary", "hex", "ebcdicHex"));
    text.append(", digits: ").append(any("ascii", "ebcdic", "bcd"));
    text.append(", text: ").append(any("ascii", "ebcdic"));
    text.append(", binary: ").append(any("binary", "hex", "ebcdicHex"));
    text.append(", length: ").append(lengthEncoding());
    if (random.nextBoolean()) text.append(", fixedPad: ").append(pad());
    if (random.nextBoolean()) text.append(", variablePad: ").append(pad());
    text.append("}\nbitmapFields: ").append(bitmapFields).append('\n');
    text.append(rules(hasOriginal ? "" + original : "none"));
    text.append("fields:\n");
    for (int field : described(bitmapFields, original)) text.append(row(field, original));
    if (random.nextBoolean()) text.append("standIn: {anything: goes}\n");
    return text.toString();
  }

  private String framing() {
    String encoding = any("binary", "bcd", "ascii");
    int bytes = encoding.equals("ascii") ? 4 : 2 + 2 * random.nextInt(2);
    String trailer = any("", ", trailer: none", ", trailer: \"03\"", ", trailer: 0d0a");
    return ("framing: {lengthBytes: %d, lengthEncoding: %s, lengthCountsItself: %b, tpdu: %s,"
            + " header: %s%s, maxMessageBytes: 9990}\n")
        .formatted(
            bytes,
            encoding,
            random.nextBoolean(),
            any("none", "6000010002"),
            any("none", "49534f30", "\"00\""),
            trailer);
  }

  /** Everything between the encodings and the fields. */
  private String rules(String originalData) {
    return """
        messages:
          "%1$s100": {name: authorisation, answer: "%1$s110"}
          "%1$s200": {name: financial, answer: "%1$s210", repeat: "%1$s201"}
          "%1$s420": {name: reversal, answer: "%1$s430", repeat: "%1$s421"}
          "%1$s800": {name: network, answer: "%1$s810"}
          "%1$s820": {name: network advice}
        matching: {always: [11%2$s], agree: [41%3$s], atLeast: 1}
        answers: {approved: ["00"], partiallyApproved: [%4$s], reversalAccepted: ["00", "25"],
          networkAccepted: ["00"], timedOut: "91", notSent: "91", formatError: "30",
          duplicate: "94", echoed: [%5$s]}
        answerMillis: 30000
        reversal: {mti: "%1$s420", copy: [2, 11, 41], set: {%6$s}, originalData: %7$s}
        retry: {firstMillis: 1, growthPercent: 150, maxMillis: 10, triesBeforeParking: 3}
        network: {mti: "%1$s800", signOn: {%8$s}, echo: {}, signOff: {}, idleMillis: 1,
          missedEchoes: 1}
        """
        .formatted(
            edition.digit(),
            any("", ", 7"),
            any("", ", 39"),
            any("", "\"10\""),
            any("", "11", "11, 41"),
            any("", "7: \"0101000000\""),
            originalData,
            any("", "41: \"EDGE\""));
  }

  private TreeSet<Integer> described(int bitmapFields, int original) {
    TreeSet<Integer> fields = new TreeSet<>(GIVEN);
    if (original > 0) fields.add(original);
    for (int field = 3; field <= bitmapFields; field++) {
      if (random.nextInt(3) > 0) fields.add(field);
    }
    if (bitmapFields > 128) fields.remove(65);
    return fields;
  }

  private String row(int field, int original) {
    if (field == original) {
      return "  %d: {name: any, kind: llvar, content: n, max: 42, holds: nothing}\n"
          .formatted(field);
    }
    return switch (field) {
      case 2 -> "  2: {name: PAN, kind: llvar, content: n, max: 19, holds: pan}\n";
      case 4 ->
          "  4: {name: amount, kind: fixed, content: %s}\n"
              .formatted(any("n, length: 12", "amount, length: 16"));
      case 7 -> "  7: {name: transmission, kind: fixed, content: n, length: 10}\n";
      case 11 ->
          "  11: {name: STAN, kind: fixed, content: n, length: %s}\n".formatted(any("6", "12"));
      case 39 -> "  39: {name: code, kind: fixed, content: an, length: 2}\n";
      case 41 -> "  41: {name: terminal, kind: fixed, content: ans, length: 8}\n";
      case 49 -> "  49: {name: currency, kind: fixed, content: an, length: 3}\n";
      default -> anyRow(field);
    };
  }

  private String anyRow(int number) {
    String kind = any("fixed", "llvar", "lllvar", "llllvar");
    boolean fixed = kind.equals("fixed");
    List<String> contents = new ArrayList<>(List.of("n", "a", "an", "ans", "b", "z"));
    if (fixed) contents.addAll(List.of("x+n", "amount"));
    String content = contents.get(random.nextInt(contents.size()));
    int highest = kind.equals("llvar") ? 99 : 120;
    int length =
        content.equals("amount") ? 5 + random.nextInt(18) : 2 + random.nextInt(highest - 1);
    String encoding =
        switch (content) {
          case "n", "z", "x+n", "amount" -> any("ascii", "ebcdic", "bcd");
          case "b" -> any("binary", "hex", "ebcdicHex");
          default -> any("ascii", "ebcdic");
        };
    StringBuilder row = new StringBuilder("  %d: {name: any, kind: %s".formatted(number, kind));
    row.append(", content: ").append(content);
    row.append(fixed ? ", length: " : ", max: ").append(length);
    if (random.nextInt(4) > 0) row.append(", encoding: ").append(encoding);
    if (!fixed && random.nextBoolean()) row.append(", lengthEncoding: ").append(lengthEncoding());
    if (random.nextBoolean()) row.append(", pad: ").append(pad());
    if (random.nextInt(4) == 0) row.append(", holds: ").append(holds(number));
    return row.append("}\n").toString();
  }

  private Holds holds(int number) {
    // Of several fields that hold the same secret the first counts, which would be a random one.
    if (DeniedFields.isAlwaysSecret(number)) return Holds.PRIVATE;
    return Holds.values()[random.nextInt(Holds.values().length)];
  }

  private String lengthEncoding() {
    return any("ascii", "ebcdic", "bcd", "binary");
  }

  private String pad() {
    return any("left", "right", "rightF");
  }

  private String any(String... words) {
    return words[random.nextInt(words.length)];
  }
}
