package io.tillgate.wire;

import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.latin;
import static io.tillgate.wire.Messages.purchase;
import static io.tillgate.wire.Messages.set;
import static io.tillgate.wire.Messages.view;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.BadMessage.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageBuilderTest {
  private final Dialect ascii = Dialect.named("iso87-ascii");
  private final Dialect binary = Dialect.named("iso87-binary");

  private static void assertRefused(Reason reason, int field, Runnable deed) {
    BadMessage refused = assertThrows(BadMessage.class, deed::run);
    assertEquals(reason, refused.reason());
    assertEquals(field, refused.field());
  }

  @Test
  void valuesArePaddedAsTheirClassAsks() {
    MessageView view =
        view(ascii, bytes(purchase(ascii).text(4, "7").text(41, "T1").text(28, "C5")));
    assertEquals("000000000007", view.text(4));
    assertEquals("T1      ", view.text(41));
    assertEquals("C00000005", view.text(28));
  }

  @Test
  void aCharacterThatNoFieldCanHoldIsRefusedAndNotReplaced() {
    for (String name : new String[] {"iso87-ascii", "iso93-ebcdic"}) {
      MessageBuilder builder = purchase(Dialect.named(name));
      assertRefused(Reason.BAD_CONTENT, 43, () -> builder.text(43, "caf\u0113"));
    }
  }

  @Test
  void aValueThatDoesNotFitIsRefused() {
    MessageBuilder builder = new MessageBuilder(ascii).start(200);
    assertRefused(Reason.VALUE_TOO_LONG, 4, () -> builder.text(4, "1234567890123"));
    assertRefused(Reason.BAD_CONTENT, 4, () -> builder.text(4, "12x"));
    assertRefused(Reason.BAD_CONTENT, 4, () -> builder.number(4, -1));
    assertRefused(Reason.BAD_CONTENT, 28, () -> builder.text(28, "5"));
    assertRefused(Reason.BAD_CONTENT, 28, () -> builder.text(28, "CC5"));
    assertRefused(Reason.BAD_CONTENT, 28, () -> builder.text(28, ""));
    assertRefused(Reason.BAD_CONTENT, 64, () -> builder.text(64, "00"));
    assertRefused(Reason.BAD_CONTENT, 64, () -> builder.text(64, "0g"));
    assertFalse(builder.has(4));
    assertThrows(IllegalArgumentException.class, () -> builder.text(2, "4111111111111111"));
    assertThrows(IllegalArgumentException.class, () -> builder.text(129, "1"));
  }

  @Test
  void anAnswerIsTheRequestWithOtherTypeAndCodeByteForByte() {
    byte[] request = bytes(set(purchase(binary), 48, "private"));
    MessageView view = view(binary, request);
    byte[] answer = bytes(new MessageBuilder(binary).from(view).mti(210).text(39, "00"));
    MessageView read = view(binary, answer);
    assertEquals(210, read.mti());
    assertEquals("00", read.text(39));
    for (int field = 2; field <= 128; field++) {
      if (!view.has(field)) continue;
      int at = view.offset(field);
      int there = read.offset(field);
      assertArrayEquals(
          Arrays.copyOfRange(request, at, at + view.length(field)),
          Arrays.copyOfRange(answer, there, there + read.length(field)));
    }
  }

  @Test
  void anEmptySecondBitmapIsSentOn() {
    byte[] wire = bytes(purchase(ascii));
    byte[] longer = new byte[wire.length + 16];
    System.arraycopy(wire, 0, longer, 0, 20);
    Arrays.fill(longer, 20, 36, (byte) '0');
    System.arraycopy(wire, 20, longer, 36, wire.length - 20);
    longer[4] = Hex.ascii(Hex.digit(longer[4]) | 8);
    MessageView view = view(ascii, longer);
    assertArrayEquals(longer, bytes(new MessageBuilder(ascii).from(view)));
  }

  @Test
  void aSecondBitmapGoesWithItsLastField() {
    byte[] wire = bytes(purchase(ascii));
    byte[] longer = bytes(purchase(ascii).text(70, "301"));
    assertEquals(wire.length + 19, longer.length);
    assertArrayEquals(wire, bytes(new MessageBuilder(ascii).from(view(ascii, longer)).drop(70)));
  }

  @Test
  void anAnswerGoesBackWhereTheRequestCameFrom() {
    Dialect framed = new DialectText().tpdu().read();
    byte[] request = bytes(purchase(framed));
    assertArrayEquals(new byte[] {0x60, 0, 1, 0, 2, 'I', 'S', 'O'}, Arrays.copyOf(request, 8));
    request[7] = 'X';
    MessageView view = view(framed, request);
    assertEquals(200, view.mti());
    MessageBuilder builder = new MessageBuilder(framed);
    byte[] answer = bytes(framed.answers().answer(view, "00", builder));
    assertArrayEquals(new byte[] {0x60, 0, 2, 0, 1, 'I', 'S', 'X'}, Arrays.copyOf(answer, 8));
    assertArrayEquals(request, bytes(builder.from(view)));
  }

  @Test
  void anAuthenticationCodeDoesNotOutliveARewrittenField() {
    byte[] mac = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] wire = bytes(purchase(ascii).value(64, mac, 0, 8));
    MessageView view = view(ascii, wire);
    MessageBuilder builder = new MessageBuilder(ascii);
    assertArrayEquals(wire, bytes(builder.from(view)));
    byte[] out = new byte[1_000];
    assertRefused(Reason.BROKEN_MAC, 64, () -> builder.from(view).number(4, 5).write(out, 0));
    assertRefused(Reason.BROKEN_MAC, 64, () -> builder.from(view).drop(37).write(out, 0));
    assertRefused(Reason.BROKEN_MAC, 64, () -> builder.from(view).mti(210).write(out, 0));
    assertTrue(builder.from(view).number(4, 5).drop(64).write(out, 0) > 0);
    assertTrue(builder.from(view).number(4, 5).value(64, mac, 0, 8).write(out, 0) > 0);
  }

  @Test
  void anAuthenticationCodeIsKnownWhereverTheDialectPutsIt() {
    String row = "  123: {name: code, kind: fixed, content: b, length: 8, holds: mac}";
    Dialect dialect = new DialectText().withLine("  123:", row).read();
    MessageBuilder builder = new MessageBuilder(dialect);
    byte[] wire = bytes(purchase(dialect).value(123, new byte[8], 0, 8));
    MessageView view = Messages.view(dialect, wire);
    assertRefused(Reason.BROKEN_MAC, 123, () -> bytes(builder.from(view).text(11, "000043")));
    assertArrayEquals(wire, bytes(builder.from(view)));
    assertEquals(wire.length, bytes(builder.from(view).value(123, new byte[8], 0, 8)).length);
  }

  @Test
  void aClosedBuilderHoldsNothingOfTheCardAndNeitherDoesWhatItOutgrew() throws Exception {
    Dialect dialect = Dialect.named("iso87-ascii");
    var own = MessageBuilder.class.getDeclaredField("own");
    own.setAccessible(true);
    MessageBuilder builder = set(purchase(dialect), 35, "4111111111111111=27122010000");
    byte[] small = (byte[]) own.get(builder);
    for (int field = 60; field <= 63; field++) set(builder, field, "4111111111111111".repeat(30));
    byte[] large = (byte[]) own.get(builder);
    assertTrue(large.length > small.length);
    assertArrayEquals(new byte[small.length], small);
    assertTrue(new String(large, StandardCharsets.US_ASCII).contains("4111111111111111"));
    builder.close();
    assertArrayEquals(new byte[large.length], large);
  }

  @Test
  void aMessageThatDoesNotFitIsRefusedAndNotCut() {
    MessageBuilder builder = purchase(ascii);
    int length = bytes(builder).length;
    for (int room = 0; room < length; room++) {
      byte[] small = new byte[room + 3];
      assertThrows(BadMessage.class, () -> builder.write(small, 3));
    }
    assertEquals(length, builder.write(new byte[length + 3], 3));
    byte[] big = new byte[999];
    Arrays.fill(big, (byte) 'x');
    for (int field : new int[] {46, 47, 48, 60, 61}) builder.value(field, big, 0, 999);
    byte[] out = new byte[65_535];
    assertThrows(BadMessage.class, () -> builder.write(out, 0));
  }

  @Test
  void aFieldIsCarriedFromOneEncodingToAnother() {
    Dialect ebcdic = new DialectText().ebcdic().read();
    MessageView from = view(ebcdic, bytes(set(purchase(ebcdic), 35, "4111111111111111=2712201")));
    assertEquals("MERCHANT0000001", from.text(42));
    MessageBuilder builder = new MessageBuilder(binary).start(200);
    for (int field = 2; field <= 128; field++) builder.copyIfPresent(from, field);
    MessageView to = view(binary, bytes(builder));
    for (int field : new int[] {3, 4, 7, 11, 12, 13, 22, 32, 37, 41, 42, 49}) {
      assertEquals(from.text(field), to.text(field), "field " + field);
    }
    try (TrackData track = to.track2();
        Pan pan = track.pan()) {
      assertEquals("1111", pan.lastFour());
    }
  }

  @Test
  void aViewOfAnotherDialectIsNotRewritten() {
    MessageView view = view(ascii, bytes(purchase(ascii)));
    assertThrows(IllegalArgumentException.class, () -> new MessageBuilder(binary).from(view));
  }

  @Test
  void settingAFieldAgainTakesTheLastValue() {
    MessageBuilder builder = purchase(ascii);
    for (int i = 0; i < 500; i++) builder.number(4, i);
    assertEquals(499, view(ascii, bytes(builder)).number(4));
  }

  @Test
  void settingFieldsForEverIsRefused() {
    MessageBuilder builder = purchase(ascii);
    byte[] value = latin("x".repeat(900));
    assertThrows(
        BadMessage.class,
        () -> {
          for (int i = 0; i < 1_000; i++) builder.value(48, value, 0, 900);
        });
  }
}
