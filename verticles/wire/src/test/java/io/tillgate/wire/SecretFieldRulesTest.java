package io.tillgate.wire;

import static io.tillgate.wire.Messages.PAN;
import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.purchase;
import static io.tillgate.wire.Messages.set;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Where card data sits, and that nothing of it leaves but to the acquirer. */
class SecretFieldRulesTest {
  private static final int[] CARD_DATA = {2, 14, 23, 34, 35, 36, 45, 52, 53, 55};

  private static List<Integer> privateFields() {
    List<Integer> fields = new ArrayList<>(List.of(48));
    for (int field = 60; field <= 63; field++) fields.add(field);
    for (int field = 120; field <= 127; field++) fields.add(field);
    return fields;
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.3 no field of card data or of private use may be recorded, in any dialect")
  void noSecretFieldIsRecordable(String name) {
    Dialect dialect = Dialect.named(name);
    for (int field : CARD_DATA) assertFalse(dialect.isRecordable(field), "field " + field);
    for (int field : privateFields()) assertFalse(dialect.isRecordable(field), "field " + field);
    assertTrue(dialect.isRecordable(11));
    assertTrue(dialect.isRecordable(22), "how a card was read is no card data");
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.3 a field of unknown private use is denied unless its row opens it")
  void anUnknownPrivateFieldIsDenied(String name) {
    for (int field : privateFields()) {
      String row = "  %d: {name: new, kind: lllvar, content: ans, max: 99".formatted(field);
      DialectText text = new DialectText(name).withLine("  " + field + ":", row + "}");
      assertFalse(text.read().isRecordable(field), "field " + field);
      assertTrue(
          text.withLine("  " + field + ":", row + ", holds: nothing}").read().isRecordable(field));
    }
    Dialect dialect = Dialect.named(name);
    assertFalse(dialect.isRecordable(129), "nobody described it");
    assertFalse(dialect.isRecordable(0));
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.3 what is denied goes to the acquirer byte for byte, and nowhere else")
  void whatIsDeniedGoesToTheAcquirerOnly(String name) {
    Dialect dialect = Dialect.named(name);
    Random random = new Random(3);
    MessageBuilder builder = purchase(dialect);
    List<Integer> denied = new ArrayList<>();
    for (int number = 2; number <= 128; number++) {
      Field field = dialect.field(number).orElse(null);
      if (field == null || dialect.isRecordable(number) || number == 65) continue;
      byte[] value = RandomMessage.value(field, random);
      builder.value(number, value, 0, value.length);
      denied.add(number);
    }
    byte[] wire = bytes(builder);
    MessageView view = new MessageView(dialect).index(wire, 0, wire.length);
    assertArrayEquals(wire, bytes(new MessageBuilder(dialect).from(view)));
    for (int field : denied) {
      assertThrows(IllegalArgumentException.class, () -> view.text(field), "field " + field);
    }
    byte[] told = bytes(dialect.answers().answer(view, code(dialect), new MessageBuilder(dialect)));
    MessageView answer = new MessageView(dialect).index(told, 0, told.length);
    for (int field : denied) assertFalse(answer.has(field), "field " + field);
    TreeSet<Integer> sealed = new TreeSet<>(dialect.reversal().copy());
    for (int field : denied) {
      Holds holds = dialect.field(field).orElseThrow().holds();
      boolean maySeal = holds == Holds.PAN || holds == Holds.EXPIRY || holds == Holds.CARD_SEQUENCE;
      if (!maySeal) assertFalse(sealed.contains(field), "a reversal keeps no field " + field);
    }
  }

  private static String code(Dialect dialect) {
    return dialect.answers().timedOut();
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.3 what is shown to people has no card data and no private field")
  void whatIsShownHasNoCardData(String name) {
    Dialect dialect = Dialect.named(name);
    MessageBuilder builder = set(purchase(dialect), 35, PAN + "=27122010000123456789");
    set(builder, 45, "B" + PAN + "^DOE/JANE^27122010000123456789");
    // Bytes or characters alike: each holds a number and a CVC.
    for (int field : privateFields()) {
      Field described = dialect.field(field).orElseThrow();
      if (described.content() == Content.N || described.maxLength() < 30) continue;
      set(builder, field, PAN + " CVC 123");
    }
    byte[] wire = bytes(builder);
    MessageDump.Line line = new MessageDump(dialect, false).line(1, HexFormat.of().formatHex(wire));
    assertTrue(line.isGood(), line.json());
    for (String secret : List.of(PAN, "CVC", "DOE", "2712", "123456789")) {
      assertFalse(line.json().contains(secret), secret + " in " + line.json());
    }
    assertEquals(List.of(), CardNumberFinder.in(Messages.latin(line.json())));
  }

  @Test
  @DisplayName("RULES 1.3 a number that stands where none should is masked before it is shown")
  void aNumberInAnOpenFieldIsMasked() {
    for (String name : Dialect.SHIPPED) {
      Dialect dialect = Dialect.named(name);
      MessageBuilder builder = purchase(dialect).text(98, PAN);
      MessageDump.Line line =
          new MessageDump(dialect, false).line(1, HexFormat.of().formatHex(bytes(builder)));
      assertTrue(line.isGood(), line.json());
      assertFalse(line.json().contains(PAN), line.json());
    }
  }
}
