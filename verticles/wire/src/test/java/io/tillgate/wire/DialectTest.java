package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DialectTest {
  @Test
  void everyFileOfTheDirectoryIsADialectThatShips() throws Exception {
    Path directory = Path.of(System.getProperty("project.root", "../.."), "conf/acquirer");
    try (Stream<Path> files = Files.list(directory)) {
      List<String> names =
          files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList();
      assertEquals(Dialect.SHIPPED.stream().sorted().toList(), names);
    }
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void aShippedDialectIsTheSameInTheJarAndInTheDirectory(String name) {
    Path directory = Path.of(System.getProperty("project.root", "../.."), "conf/acquirer");
    Dialect inJar = Dialect.named(name);
    Dialect onDisk = Dialect.load(directory.resolve(name + ".yaml"));
    assertEquals(name, inJar.name());
    assertEquals(name, onDisk.name());
    for (int field = 0; field <= Dialect.HIGHEST_FIELD; field++) {
      assertEquals(inJar.field(field), onDisk.field(field));
    }
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void whatHoldsCardDataIsNeverRecordable(String name) {
    Dialect dialect = Dialect.named(name);
    int[] secret = {2, 14, 23, 34, 35, 36, 45, 48, 52, 53, 55, 62, 63, 123, 124, 125, 126, 127};
    for (int field : secret) assertFalse(dialect.isRecordable(field), "field " + field);
    for (int field : new int[] {3, 4, 11, 12, 37, 39, 41, 42}) {
      assertTrue(dialect.isRecordable(field), "field " + field);
    }
    // From 2003 on it holds CVC and address, and the amount says its currency itself.
    assertEquals(dialect.edition() != Edition.V2003, dialect.isRecordable(49));
    assertFalse(dialect.isRecordable(129));
    assertFalse(dialect.isRecordable(-1));
  }

  @Test
  void aFieldThatTheFileSaysNothingOfIsDeniedWhereItMayHoldCardData() {
    String denied =
        "2 14 23 34 35 36 45 46 47 48 52 53 55 56 57 58 59 60 61 62 63 65 72 96 102 103 104 105 120 127";
    for (String field : denied.split(" ")) {
      String row = "  %s: {name: any, kind: lllvar, content: ans, max: 99}".formatted(field);
      DialectText text = new DialectText().withLine("  " + field + ":", row);
      if (Integer.parseInt(field) <= 23)
        text.with("copy: [2, 3, 4, 7", "copy: [3, 4, 7").with("14, 18, 22, 23,", "18, 22,");
      assertFalse(text.read().isRecordable(Integer.parseInt(field)), "field " + field);
    }
    String row = "  44: {name: any, kind: llvar, content: ans, max: 25}";
    assertTrue(new DialectText().withLine("  44:", row).read().isRecordable(44));
  }

  @Test
  void aPrivateFieldMayBeOpenedByWhoeverKnowsIt() {
    String row = "  62:  {name: any, kind: lllvar, content: ans, max: 999, holds: nothing}";
    assertTrue(new DialectText().withLine("  62:", row).read().isRecordable(62));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lengthBytes: 2|lengthBytes: 3|framing contradicts itself",
        "lengthBytes: 2|lengthBytes: two|framing.lengthBytes must be a whole number",
        "lengthEncoding: binary|lengthEncoding: hex|framing.lengthEncoding must be one of",
        "lengthEncoding: binary|lengthEncoding: ascii|framing contradicts itself",
        "lengthCountsItself: false|lengthCountsItself: no|must be true or false",
        "tpdu: none|tpdu: 6000|must be none, or 5 bytes",
        "tpdu: none|tpdu: xyz|must be none, or hex digits",
        "maxMessageBytes: 4096|maxMessageBytes: 70000|must be 1 to 65535",
        "edition: \"1987\"|edition: \"1988\"|must be one of 1987, 1993, 2003",
        "mti: ascii|mti: binary|encoding.mti must be one of",
        "  bitmap: hex|  bitmap: bcd|encoding.bitmap must be one of",
        "bitmapFields: 128|bitmapFields: 100|must be 64, 128 or 192",
        "bitmapFields: 128|bitmapFields: 64|is no field of bitmaps for 2 to 64",
        "bitmapFields: 128|bitmapFields: 192|is the third bitmap",
        "answerMillis: 30000|answerMillis: 0|answerMillis must be 1 to",
        "answerMillis: 30000|answersMillis: 30000|is 'answerMillis' meant?",
        "answerMillis: 30000|theirPatience: 30000|answerMillis is missing",
        "answerMillis: 30000|answerMillis: 30000\\nsurprise: 1|surprise is not a setting",
        "idleMillis: 60000|idleMillis: 60000\\n  colour: red|network.colour is not a setting",
        "\"0410\"|\"0400\"|is answered by",
        "answer: \"0410\"|answer: \"1410\"|is not of the 1987 edition",
        "answer: \"0410\"|answer: 410|must be four digits",
        "repeat: \"0401\"|repeat: \"0402\"|has a repeat whose last digit is even",
        "\"0100\": {|\"0103\": {|is a repeat",
        "answer: \"0110\"|answer: \"0200\"|is answered by a type that is a request itself",
        "always: [11]|always: []|must name a field",
        "agree: [41, 32, 12, 13, 37]|agree: []|the trace number alone wraps",
        "agree: [41,|agree: [11, 41,|repeats field 11",
        "agree: [41,|agree: [2, 41,|names field 2, which holds card data",
        "agree: [41,|agree: [41, 41,|is twice",
        "atLeast: 1|atLeast: 9|must be 1 to 5",
        "partiallyApproved: [\"10\"]|partiallyApproved: [\"00\"]|and approved both name 00",
        "partiallyApproved: [\"10\"]|partiallyApproved: [\"010\"]|not 2-character codes",
        "timedOut: \"91\"|timedOut: \"00\"|is a code that means approved",
        "timedOut: \"91\"|timedOut: \"9\"|must have 2 characters",
        "copy: [2,|copy: [35, 2,|which may not be kept for a reversal",
        "copy: [2,|copy: [52, 2,|which may not be kept for a reversal",
        "copy: [2,|copy: [48, 2,|which may not be kept for a reversal",
        "copy: [2,|copy: [200, 2,|field that 'fields' does not describe",
        "originalData: 90|originalData: 56|is none, or field 90 in 1987",
        "set: {}|set: {3: \"000000\"}|and copy both name field 3",
        "set: {}|set: {2: \"1\"}|holds card data",
        "set: {}|set: {40: \"12345\"}|does not fit the field",
        "mti: \"0420\"|mti: \"0200\"|is not a reversal",
        "mti: \"0420\"|mti: \"0430\"|is not a request with an answer",
        "mti: \"0800\"|mti: \"0420\"|is not a network management message",
        "growthPercent: 200|growthPercent: 50|must be 100 to",
        "maxMillis: 300000|maxMillis: 1|must be 5000 to",
      })
  void whatIsUnknownWrongOrContradictsItselfIsRefused(String old, String bad, String reason) {
    DialectText text = new DialectText().with(old, bad.replace("\\n", "\n"));
    BadDialect refused = assertThrows(BadDialect.class, text::read);
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    assertTrue(refused.getMessage().startsWith("changed.yaml:" + refused.line() + ": "));
    assertTrue(refused.line() > 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: fixed, content: n, length: 6, colour: red|3.colour is not a setting",
        "kind: fixed, content: n, max: 6|3.length is missing",
        "kind: llvar, content: n, length: 6|3.max is missing",
        "kind: fixed, content: q, length: 6|3.content must be one of",
        "kind: fixed, content: n, length: 0|must be 1 to 9999",
        "kind: llvar, content: n, max: 100|a max that its length in front cannot say",
        "kind: llvar, content: n, max: 19, lengthEncoding: hex|has a length in hex",
        "kind: fixed, content: ans, length: 6, encoding: bcd|which BCD cannot hold",
        "kind: fixed, content: n, length: 6, encoding: binary|has content n in binary",
        "kind: fixed, content: b, length: 6, encoding: ascii|has content b in ascii",
        "kind: llvar, content: x+n, max: 6|is a signed amount",
        "kind: fixed, content: x+n, length: 1|is a signed amount",
        "kind: fixed, content: n, length: 6, kind: llvar|is twice",
      })
  void aFieldThatCannotBeIsRefused(String row, String reason) {
    DialectText text = new DialectText().withLine("  3:", "  3: {name: any, " + row + "}");
    BadDialect refused = assertThrows(BadDialect.class, text::read);
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
  }

  @Test
  void theRefusalNamesTheLine() {
    DialectText text = new DialectText().withLine("  41:", "  41: {name: terminal, kind: fixt}");
    int line = text.text().substring(0, text.text().indexOf("fixt")).split("\n", -1).length;
    assertEquals(line, assertThrows(BadDialect.class, text::read).line());
  }

  @Test
  void cardDataMayNotBeDeclaredHarmless() {
    for (String row :
        new String[] {
          "  2:   {name: any, kind: llvar, content: n, max: 19, holds: nothing}",
          "  35:  {name: any, kind: llvar, content: z, max: 37, holds: nothing}",
          "  52:  {name: any, kind: fixed, content: b, length: 8, holds: nothing}"
        }) {
      DialectText text = new DialectText().withLine(row.substring(0, row.indexOf(':') + 1), row);
      BadDialect refused = assertThrows(BadDialect.class, text::read);
      assertTrue(refused.getMessage().contains("in every edition"), refused.getMessage());
    }
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsLine() {
    BadDialect refused =
        assertThrows(BadDialect.class, () -> DialectReader.read("x.yaml", "a: 1\nb: [1\nc: 2\n"));
    assertTrue(refused.getMessage().startsWith("x.yaml:3: is not YAML"), refused.getMessage());
    for (String text : new String[] {"", "# nothing\n", "just words", "- a\n- list\n"}) {
      assertThrows(BadDialect.class, () -> DialectReader.read("x.yaml", text), text);
    }
    String aliases = "a: &a [x]\nb: [*a, *a]\n";
    assertThrows(BadDialect.class, () -> DialectReader.read("x.yaml", aliases));
    String deep = "a: " + "[".repeat(50) + "]".repeat(50);
    assertThrows(BadDialect.class, () -> DialectReader.read("x.yaml", deep));
  }

  @Test
  void aDirectoryComesBeforeTheJar(@TempDir Path conf) throws Exception {
    DialectText changed = new DialectText().with("answerMillis: 30000", "answerMillis: 4000");
    Files.createDirectory(conf.resolve("acquirer"));
    Files.writeString(conf.resolve("acquirer/iso87-ascii.yaml"), changed.text());
    assertEquals(4_000, Dialect.named("iso87-ascii", conf).answerMillis());
    assertEquals(4_000, Dialect.named("iso87-ascii", conf.resolve("acquirer")).answerMillis());
    assertEquals(30_000, Dialect.named("iso93-ascii", conf).answerMillis());
  }

  @Test
  void aDialectThatIsNotThereIsRefusedByName(@TempDir Path conf) {
    for (String name : new String[] {"nobody", "../iso87-ascii", ""}) {
      assertThrows(BadDialect.class, () -> Dialect.named(name), name);
      assertThrows(BadDialect.class, () -> Dialect.named(name, conf), name);
    }
    assertThrows(BadDialect.class, () -> Dialect.load(conf.resolve("none.yaml")));
  }
}
