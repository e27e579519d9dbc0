package io.tillgate.wire;

import java.util.Random;

/** Dialect files that say anything a dialect can say, at random. */
final class RandomDialect {
  private final Random random;

  RandomDialect(Random random) {
    this.random = random;
  }

  Dialect next() {
    return DialectReader.read("random.yaml", text());
  }

  private String text() {
    boolean is1987 = random.nextBoolean();
    String digit = is1987 ? "0" : "1";
    int bitmapFields = 64 * (is1987 ? 2 + random.nextInt(2) : 1 + random.nextInt(3));
    StringBuilder text = new StringBuilder();
    text.append("dialect: random\nedition: ").append(is1987 ? "1987" : "1993").append('\n');
    text.append(framing());
    text.append("encoding: {mti: ").append(any("ascii", "ebcdic", "bcd"));
    text.append(", bitmap: ").append(any("binary", "hex"));
    text.append(", digits: ").append(any("ascii", "ebcdic", "bcd"));
    text.append(", text: ").append(any("ascii", "ebcdic"));
    text.append(", binary: ").append(any("binary", "hex"));
    text.append(", length: ").append(lengthEncoding());
    text.append(", fixedPad: ").append(pad()).append(", variablePad: ").append(pad());
    text.append("}\nbitmapFields: ").append(bitmapFields).append('\n');
    text.append(
        """
        messages:
          "%1$s200": {name: financial, answer: "%1$s210", repeat: "%1$s201"}
          "%1$s420": {name: reversal, answer: "%1$s430", repeat: "%1$s421"}
          "%1$s800": {name: network, answer: "%1$s810"}
        matching: {always: [11], agree: [41], atLeast: 1}
        answers: {approved: ["00"], partiallyApproved: ["10"], reversalAccepted: ["00"],
          networkAccepted: ["00"], timedOut: "91", notSent: "91", formatError: "30",
          duplicate: "94", echoed: [11, 41]}
        answerMillis: 30000
        reversal: {mti: "%1$s420", copy: [2, 11, 41], set: {}, originalData: %2$d}
        retry: {firstMillis: 1, growthPercent: 150, maxMillis: 10, triesBeforeParking: 3}
        network: {mti: "%1$s800", signOn: {}, echo: {}, signOff: {}, idleMillis: 1, missedEchoes: 1}
        fields:
        """
            .formatted(digit, is1987 ? 90 : 56));
    text.append("  2: {name: PAN, kind: llvar, content: n, max: 19, holds: pan}\n");
    text.append("  11: {name: STAN, kind: fixed, content: n, length: 6}\n");
    text.append("  39: {name: code, kind: fixed, content: an, length: 2}\n");
    text.append("  41: {name: terminal, kind: fixed, content: ans, length: 8}\n");
    int original = is1987 ? 90 : 56;
    for (int field = 3; field <= bitmapFields; field++) {
      boolean isTaken = field == 11 || field == 39 || field == 41;
      if (isTaken || (field == 65 && bitmapFields > 128)) continue;
      if (field == original) {
        text.append(
            "  %d: {name: original, kind: llvar, content: n, max: 42, holds: nothing}\n"
                .formatted(field));
      } else if (random.nextInt(3) > 0) {
        text.append(field(field));
      }
    }
    return text.toString();
  }

  private String framing() {
    int bytes = random.nextBoolean() ? 2 : 4;
    String encoding = any("binary", "bcd");
    return "framing: {lengthBytes: %d, lengthEncoding: %s, lengthCountsItself: %b, tpdu: %s, header: %s, maxMessageBytes: 9990}\n"
        .formatted(
            bytes,
            encoding,
            random.nextBoolean(),
            any("none", "6000010002"),
            any("none", "49534f30", "00"));
  }

  private String field(int number) {
    String kind = any("fixed", "llvar", "lllvar", "llllvar");
    boolean fixed = kind.equals("fixed");
    String content =
        fixed ? any("n", "a", "an", "ans", "b", "z", "x+n") : any("n", "a", "an", "ans", "b", "z");
    int highest = kind.equals("llvar") ? 99 : 120;
    String encoding =
        switch (content) {
          case "n", "z", "x+n" -> any("ascii", "ebcdic", "bcd");
          case "b" -> any("binary", "hex");
          default -> any("ascii", "ebcdic");
        };
    return "  %d: {name: any, kind: %s, content: %s, %s: %d, encoding: %s%s, pad: %s}\n"
        .formatted(
            number,
            kind,
            content,
            fixed ? "length" : "max",
            2 + random.nextInt(highest - 1),
            encoding,
            fixed ? "" : ", lengthEncoding: " + lengthEncoding(),
            pad());
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
