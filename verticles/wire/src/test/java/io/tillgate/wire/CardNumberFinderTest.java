package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.CardNumberFind.Form;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumberFinderTest {
  private static final Charset EBCDIC = Charset.forName("IBM1047");
  private static final List<String> NUMBERS =
      List.of(
          "4111111111111111",
          "5555555555554444",
          "378282246310005",
          "4000000000000002",
          "30569309025904",
          "4222222222222",
          "6212345678901234569",
          "6011111111111117");

  private static List<CardNumberFind> in(String text) {
    return CardNumberFinder.in(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<CardNumberFind> inHex(String hex) {
    return CardNumberFinder.in(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static void assertOne(List<CardNumberFind> finds, Form form, long offset, int length) {
    assertEquals(1, finds.size(), finds::toString);
    assertEquals(form, finds.get(0).form());
    assertEquals(offset, finds.get(0).offset());
    assertEquals(length, finds.get(0).length());
  }

  @Test
  void aNumberIsFoundInEveryWrittenForm() {
    for (String number : NUMBERS) {
      String text = "card " + number + ", thanks";
      int n = number.length();
      assertOne(CardNumberFinder.in(text.getBytes(StandardCharsets.UTF_8)), Form.ASCII, 5, n);
      assertOne(CardNumberFinder.in(text.getBytes(EBCDIC)), Form.EBCDIC, 5, n);
      assertOne(
          CardNumberFinder.in(text.getBytes(StandardCharsets.UTF_16LE)), Form.UTF_16LE, 10, 2 * n);
      assertOne(
          CardNumberFinder.in(text.getBytes(StandardCharsets.UTF_16BE)), Form.UTF_16BE, 10, 2 * n);
      assertOne(
          CardNumberFinder.in(text.getBytes(StandardCharsets.UTF_16)), Form.UTF_16BE, 12, 2 * n);
    }
  }

  @Test
  void aNumberInAColumnOfBytesOfADatabaseDumpIsFound() {
    for (String number : NUMBERS) {
      String json = "{\"id\":7,\"pan\":\"" + number + "\"}";
      String hex = HexFormat.of().formatHex(json.getBytes(StandardCharsets.UTF_8));
      assertOne(
          in("1\t\\\\x" + hex + "\t2"),
          Form.HEX,
          5 + 2 * json.indexOf(number),
          2 * number.length());
    }
    assertEquals(List.of(), in("x" + "3431".repeat(12)));
    assertEquals(List.of(), in("x" + "34" + "31".repeat(19) + "30"));
  }

  @Test
  void whatIsFoundIsShownMasked() {
    assertEquals("41111111****1111", in("4111111111111111").get(0).masked());
    assertEquals("378282*****0005", in("3782 822463 10005").get(0).masked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "'4111111111111111'",
        "\"pan\":\"4111111111111111\"",
        "pan=4111111111111111&x=1",
        "pan=%204111111111111111",
        "pan%3D4111111111111111",
        "PAN4111111111111111",
        "order_4111111111111111",
        "-4111111111111111.",
        "\\n4111111111111111\\n",
        "\\u00204111111111111111",
        "%B4111111111111111^DOE/J^2712201?",
        ";4111111111111111=27122010000?",
        "374111111111111111=27122010000",
        "574111111111111111D27122010000000F",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111  1111  1111  1111",
        "4111%201111%201111%201111",
        "4111+1111+1111+1111",
        "4111%2D1111%2D1111%2D1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "41-11-11-11-11-11-11-11",
        "41111111 11111111",
        "4111 111111111111",
        "41111 11111 11111 1",
        "2026-01-02 4111 1111 1111 1111 12 27",
        "4111 1111 1111 1111 123",
        "card-4111-1111-1111-1111",
        "3782-822463-10005",
        "0200702406C120E09000164111111111111111000000000000001000",
        "0060" + "0200F02406C120E090000000000000000000164111111111111111000000000000001000",
      })
  void aNumberIsFoundWhateverIsAroundIt(String text) {
    List<CardNumberFind> finds = in(text);
    assertEquals(1, finds.size(), finds::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "41111111111111111",
        "94111111111111111",
        "4111111111111111000000000000",
        "order 20260102411111111111111100017",
        "0.4111111111111111",
        "12.5555555555554444",
        "a94111111111111111f",
        "d4111111111111111e00000000000000",
        "4111111111111111abcdef0123456789",
        "tok_9Zq4111111111111111x7",
        "411111******1111",
        "4111,1111,1111,1111",
        "4111 1111-1111 1111",
        "4111-1111-1111-1111-4111",
        "7f3a-4111-1111-1111-1111",
        "41111111-1111-4111-8111-111111111111",
        "1111 4111 1111 1111 1111 5222 3111",
        "9999999999999995",
        "1767225600000000",
        "2026-01-02T03:04:05.411111111Z",
        "GB29 NWBK 6016 1331 9268 19",
        "411111111111111D1",
        "serialVersionUID = -4111111111111111L;",
        "4a3c947a-3f68-447f-96dd-39433425057500",
        "GBP1000436524180000-3f68-447f-96dd-394334250575",
      })
  void whatOnlyLooksLikeANumberIsNone(String text) {
    assertEquals(List.of(), in(text));
  }

  @Test
  void packedDigitsAreFoundWhereSomethingSaysThatTheyAreANumber() {
    String number = "4111111111111111";
    assertOne(inHex(number), Form.BCD, 0, 8);
    assertOne(inHex("70616E3D" + number + "0A"), Form.BCD, 4, 8);
    assertOne(inHex("70616E3D" + "378282246310005F" + "0A"), Form.BCD, 4, 8);
    assertOne(inHex("00".repeat(40) + number + "00".repeat(40)), Form.BCD, 40, 8);
    assertOne(inHex("E8F1" + number + "D27122010000000F" + "C3D9"), Form.BCD, 2, 8);
    assertOne(inHex("9F2608AABBCCDDEEFF0011" + "5A08" + number + "5F340101"), Form.BCD, 13, 8);
    assertOne(inHex("82025800" + "5A0A" + "6212345678901234569F" + "9F3602"), Form.BCD, 6, 10);
    assertOne(
        inHex(
            "C7E1"
                + "0200702406C120E09000"
                + "16"
                + number
                + "000000000000001000"
                + "010203040500004212"),
        Form.BCD,
        13,
        8);
  }

  @Test
  void aMessageInPackedDigitsIsFoundAndSoIsItsTrack() {
    Dialect dialect = Dialect.named("iso87-binary");
    for (String number : List.of("4111111111111111", "378282246310005")) {
      MessageBuilder builder = Messages.purchase(dialect).text(37, "600101000042");
      Messages.set(builder, 2, number);
      Messages.set(builder, 35, number + "=27122010000000");
      byte[] wire = Messages.bytes(builder);
      byte[] noise = new byte[500];
      new Random(7).nextBytes(noise);
      System.arraycopy(wire, 0, noise, 200, wire.length);
      List<CardNumberFind> finds = CardNumberFinder.in(noise);
      assertEquals(2, finds.size(), finds::toString);
      for (CardNumberFind find : finds) assertEquals(Form.BCD, find.form());
    }
  }

  @Test
  void packedDigitsWithoutASignAreNoNumber() {
    assertEquals(List.of(), inHex("E8F1C3" + "4111111111111111" + "D9C4E5F6"));
    assertEquals(List.of(), inHex("48656C6C6F20" + "4142434445464748" + "20776F726C64"));
  }

  @Test
  void aNumberIsFoundAcrossEveryBorderOfTheWindow() {
    byte[] number = Messages.latin(" 4111 1111 1111 1111 ");
    byte[] utf16 = " 5555555555554444 ".getBytes(StandardCharsets.UTF_16LE);
    for (int border : new int[] {CardNumberFinder.WINDOW, 2 * CardNumberFinder.WINDOW}) {
      for (int shift = -60; shift < 1_000; shift += 7) {
        byte[] file = new byte[border + 4_000];
        Arrays.fill(file, (byte) '.');
        int at = (border + shift) & ~1;
        System.arraycopy(number, 0, file, at, number.length);
        System.arraycopy(utf16, 0, file, at + 100, utf16.length);
        List<CardNumberFind> finds = CardNumberFinder.in(file);
        assertEquals(2, finds.size(), "at " + at);
        assertEquals(at + 1, finds.get(0).offset());
        assertEquals(at + 102, finds.get(1).offset());
      }
    }
  }

  @Test
  void aLongerRunOfDigitsIsNoneAcrossEveryBorderOfTheWindow() {
    byte[] run = Messages.latin("x 99999999" + "4111111111111111" + " x");
    int border = CardNumberFinder.WINDOW + CardNumberFinder.MARGIN;
    for (int shift = -40; shift < 10; shift++) {
      byte[] file = new byte[2 * border];
      Arrays.fill(file, (byte) '.');
      System.arraycopy(run, 0, file, border + shift, run.length);
      assertEquals(List.of(), CardNumberFinder.in(file), "at " + shift);
    }
  }

  @Test
  void textThatReadsAsAChipsNumberIsNone() {
    assertEquals(List.of(), in("QUJDREVGR0hJSktMTU5PUFFSU1Z\nAeEYcgESEOPQUJDREVG"));
    assertOne(inHex("5A0A" + "6212345678901234569F" + "9F3602"), Form.BCD, 2, 10);
  }

  @Test
  void itDoesNotMatterHowTheBytesAreFed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < 3_000; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      file.writeBytes(noise);
      String number = NUMBERS.get(random.nextInt(NUMBERS.size()));
      Charset form = random.nextBoolean() ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16BE;
      file.writeBytes((" " + number + " ").getBytes(form));
    }
    byte[] bytes = file.toByteArray();
    List<CardNumberFind> whole = CardNumberFinder.in(bytes);
    assertTrue(whole.size() >= 2_990, "found " + whole.size());
    List<CardNumberFind> pieces = new ArrayList<>();
    CardNumberFinder finder = new CardNumberFinder(pieces::add);
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(10_000));
      finder.feed(bytes, at, length);
      at += length;
    }
    finder.end();
    assertEquals(whole, pieces);
  }

  @Test
  void aFinderMayBeUsedForOneFileAfterTheOther() {
    List<CardNumberFind> finds = new ArrayList<>();
    CardNumberFinder finder = new CardNumberFinder(finds::add);
    byte[] bytes = Messages.latin("4111111111111111");
    for (int i = 0; i < 3; i++) {
      finder.feed(bytes, 0, 16);
      finder.end();
    }
    assertEquals(3, finds.size());
    for (CardNumberFind find : finds) assertEquals(0, find.offset());
  }

  /** {@code -Dmegabytes=400} gives the figures of the module's README. */
  @Test
  void randomBytesAndTokensHoldNoNumbers() {
    // A fixed seed: chance must not fail a build.
    Random random = new Random(20_260_102);
    List<CardNumberFind> finds = new ArrayList<>();
    byte[] noise = new byte[1 << 20];
    for (int i = 0; i < Integer.getInteger("megabytes", 2); i++) {
      CardNumberFinder finder = new CardNumberFinder(finds::add);
      random.nextBytes(noise);
      finder.feed(noise, 0, noise.length);
      finder.end();
      byte[] text = tokens(random, noise.length);
      finder.feed(text, 0, text.length);
      finder.end();
    }
    assertEquals(List.of(), finds);
  }

  /** Digests, ids and numbers, as logs and dumps are full of. */
  private static byte[] tokens(Random random, int length) {
    StringBuilder text = new StringBuilder(length + 500);
    byte[] token = new byte[32];
    while (text.length() < length) {
      random.nextBytes(token);
      text.append(HexFormat.of().formatHex(token)).append('\n');
      text.append(HexFormat.of().withUpperCase().formatHex(token)).append(' ');
      text.append(java.util.Base64.getEncoder().encodeToString(token)).append('\t');
      text.append(new UUID(random.nextLong(), random.nextLong())).append(',');
      text.append(random.nextDouble()).append(';');
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
