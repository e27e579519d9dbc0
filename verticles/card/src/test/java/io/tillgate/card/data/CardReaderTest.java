package io.tillgate.card.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.keys.Tokenizer;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Holds;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CardReaderTest {
  private static final String VISA = "4111111111111111";
  private static final String PAR = "V0010013019092939969901555777";
  private static final String PAR_TLV = "9F241D" + hexOf(PAR);

  /** BASE24 hosts take chip data in private tokens, which nobody but them reads. */
  static final List<String> WITH_CHIP_DATA =
      Dialect.SHIPPED.stream()
          .filter(name -> Dialect.named(name).fieldHolding(Holds.EMV) != 0)
          .toList();

  @TempDir Path temp;
  private Tokenizer tokenizer;
  private CardReader reader;
  private String visaToken;

  @BeforeEach
  void readUnderARealRing() throws BadKeyRing {
    Path ring = temp.resolve("keys");
    try (KeyRing keys = KeyRing.init(ring, ring.resolve("kek"), Clock.systemUTC())) {
      tokenizer = keys.tokenizer();
    }
    reader = new CardReader(tokenizer);
    visaToken = tokenizer.token(ascii(VISA), 0, VISA.length());
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  void oneCardHasOneTokenWhereverItStands(String name) {
    Dialect dialect = Dialect.named(name);
    String track2 = VISA + "=29122010000000000000";
    String track1 = "B" + VISA + "^DOE/JANE^29122010000000000000";
    CardRecord expected =
        new CardRecord(visaToken, "41111111", "1111", "visa", CardRecord.EntryMode.CHIP, null);
    assertEquals(expected, record(dialect, b -> b.value(2, ascii(VISA), 0, 16)));
    assertEquals(expected, record(dialect, b -> b.value(35, ascii(track2), 0, track2.length())));
    assertEquals(expected, record(dialect, b -> b.value(45, ascii(track1), 0, track1.length())));
    assertEquals(expected, record(dialect, b -> emv(b, "5A08" + VISA)));
    assertEquals(expected, record(dialect, b -> emv(b, "5713" + VISA + "D29122010000000000000F")));
    assertEquals(expected, record(dialect, b -> emv(b, "700A5A08" + VISA)));
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  void thePaymentAccountReferenceIsKept(String name) {
    CardRecord card =
        record(Dialect.named(name), b -> emv(b.value(2, ascii(VISA), 0, 16), PAR_TLV));
    assertEquals(PAR, card.par());
    assertEquals(visaToken, card.token());
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  void malformedChipDataAreLeftOutAndTheCardIsStillKnown(String name) {
    for (String bad : new String[] {PAR_TLV + "9F26FF", "5A08" + VISA + "9F", "9F2480", "5A0941"}) {
      CardRecord card = record(Dialect.named(name), b -> emv(b.value(2, ascii(VISA), 0, 16), bad));
      assertNull(card.par(), bad);
      assertEquals(visaToken, card.token());
      assertTrue(read(Dialect.named(name), b -> emv(b, bad)).isEmpty(), bad);
    }
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  void theReferenceTagCarriesNothingElseOut(String name) {
    for (String stuffed : new String[] {VISA, "4111 1111 1111 1111", "", PAR + "1", "v" + PAR}) {
      String tlv = "9F24" + "%02X".formatted(stuffed.length()) + hexOf(stuffed);
      CardRecord card = record(Dialect.named(name), b -> emv(b.value(2, ascii(VISA), 0, 16), tlv));
      assertNull(card.par(), stuffed);
    }
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  void aNumberThatTheTerminalEncryptedLeavesOnlyTheReference(String name) {
    CardRecord card = record(Dialect.named(name), b -> emv(b, PAR_TLV));
    assertEquals(new CardRecord(null, null, null, "unknown", CardRecord.EntryMode.CHIP, PAR), card);
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void aMessageWithoutACardNamesNone(String name) {
    assertTrue(read(Dialect.named(name), b -> {}).isEmpty());
    MessageView view = message(Dialect.named(name), b -> {});
    assertNull(CardReader.pan(view));
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  void anUnreadableTrackIsPassedOverForTheChip(String name) {
    String noSeparator = "4111111111111111";
    CardRecord card =
        record(
            Dialect.named(name), b -> emv(b.value(35, ascii(noSeparator), 0, 16), "5A08" + VISA));
    assertEquals(visaToken, card.token());
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  void theNumberIsGivenForSealing(String name) {
    MessageView view = message(Dialect.named(name), b -> b.value(2, ascii(VISA), 0, 16));
    try (Pan pan = CardReader.pan(view)) {
      assertNotNull(pan);
      assertEquals(VISA, new String(pan.bytes(), StandardCharsets.US_ASCII));
    }
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  void brandsBinsAndOddLengthsComeThrough(String name) {
    Dialect dialect = Dialect.named(name);
    CardRecord amex = record(dialect, b -> b.value(2, ascii("378282246310005"), 0, 15));
    assertEquals("amex", amex.brand());
    assertEquals("378282", amex.bin());
    assertEquals("0005", amex.lastFour());
    CardRecord amexChip = record(dialect, b -> emv(b, "5A08" + "378282246310005F"));
    assertEquals(amex, amexChip);
    CardRecord mastercard = record(dialect, b -> b.value(2, ascii("5555555555554444"), 0, 16));
    assertEquals("mastercard", mastercard.brand());
    assertEquals("55555555", mastercard.bin());
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 2 / 3.4.1 a record holds BIN and last four at most")
  void noRecordEverHoldsMoreThanBinAndLastFour(String name) {
    long seed = System.nanoTime();
    System.out.println("noRecordEverHoldsMoreThanBinAndLastFour seed " + seed);
    Random random = new Random(seed);
    Dialect dialect = Dialect.named(name);
    for (int i = 0; i < 2_000; i++) {
      byte[] pan = new byte[13 + random.nextInt(7)];
      for (int d = 0; d < pan.length; d++) pan[d] = (byte) ('0' + random.nextInt(10));
      CardRecord card = record(dialect, b -> b.value(2, pan, 0, pan.length));
      String digits = new String(pan, StandardCharsets.US_ASCII);
      assertTrue(card.bin().length() + 4 <= pan.length - 3, "at least three digits are hidden");
      assertTrue(digits.startsWith(card.bin()));
      assertFalse(card.toString().contains(digits.substring(0, card.bin().length() + 1)));
    }
  }

  private interface Fields {
    void set(MessageBuilder builder);
  }

  private CardRecord record(Dialect dialect, Fields fields) {
    return read(dialect, fields).orElseThrow();
  }

  private Optional<CardRecord> read(Dialect dialect, Fields fields) {
    return reader.read(message(dialect, fields));
  }

  private static MessageView message(Dialect dialect, Fields fields) {
    String entryMode =
        switch (dialect.edition()) {
          case V1987 -> "051";
          case V1993 -> "510101511344";
          case V2003 -> "20000000020000000200000002000000";
        };
    byte[] bytes = new byte[4_096];
    try (MessageBuilder builder = new MessageBuilder(dialect)) {
      builder.start(dialect.edition().digit() * 1_000 + 200);
      builder.text(11, "000042").text(22, entryMode).text(41, "TERM0001");
      fields.set(builder);
      int length = builder.write(bytes, 0);
      return new MessageView(dialect).index(bytes, 0, length);
    }
  }

  private static void emv(MessageBuilder builder, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    builder.value(55, bytes, 0, bytes.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String hexOf(String text) {
    return HexFormat.of().withUpperCase().formatHex(ascii(text));
  }
}
