package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.time.LocalDate;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Card numbers, tracks and chip data. */
class CardDataTest {
  private static Pan pan(String digits) {
    return Pan.of(Messages.latin(digits), 0, digits.length());
  }

  @ParameterizedTest
  @CsvSource({
    "4111111111111111, visa, 41111111, 41111111****1111",
    "4000000000000002, visa, 40000000, 40000000****0002",
    "5555555555554444, mastercard, 55555555, 55555555****4444",
    "2223003122003222, mastercard, 22230031, 22230031****3222",
    "378282246310005, amex, 378282, 378282*****0005",
    "30569309025904, diners, 305693, 305693****5904",
    "6011111111111117, discover, 60111111, 60111111****1117",
    "3530111333300000, jcb, 35301113, 35301113****0000",
    "6200000000000005, unionpay, 62000000, 62000000****0005",
    "6759649826438453, maestro, 67596498, 67596498****8453",
    "2201382000000013, mir, 22013820, 22013820****0013",
  })
  void theBrandAndWhatMayBeShownAreToldFromTheNumber(
      String digits, String brand, String bin, String masked) {
    try (Pan pan = pan(digits)) {
      assertTrue(pan.passesLuhn());
      assertEquals(brand, pan.brand());
      assertEquals(bin, pan.bin());
      assertEquals(digits.substring(digits.length() - 4), pan.lastFour());
      assertEquals(masked, pan.masked());
      assertFalse(pan.toString().contains(digits));
    }
  }

  @Test
  void aNumberOutsideAllRangesHasNoBrand() {
    try (Pan pan = pan("9999999999999995")) {
      assertEquals("unknown", pan.brand());
    }
  }

  @Test
  void aWrongDigitFailsTheCheckDigit() {
    byte[] digits = Messages.latin("4111111111111111");
    for (int i = 0; i < digits.length; i++) {
      byte[] wrong = digits.clone();
      wrong[i] = (byte) ('0' + (wrong[i] - '0' + 1) % 10);
      assertFalse(Luhn.isValid(wrong, 0, wrong.length), "digit " + i);
    }
  }

  @Test
  void aClosedNumberIsGone() {
    Pan pan = pan("4111111111111111");
    byte[] digits = pan.bytes();
    pan.close();
    assertArrayEquals(new byte[16], digits);
    assertThrows(IllegalStateException.class, pan::bytes);
    assertThrows(IllegalStateException.class, pan::masked);
    assertEquals("Pan[closed]", pan.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1234567", "41111111111111111111", "411111111111111x", "4111 111"})
  void whatIsNoNumberIsRefusedWithoutShowingIt(String text) {
    BadMessage refused = assertThrows(BadMessage.class, () -> pan(text));
    assertFalse(refused.getMessage().contains("41111"));
  }

  private static TrackData track2(String text) {
    return TrackData.track2(Messages.latin(text), 0, text.length(), 35);
  }

  private static TrackData track1(String text) {
    return TrackData.track1(Messages.latin(text), 0, text.length(), 45);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111=27122010000",
        "4111111111111111D27122010000F",
        ";4111111111111111=27122010000?",
        "4111111111111111=2712"
      })
  void track2IsReadWithEachSeparator(String text) {
    try (TrackData track = track2(text);
        Pan pan = track.pan()) {
      assertEquals("41111111****1111", pan.masked());
      assertTrue(track.expiry().isPast(LocalDate.of(2028, 1, 1)));
      assertFalse(track.expiry().isPast(LocalDate.of(2027, 12, 31)));
      assertFalse(track.toString().contains("4111"));
    }
  }

  @Test
  void track1IsReadBetweenItsSentinels() {
    for (String text :
        new String[] {
          "%B4111111111111111^DOE/JANE^27122010000?",
          "B4111111111111111^DOE/JANE^2712",
          "4111111111111111^^2712"
        }) {
      try (TrackData track = track1(text);
          Pan pan = track.pan()) {
        assertEquals("1111", pan.lastFour());
        assertTrue(track.expiry().isKnown());
      }
    }
  }

  @Test
  void aTrackWithoutAnExpiryHasNone() {
    for (String text :
        new String[] {"4111111111111111=", "4111111111111111==", "4111111111111111=271"}) {
      assertFalse(track2(text).expiry().isKnown());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=",
        ";",
        "=2712",
        "4111111111111111",
        "1234567=2712",
        "41111111111111111111=2712",
        "FFFF"
      })
  void aTrackThatIsNoneIsRefused(String text) {
    assertEquals(35, assertThrows(BadMessage.class, () -> track2(text)).field());
    assertEquals(45, assertThrows(BadMessage.class, () -> track1(text)).field());
  }

  @Test
  void aClosedTrackIsGone() {
    TrackData track = track2("4111111111111111=2712");
    track.close();
    assertThrows(IllegalStateException.class, track::pan);
    assertThrows(IllegalStateException.class, track::expiry);
  }

  private static EmvData emv(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    EmvData emv = new EmvData();
    emv.index(bytes, 0, bytes.length, 55);
    return emv;
  }

  @Test
  void nestedObjectsAndLongLengthsAreRead() {
    String inner = "9F0206000000001000" + "5F2A020978";
    EmvData emv = emv("00007081" + "0E" + inner + "00" + "9F1082000101" + "DF8172" + "01AA");
    assertEquals(5, emv.size());
    assertTrue(emv.isConstructed(0));
    assertEquals("000000001000", emv.hex(emv.find(0x9F02)));
    assertEquals("0978", emv.hex(emv.find(0x5F2A)));
    assertEquals("01", emv.hex(emv.find(0x9F10)));
    assertEquals("AA", emv.hex(emv.find(0xDF8172)));
    assertEquals(-1, emv.find(0x95));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9F",
        "9F26",
        "9F2608AA",
        "5F8280",
        "9F9F9F9F01",
        "8280",
        "828401000000",
        "82840000000100",
        "7003950200",
        "70820400",
        "84",
        "8203AA"
      })
  void malformedObjectsAreRefusedWhole(String hex) {
    byte[] bytes = HexFormat.of().parseHex("5A0841111111" + "11111111" + hex);
    EmvData emv = new EmvData();
    assertThrows(BadMessage.class, () -> emv.index(bytes, 0, bytes.length, 55));
    assertEquals(0, emv.size());
    assertNull(emv.pan());
  }

  @Test
  void objectsNestedWithoutEndAreRefused() {
    StringBuilder hex = new StringBuilder();
    for (int length = 200; length > 0; length -= 2)
      hex.append("70").append("%02X".formatted(length));
    assertThrows(BadMessage.class, () -> emv(hex.toString().substring(0, 240)));
    assertThrows(BadMessage.class, () -> emv("8100".repeat(300)));
  }

  @Test
  void tagsThatHoldCardDataAreNotShown() {
    int[] card = {0x56, 0x57, 0x5A, 0x5F20, 0x5F24, 0x5F34, 0x9F1F, 0x9F20, 0x9F6B, 0x99};
    for (int tag : card) {
      assertTrue(EmvData.isCardData(tag));
      EmvData emv = emv("%X".formatted(tag) + "0102");
      assertThrows(IllegalArgumentException.class, () -> emv.hex(0));
    }
    assertFalse(EmvData.isCardData(EmvData.PAR));
  }

  @Test
  void theNumberIsReadFromChipDataWithItsPad() {
    try (Pan visa = emv("5A084111111111111111").pan();
        Pan amex = emv("5A08378282246310005F").pan();
        Pan track = emv("57114111111111111111D2712201000000000F").pan()) {
      assertEquals("41111111****1111", visa.masked());
      assertEquals("378282*****0005", amex.masked());
      assertEquals("41111111****1111", track.masked());
    }
    assertThrows(BadMessage.class, () -> emv("5A02AAAA").pan());
  }

  @Test
  void ebcdicIsThatOfCodePage1047() {
    Charset ebcdic = Charset.forName("IBM1047");
    String text = "0123456789 ABCabc-=^%;?/";
    byte[] bytes = text.getBytes(ebcdic);
    for (int i = 0; i < bytes.length; i++) {
      assertEquals(text.charAt(i), Ebcdic.toLatin(bytes[i]));
      assertEquals(bytes[i], Ebcdic.fromLatin(text.charAt(i)));
    }
    assertEquals(text, new String(bytes, ebcdic));
  }
}
