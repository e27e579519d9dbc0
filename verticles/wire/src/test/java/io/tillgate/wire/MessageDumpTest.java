package io.tillgate.wire;

import static io.tillgate.wire.Messages.PAN;
import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.purchase;
import static io.tillgate.wire.Messages.set;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDumpTest {
  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary", "iso93-ascii", "iso93-binary"})
  void fieldsAreShownByNumberAndNothingOfTheCardBeyondWhatMayBe(String name) {
    Dialect dialect = Dialect.named(name);
    MessageBuilder builder = set(set(purchase(dialect), 35, PAN + "=27122010000"), 48, "cvc 123");
    set(builder, 45, "B" + PAN + "^DOE/JANE^27122010000");
    set(builder, 52, "\1\2\3\4\5\6\7\10");
    builder.text(43, "at \"" + PAN + "\" street");
    byte[] chip =
        HexFormat.of()
            .parseHex(
                "5A084111111111111111"
                    + "57114111111111111111D2712201000000000F"
                    + "5F24032712319F2608AABBCCDDEEFF0011");
    builder.value(55, chip, 0, chip.length);
    MessageDump.Line line = new MessageDump(dialect, false).line(1, hex(bytes(builder)));
    assertTrue(line.isGood(), line.json());
    String json = line.json();
    String mti = dialect.edition() == Edition.V1987 ? "0200" : "1200";
    assertTrue(
        json.startsWith(
            "{\"mti\":\"" + mti + "\",\"fields\":{\"2\":\"41111111****1111\",\"3\":\"000000\""),
        json);
    assertTrue(json.contains("\"14\":\"masked, 4 long\""), json);
    assertTrue(json.contains("\"35\":\"41111111****1111 and track\""), json);
    assertTrue(json.contains("\"45\":\"41111111****1111 and track\""), json);
    assertTrue(json.contains("\"48\":\"masked, 7 long\""), json);
    assertTrue(json.contains("\"52\":\"masked, 8 long\""), json);
    assertTrue(json.contains("\"43\":\"at \\\"41111111****1111\\\" street"), json);
    assertTrue(
        json.contains(
            "\"emv\":{\"5A\":\"41111111****1111\",\"57\":\"41111111****1111\",\"5F24\":\"masked, 3 long\",\"9F26\":\"AABBCCDDEEFF0011\"}}"),
        json);
    for (String secret : new String[] {PAN, "271220", "123\"", "DOE", "0102030405060708"}) {
      assertFalse(json.contains(secret), secret);
    }
    assertEquals(java.util.List.of(), CardNumberFinder.in(json.getBytes()));
  }

  @Test
  void aLengthInFrontIsReadWhereAskedFor() {
    Dialect dialect = Dialect.named("iso87-ascii");
    byte[] wire = bytes(purchase(dialect));
    String front = "%04x".formatted(wire.length);
    MessageDump framed = new MessageDump(dialect, true);
    assertTrue(framed.line(1, front + hex(wire)).isGood());
    assertFalse(framed.line(1, hex(wire)).isGood());
    assertFalse(framed.line(1, front + hex(wire) + "00").isGood());
    assertFalse(framed.line(1, "00").isGood());
    assertFalse(new MessageDump(dialect, false).line(1, front + hex(wire)).isGood());
  }

  @Test
  void aBadLineIsToldByNumberAndReasonAndNeverShown() {
    Dialect dialect = Dialect.named("iso87-ascii");
    MessageDump dump = new MessageDump(dialect, false);
    assertEquals(
        "{\"line\":7,\"error\":\"not an even number of hex digits\"}", dump.line(7, "0x1").json());
    assertEquals(
        "{\"line\":8,\"error\":\"MTI: the message ends before its bitmap does\"}",
        dump.line(8, "3032").json());
    byte[] wire = bytes(purchase(dialect));
    wire[wire.length - 30] = (byte) 0x80;
    String json = dump.line(9, hex(wire)).json();
    assertTrue(json.startsWith("{\"line\":9,\"error\":\""), json);
    assertFalse(json.contains("4111"));
  }

  @Test
  void malformedChipDataAreLeftOutAndTheRestIsShown() {
    Dialect dialect = Dialect.named("iso87-ascii");
    byte[] wire = bytes(purchase(dialect).value(55, new byte[] {(byte) 0x9F}, 0, 1));
    MessageDump.Line line = new MessageDump(dialect, false).line(10, hex(wire));
    assertTrue(line.isGood());
    assertTrue(line.json().contains("\"55\":\"masked, 1 long\""), line.json());
    String told = ",\"emvError\":\"the chip data are malformed\"}";
    assertTrue(line.json().endsWith(told), line.json());
  }

  @Test
  void controlCharactersAreEscaped() {
    Dialect dialect = Dialect.named("iso87-binary");
    byte[] wire = bytes(purchase(dialect));
    MessageView view = Messages.view(dialect, wire);
    wire[view.offset(42)] = '\\';
    String json = new MessageDump(dialect, false).line(1, hex(wire)).json();
    assertTrue(json.contains("\"42\":\"\\\\ERCHANT0000001\""), json);
  }
}
