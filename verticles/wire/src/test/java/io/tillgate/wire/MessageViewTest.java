package io.tillgate.wire;

import static io.tillgate.wire.Messages.PAN;
import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.latin;
import static io.tillgate.wire.Messages.purchase;
import static io.tillgate.wire.Messages.set;
import static io.tillgate.wire.Messages.view;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.tillgate.wire.BadMessage.Reason;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class MessageViewTest {
  private final Dialect ascii = Dialect.named("iso87-ascii");
  private final Dialect binary = Dialect.named("iso87-binary");

  private static void assertRefused(Reason reason, int field, Dialect dialect, byte[] wire) {
    MessageView view = new MessageView(dialect);
    BadMessage refused = assertThrows(BadMessage.class, () -> view.index(wire, 0, wire.length));
    assertEquals(reason, refused.reason());
    assertEquals(field, refused.field());
    assertEquals(-1, view.mti());
    for (int i = 0; i <= 192; i++) assertFalse(view.has(i));
  }

  @Test
  void fieldsAreReadWhereTheyLie() {
    byte[] wire = bytes(purchase(ascii));
    byte[] within = new byte[wire.length + 20];
    System.arraycopy(wire, 0, within, 7, wire.length);
    MessageView view = new MessageView(ascii).index(within, 7, wire.length);
    assertEquals(200, view.mti());
    assertEquals("000042", view.text(11));
    assertEquals(1_000, view.number(4));
    assertEquals("MERCHANT0000001", view.text(42));
    assertTrue(view.textEquals(49, "978"));
    assertFalse(view.textEquals(49, "840"));
    assertFalse(view.textEquals(50, "978"));
    assertNull(view.textOrNull(50));
    assertEquals(16, view.length(2));
    assertEquals(PAN, new String(within, view.offset(2), 16));
    assertEquals(7, view.begin());
    assertEquals(wire.length, view.bytes());
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void aMessageCutAnywhereIsRefused(String name) {
    Dialect dialect = Dialect.named(name);
    byte[] wire = bytes(set(purchase(dialect).text(100, "99"), 35, PAN + "=27122010000"));
    MessageView view = new MessageView(dialect);
    for (int length = 0; length < wire.length; length++) {
      int cut = length;
      assertThrows(BadMessage.class, () -> view.index(wire, 0, cut), "cut at " + cut);
    }
    view.index(wire, 0, wire.length);
  }

  @Test
  void bytesAfterTheLastFieldAreRefused() {
    byte[] wire = bytes(purchase(ascii));
    byte[] longer = Arrays.copyOf(wire, wire.length + 1);
    assertRefused(Reason.TRAILING_BYTES, BadMessage.WHOLE_MESSAGE, ascii, longer);
  }

  @Test
  void anUnknownMessageTypeIsRefused() {
    for (String mti : List.of("0999", "1200", "02x0", "    ", "0219")) {
      byte[] wire = bytes(purchase(ascii));
      System.arraycopy(latin(mti), 0, wire, 0, 4);
      assertRefused(Reason.UNKNOWN_MTI, 0, ascii, wire);
    }
    byte[] wire = bytes(purchase(binary));
    wire[1] = 0x0A;
    assertRefused(Reason.UNKNOWN_MTI, 0, binary, wire);
  }

  @Test
  void aBitmapThatLiesIsRefused() {
    byte[] wire = bytes(purchase(ascii));
    for (int digit = 4; digit < 20; digit++) {
      for (int bit = 0; bit < 4; bit++) {
        byte[] lying = wire.clone();
        lying[digit] = Hex.ascii(Hex.digit(lying[digit]) ^ 1 << bit);
        assertThrows(
            BadMessage.class, () -> new MessageView(ascii).index(lying, 0, lying.length).check());
      }
    }
    wire[4] = 'G';
    assertRefused(Reason.BAD_BITMAP, 1, ascii, wire);
  }

  @Test
  void aFieldTheDialectDoesNotKnowIsRefused() {
    Dialect narrow = new DialectText().without(100).read();
    byte[] wire = bytes(purchase(ascii).text(100, "99"));
    assertRefused(Reason.UNKNOWN_FIELD, 100, narrow, wire);
    Dialect oneBitmap = new DialectText().oneBitmap().read();
    assertRefused(Reason.UNKNOWN_FIELD, 1, oneBitmap, wire);
  }

  @Test
  void aLengthInFrontThatLiesIsRefused() {
    byte[] wire = bytes(purchase(ascii));
    int front = new MessageView(ascii).index(wire, 0, wire.length).offset(2) - 2;
    byte[] tooLong = wire.clone();
    tooLong[front] = '2';
    assertRefused(Reason.LENGTH_OVER_MAXIMUM, 2, ascii, tooLong);
    byte[] garbage = wire.clone();
    garbage[front] = 'x';
    assertRefused(Reason.BAD_LENGTH, 2, ascii, garbage);
  }

  @Test
  void aMessageOverTheMaximumIsRefused() {
    byte[] wire = new byte[ascii.framing().maxMessageBytes() + 1];
    assertRefused(Reason.TOO_LONG, BadMessage.WHOLE_MESSAGE, ascii, wire);
  }

  @Test
  void contentsThatDoNotFitAreToldByFieldAndNeverShown() {
    byte[] wire = bytes(purchase(ascii));
    MessageView view = view(ascii, wire);
    wire[view.offset(2) + 3] = 'x';
    BadMessage refused = assertThrows(BadMessage.class, view::check);
    assertEquals(2, refused.field());
    assertEquals(Reason.BAD_CONTENT, refused.reason());
    assertFalse(refused.getMessage().contains("411"));
    assertEquals(0, refused.getStackTrace().length);
    wire[view.offset(4)] = 'x';
    assertThrows(BadMessage.class, () -> view.number(4));
  }

  @Test
  void cardDataAreNotReadAsText() {
    MessageBuilder builder = set(set(purchase(ascii), 35, PAN + "=2712"), 48, "cvc 123");
    MessageView view = view(ascii, bytes(set(builder, 52, "\0\1\2\3\4\5\6\7")));
    for (int field : new int[] {2, 14, 35, 48, 52}) {
      assertThrows(IllegalArgumentException.class, () -> view.text(field), "field " + field);
      assertThrows(IllegalArgumentException.class, () -> view.number(field));
      assertThrows(IllegalArgumentException.class, () -> view.textEquals(field, "1"));
    }
    assertFalse(view.toString().contains("4111"));
  }

  @Test
  void theCardNumberIsFoundWhereverItStands() {
    for (Dialect dialect : List.of(ascii, binary, Dialect.named("iso93-binary"))) {
      assertNumber(dialect, purchase(dialect));
      assertNumber(dialect, set(purchase(dialect).drop(2), 35, PAN + "=27122010000"));
      assertNumber(dialect, set(purchase(dialect).drop(2), 45, "B" + PAN + "^A/B^27122010000"));
      byte[] chip = HexFormat.of().parseHex("5A084111111111111111");
      assertNumber(dialect, purchase(dialect).drop(2).value(55, chip, 0, chip.length));
    }
    assertNull(view(ascii, bytes(purchase(ascii).drop(2))).pan());
  }

  private static void assertNumber(Dialect dialect, MessageBuilder builder) {
    try (Pan pan = view(dialect, bytes(builder)).pan()) {
      assertEquals(PAN, new String(pan.bytes()));
    }
  }

  @Test
  void theExpiryIsReadFromItsFieldOrFromATrack() {
    LocalDate before = LocalDate.of(2027, 12, 31);
    assertExpires(before, purchase(ascii));
    assertExpires(before, set(purchase(ascii).drop(14), 35, PAN + "=2712201"));
    assertExpires(before, set(purchase(ascii).drop(14), 45, "B" + PAN + "^A^2712201"));
    assertFalse(view(ascii, bytes(purchase(ascii).drop(14))).expiry().isKnown());
    assertFalse(view(ascii, bytes(set(purchase(ascii), 14, "2713"))).expiry().isKnown());
  }

  private void assertExpires(LocalDate lastDay, MessageBuilder builder) {
    Expiry expiry = view(ascii, bytes(builder)).expiry();
    assertTrue(expiry.isKnown());
    assertFalse(expiry.isPast(lastDay));
    assertTrue(expiry.isPast(lastDay.plusDays(1)));
    assertFalse(expiry.toString().contains("12"));
  }

  @Test
  void theEntryModeIsReadInEveryEdition() {
    assertEquals(EntryMode.KEYED, view(ascii, bytes(purchase(ascii))).entryMode());
    assertMode(EntryMode.CHIP, ascii, "051");
    assertMode(EntryMode.CONTACTLESS, ascii, "071");
    assertMode(EntryMode.CONTACTLESS, ascii, "910");
    assertMode(EntryMode.MAGSTRIPE, ascii, "902");
    assertMode(EntryMode.STORED, ascii, "100");
    assertMode(EntryMode.UNKNOWN, ascii, "990");
    Dialect later = Dialect.named("iso93-ascii");
    assertMode(EntryMode.CHIP, later, "51010151334C");
    assertMode(EntryMode.MAGSTRIPE, later, "510101211344");
    assertMode(EntryMode.CONTACTLESS, later, "510101M11344");
    assertMode(EntryMode.KEYED, later, "510101611344");
    assertEquals(EntryMode.UNKNOWN, view(later, bytes(purchase(later).drop(22))).entryMode());
    Dialect latest = Dialect.named("iso2003");
    String rest = "000000020000000200000002000000";
    assertMode(EntryMode.CHIP, latest, "20" + rest);
    assertMode(EntryMode.CONTACTLESS, latest, "22" + rest);
    assertMode(EntryMode.MAGSTRIPE, latest, "10" + rest);
    assertMode(EntryMode.KEYED, latest, "04" + rest);
    assertMode(EntryMode.STORED, latest, "40" + rest);
    assertMode(EntryMode.UNKNOWN, latest, "01" + rest);
  }

  private static void assertMode(EntryMode mode, Dialect dialect, String code) {
    assertEquals(mode, view(dialect, bytes(purchase(dialect).text(22, code))).entryMode());
  }

  @Test
  void parIsReadFromChipDataAndMalformedChipDataAreRefusedWhole() {
    byte[] chip =
        HexFormat.of().parseHex("9F241D" + "4142".repeat(14) + "43" + "9F2608AABBCCDDEEFF0011");
    MessageView view = view(ascii, bytes(purchase(ascii).value(55, chip, 0, chip.length)));
    assertEquals("AB".repeat(14) + "C", view.emv().par());
    assertEquals(2, view.emv().size());
    byte[] torn = Arrays.copyOf(chip, chip.length - 1);
    MessageView bad = view(ascii, bytes(purchase(ascii).value(55, torn, 0, torn.length)));
    BadMessage refused = assertThrows(BadMessage.class, bad::emv);
    assertEquals(55, refused.field());
    assertEquals(0, view(ascii, bytes(purchase(ascii))).emv().size());
  }

  @Test
  void aBalanceWithASignIsNegativeWhereItIsADebit() {
    for (Dialect dialect : List.of(ascii, binary)) {
      MessageBuilder builder = purchase(dialect).text(28, "D42").text(97, "C7");
      MessageView view = view(dialect, bytes(builder));
      assertEquals(-42, view.number(28));
      assertEquals("D00000042", view.text(28));
      assertEquals(7, view.number(97));
      view.check();
    }
  }

  @Test
  void aTrackInBcdEndsWhereItsLengthSays() {
    for (String track : List.of(PAN + "=2712201", PAN + "=27122010")) {
      MessageView view = view(binary, bytes(set(purchase(binary), 35, track)));
      assertEquals(track.length(), view.count(35));
      assertEquals((track.length() + 1) / 2, view.length(35));
      try (TrackData data = view.track2();
          Pan pan = data.pan()) {
        assertEquals(PAN, new String(pan.bytes()));
      }
    }
  }

  @Test
  void aThirdBitmapIsReadAndWritten() {
    Dialect third = new DialectText().thirdBitmap().read();
    byte[] wire = bytes(purchase(third).text(130, "third"));
    MessageView view = view(third, wire);
    assertEquals("third", view.text(130));
    assertFalse(view.has(65));
    assertTrue(view.has(130));
    byte[] out = new byte[wire.length];
    new MessageBuilder(third).from(view).write(out, 0);
    assertTrue(Arrays.equals(wire, out));
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void readingAndRewritingAllocateNothing(String name) {
    Dialect dialect = Dialect.named(name);
    byte[] wire = bytes(set(purchase(dialect), 35, PAN + "=2712201"));
    int answer = dialect.messages().answer(Messages.mti(dialect, 200));
    byte[] code = latin(dialect.answers().timedOut());
    String stan = view(dialect, wire).text(11);
    MessageView view = new MessageView(dialect);
    MessageBuilder builder = new MessageBuilder(dialect);
    byte[] out = new byte[4_096];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      for (int i = 0; i < 1_000; i++) {
        view.index(wire, 0, wire.length).check();
        if (view.number(4) != 1_000 || !view.textEquals(11, stan)) throw new AssertionError();
        builder.from(view).mti(answer).drop(35).value(39, code, 0, code.length).write(out, 0);
        builder.answerTo(view, answer).copyIfPresent(view, 11).write(out, 0);
      }
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertTrue(least < 1_000, least + " bytes for 1,000 messages");
  }

  /** Fields as hex digits are the only chip data that are copied to be read. */
  @Test
  void aCopyOfChipDataIsZeroedWithTheNextMessage() {
    Dialect dialect =
        new DialectText()
            .withLine(
                "  55:", "  55: {name: chip, kind: lllvar, content: b, max: 255, encoding: hex}")
            .read();
    byte[] chip = HexFormat.of().parseHex("5A084111111111111111");
    byte[] wire = bytes(purchase(dialect).value(55, chip, 0, chip.length));
    MessageView view = view(dialect, wire);
    byte[] copy = view.emv().buffer();
    assertArrayEquals(chip, copy);
    view.index(wire, 0, wire.length);
    assertArrayEquals(new byte[copy.length], copy);
  }
}
