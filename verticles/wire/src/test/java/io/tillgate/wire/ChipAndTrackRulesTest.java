package io.tillgate.wire;

import static io.tillgate.wire.Messages.PAN;
import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.latin;
import static io.tillgate.wire.Messages.purchase;
import static io.tillgate.wire.Messages.set;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.CardNumberFind.Form;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chip data and tracks, in every dialect and encoding that carries them. */
class ChipAndTrackRulesTest {
  private static final String PAR = "V0010013018036776997406844321";
  private static final String PAR_TLV = "9F241D" + HexFormat.of().formatHex(latin(PAR));

  /** BASE24 hosts take chip data in private tokens, which nobody but them reads. */
  static final List<String> WITH_CHIP_DATA =
      Dialect.SHIPPED.stream()
          .filter(name -> Dialect.named(name).fieldHolding(Holds.EMV) != 0)
          .toList();

  /** Valid numbers of every length from 13 to 19, in ranges that are issued. */
  static final List<String> NUMBERS =
      List.of(13, 14, 15, 16, 17, 18, 19).stream().map(ChipAndTrackRulesTest::number).toList();

  private static String number(int length) {
    String issuer =
        switch (length) {
          case 13, 16, 19 -> "4";
          case 14 -> "36";
          case 15 -> "37";
          default -> "62";
        };
    String body = (issuer + "0123456789012345678").substring(0, length - 1);
    for (int check = 0; check < 10; check++) {
      byte[] digits = latin(body + check);
      if (Luhn.isValid(digits, 0, length)) return body + check;
    }
    throw new AssertionError();
  }

  private static MessageView withChip(Dialect dialect, String hex) {
    byte[] chip = HexFormat.of().parseHex(hex);
    return Messages.view(dialect, bytes(purchase(dialect).value(55, chip, 0, chip.length)));
  }

  private static String shown(MessageView view) {
    String hex = Hex.text(view.buffer(), view.begin(), view.bytes());
    return new MessageDump(view.dialect(), false).line(1, hex).json();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x56, 0x57, 0x5A, 0x5F20, 0x5F24, 0x5F34, 0x9F1F, 0x9F20, 0x9F6B, 0x99})
  @DisplayName("RULES 1.4 a tag of card data or PIN is never shown, nested and constructed or not")
  void aTagOfCardDataIsNeverShown(int tag) {
    String object = "%X".formatted(tag) + "06" + "414243444546";
    String nested = "70" + "%02X".formatted(object.length() / 2) + object;
    String twice = "77" + "%02X".formatted(nested.length() / 2) + nested;
    for (String name : WITH_CHIP_DATA) {
      for (String chip : List.of(object, nested, twice)) {
        MessageView view = withChip(Dialect.named(name), chip);
        int index = view.emv().find(tag);
        assertTrue(index >= 0);
        assertThrows(IllegalArgumentException.class, () -> view.emv().hex(index));
        assertFalse(shown(view).contains("414243444546"), shown(view));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"81", "8200", "830000"})
  @DisplayName("RULES 1.4 long lengths are read, in objects and in what holds them")
  void longLengthsAreRead(String front) {
    String inner = "9F2608AABBCCDDEEFF0011";
    String object = "9F10" + front + "02" + "0A0B" + inner;
    String outer = "70" + front + "%02X".formatted(object.length() / 2) + object;
    for (String name : WITH_CHIP_DATA) {
      EmvData emv = withChip(Dialect.named(name), outer).emv();
      assertEquals("0A0B", emv.hex(emv.find(0x9F10)));
      assertEquals("AABBCCDDEEFF0011", emv.hex(emv.find(0x9F26)));
      assertTrue(emv.isConstructed(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9F26FF", "9F2480", "5A094111", "9F", "7005950200", "9F2684FFFFFFFF00"})
  @DisplayName("RULES 1.4 of malformed chip data nothing at all is told, the reference included")
  void malformedChipDataAreLeftOut(String torn) {
    for (String name : WITH_CHIP_DATA) {
      MessageView view = withChip(Dialect.named(name), PAR_TLV + "9F2701" + "80" + torn);
      BadMessage refused = assertThrows(BadMessage.class, view::emv);
      assertEquals(55, refused.field());
      assertThrows(BadMessage.class, view::emv, "asked twice it is refused twice");
      String shown = shown(view);
      assertFalse(shown.contains(PAR), shown);
      assertFalse(shown.contains("\"9F27\""), shown);
      assertTrue(shown.contains("\"11\""), "the other fields are told: " + shown);
    }
  }

  @ParameterizedTest
  @FieldSource("WITH_CHIP_DATA")
  @DisplayName("RULES 1.4 the payment account reference (9F24) is kept")
  void theReferenceIsKept(String name) {
    String chip = "5A08" + PAN + "70" + "%02X".formatted(PAR_TLV.length() / 2) + PAR_TLV;
    MessageView view = withChip(Dialect.named(name), chip);
    assertEquals(PAR, view.emv().par());
    assertTrue(shown(view).contains("\"9F24\""), shown(view));
    assertFalse(shown(view).contains(PAN), shown(view));
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.5 tracks are read with their separators, in ASCII, BCD and EBCDIC")
  void tracksAreReadInEveryEncoding(String name) {
    Dialect dialect = Dialect.named(name);
    for (String number : NUMBERS) {
      for (String track : List.of(number + "=27122010000", number + "=271220100")) {
        assertNumber(number, dialect, set(purchase(dialect).drop(2), 35, track));
      }
      String first = "B" + number + "^DOE/JANE^27122010000";
      assertNumber(number, dialect, set(purchase(dialect).drop(2), 45, first));
    }
  }

  private static void assertNumber(String number, Dialect dialect, MessageBuilder builder) {
    try (Pan pan = Messages.view(dialect, bytes(builder)).pan()) {
      assertEquals(number, new String(pan.bytes(), StandardCharsets.US_ASCII), dialect.name());
    }
  }

  @Test
  @DisplayName("RULES 1.5 a track in BCD has D for its separator and F for what is left over")
  void aTrackInBcd() {
    Dialect dialect =
        new DialectText("iso87-binary")
            .withLine(
                "  35:",
                "  35: {name: Track 2, kind: llvar, content: z, max: 37, encoding: bcd, pad: rightF}")
            .read();
    MessageView view = Messages.view(dialect, bytes(set(purchase(dialect), 35, PAN + "=2712201")));
    assertEquals(PAN + "D2712201", packed(view));
    view = Messages.view(dialect, bytes(set(purchase(dialect), 35, PAN + "=27122010")));
    assertEquals(PAN + "D27122010F", packed(view));
    try (TrackData track = view.track2();
        Pan pan = track.pan()) {
      assertEquals(PAN, new String(pan.bytes(), StandardCharsets.US_ASCII));
      assertTrue(track.expiry().isKnown());
    }
  }

  private static String packed(MessageView view) {
    return Hex.text(view.buffer(), view.offset(35), view.length(35));
  }

  @ParameterizedTest
  @FieldSource("NUMBERS")
  @DisplayName("RULES 1.5 a number of 13 to 19 digits is found in ASCII, BCD and EBCDIC")
  void aNumberIsFoundInEveryEncoding(String number) {
    String track = ";" + number + "=27122010000000?";
    assertForm(Form.ASCII, latin("x " + number + " x"));
    assertForm(Form.ASCII, latin(track));
    assertForm(Form.ASCII, latin("%B" + number + "^DOE/JANE^27122010000000?"));
    Charset ebcdic = Charset.forName("IBM1047");
    assertForm(Form.EBCDIC, ("x " + number + " x").getBytes(ebcdic));
    assertForm(Form.EBCDIC, track.getBytes(ebcdic));
    String packed = number + "D27122010000000";
    // An F fills the last byte, or the length stands in front, as in a message.
    String filled = packed.length() % 2 == 1 ? packed + "F" : packed + "0F";
    assertForm(Form.BCD, HexFormat.of().parseHex("C3E9" + filled + "C3D9"));
    String even = packed.length() % 2 == 1 ? packed + "0" : packed;
    String length = "%02d".formatted(packed.length());
    assertForm(Form.BCD, HexFormat.of().parseHex("C3E9" + length + even + "C3D9"));
    String alone = number.length() % 2 == 1 ? number + "F" : number;
    assertForm(
        Form.BCD,
        HexFormat.of().parseHex("5A" + "%02X".formatted(alone.length() / 2) + alone + "5F340101"));
  }

  private static void assertForm(Form form, byte[] bytes) {
    List<CardNumberFind> finds = CardNumberFinder.in(bytes);
    assertEquals(1, finds.size(), () -> HexFormat.of().formatHex(bytes) + finds);
    assertEquals(form, finds.get(0).form());
  }
}
