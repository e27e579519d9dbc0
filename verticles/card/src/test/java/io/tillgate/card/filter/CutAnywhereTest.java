package io.tillgate.card.filter;

import static io.tillgate.card.filter.Filtering.AMEX;
import static io.tillgate.card.filter.Filtering.MASTERCARD;
import static io.tillgate.card.filter.Filtering.VISA;
import static io.tillgate.card.filter.Filtering.route;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.CardNumberRedactor;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Random bodies: what comes out depends on the bytes alone, and holds no number. */
class CutAnywhereTest {
  private static final int BODIES = Integer.getInteger("many", 1) * 1_000;

  static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-www-form-urlencoded",
          "application/xml",
          "text/plain",
          "multipart/form-data; boundary=b",
          "application/octet-stream");

  private static final String[] PIECES = {
    VISA,
    MASTERCARD,
    AMEX,
    "4111 1111 1111 1111",
    "3782-822463-10005",
    "\\u0034111111111111111",
    "&#52;111111111111111",
    "%34111111111111111",
    "4111+1111+1111+1111",
    "4.111111111111111e15",
    "4111111111111112",
    "123456789012345678901234567890",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\u00",
    "\"cvv\":",
    "\"123\"",
    "cvv=",
    "123",
    "&",
    "=",
    "%",
    "%C2%A0",
    "+",
    "<",
    ">",
    "</",
    "/>",
    "<a b='",
    "'",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "]",
    "&amp;",
    "&#",
    "x;",
    "<?xml ",
    "?>",
    " ",
    "\n",
    "\r\n",
    "\r\n--b",
    "--b--",
    "--b\r\n",
    "Content-Disposition: form-data; name=\"pan\"\r\n",
    "Content-Type: application/json\r\n",
    "\r\n\r\n",
    "-",
    "0",
    "7",
    "é",
    "\u00a0",
    "４",
    "tk_",
    "D",
    "=25121011234567",
    "^DOE/J^2512101",
    "a",
    "The quick brown fox ",
    "0000000000",
    "1e",
    "."
  };

  private final Filtering filtering =
      Filtering.with(route("/**", "$..pan", "//pan", "pan", "$.a.b").put("remove", List.of("//x")));
  private final Filtering net = new Filtering();

  @Test
  void theOutputIsTheSameHoweverTheBodyIsCut() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed of theOutputIsTheSameHoweverTheBodyIsCut: " + seed);
    Random random = new Random(seed);
    int passed = 0;
    for (int i = 0; i < BODIES; i++) {
      String type = TYPES.get(random.nextInt(TYPES.size()));
      byte[] body = body(random);
      byte[] whole = cleaned(type, body, null);
      for (int cut = 0; cut < 3; cut++) {
        byte[] pieces = cleaned(type, body, new Random(random.nextLong()));
        if (whole == null) assertEquals(null, pieces, "refused whole, not in pieces: " + seed);
        else if (!Arrays.equals(whole, pieces)) {
          assertEquals(text(whole), text(pieces), type + " of " + text(body) + ", seed " + seed);
        }
      }
      if (whole != null) passed++;
    }
    assertTrue(passed > BODIES / 2, "only " + passed + " passed");
  }

  /**
   * The same bodies in every build: some of the random ones are markup that is none, with digits
   * within a tag and outside of its values, which pass as they are (the room's README, "Not seen").
   */
  @Test
  void noNumberThatTheDetectorKnowsComesOut() {
    long seed = Long.getLong("seed", 1);
    System.out.println("seed of noNumberThatTheDetectorKnowsComesOut: " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < BODIES; i++) {
      String type = TYPES.get(random.nextInt(TYPES.size()));
      byte[] body = body(random);
      byte[] clean = cleaned(type, body, null);
      if (clean == null) continue;
      holdsNone(type, body, clean, seed);
    }
  }

  static void holdsNone(String type, byte[] body, byte[] clean, long seed) {
    boolean form = type.endsWith("urlencoded");
    for (String line : text(clean).split("\n")) {
      // An escape or CDATA beside digits makes another number of them than is written.
      // So do digits of another number that a track followed without a gap, and a letter behind
      // a track, which was part of a hexadecimal number and now is one of the token.
      String beside =
          "[0-9]tk_|tk_[a-z]{33}|" + (form ? "[^\\x00-\\x7f]" : "[&\\\\]|[^\\x00-\\x7f]|CDATA|]]>");
      if (Pattern.compile(beside).matcher(line).find()) continue;
      for (String raw : line.split(form ? "[&=]" : "[\"<>&{}\\[\\]:,]")) {
        String word = form ? decoded(raw) : raw;
        if (word.chars().anyMatch(c -> c >= 0x80)) continue;
        assertEquals(
            CardNumberRedactor.redact(word), word, type + " of " + text(body) + ", seed " + seed);
      }
    }
  }

  /** What a reader of forms makes of it; Latin characters are enough here. */
  private static String decoded(String raw) {
    StringBuilder decoded = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      int high = c == '%' && i + 2 < raw.length() ? Letters.hex(raw.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : Letters.hex(raw.charAt(i + 2));
      if (low >= 0) {
        decoded.append((char) (high << 4 | low));
        i += 2;
      } else {
        decoded.append(c == '+' ? ' ' : c);
      }
    }
    return decoded.toString();
  }

  @Test
  void aBodyWithoutNumbersComesOutByteForByte() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed of aBodyWithoutNumbersComesOutByteForByte: " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < BODIES; i++) {
      String type = TYPES.get(random.nextInt(TYPES.size()));
      byte[] body = body(random);
      for (int at = 0, run = 0; at < body.length; at++) {
        // No three digits in a row are left, so neither numbers nor codes.
        run = body[at] >= '0' && body[at] <= '9' ? run + 1 : 0;
        if (run > 2 || body[at] == '%' || (body[at] & 0xFF) == 0xEF) body[at] = 'z';
      }
      byte[] clean;
      try {
        clean = net.clean(type, null, body, random);
      } catch (Refused refused) {
        continue;
      }
      if (digits(body) < 13) assertArrayEquals(body, clean, type + " of " + text(body));
    }
  }

  private static int digits(byte[] body) {
    int digits = 0;
    for (byte b : body) if (b >= '0' && b <= '9') digits++;
    return digits;
  }

  @Test
  void everySingleCutOfAnExampleOfEachKindGivesTheSame() {
    String json =
        "{\"a\":[4111111111111111,\"\\u0034111 1111 1111 1111\"],\"cvv\":\"123\",\"é\":1}";
    String xml = "<a b='4111111111111111'>&#52;111111111111111<b><![CDATA[3782 822463 10005]]></a>";
    String form = "pan=%34111+1111+1111+1111&cvv=123&x=378282246310005";
    everyCut("application/json", json, StandardCharsets.UTF_8);
    everyCut("application/json", json, StandardCharsets.UTF_16LE);
    everyCut("application/xml", xml, StandardCharsets.UTF_8);
    everyCut("application/xml", xml, StandardCharsets.UTF_16BE);
    everyCut("application/x-www-form-urlencoded", form, StandardCharsets.US_ASCII);
    everyCut("text/plain", "é 4111-1111-1111-1111\n378282246310005", StandardCharsets.UTF_8);
  }

  private void everyCut(String type, String body, Charset charset) {
    byte[] bytes = body.getBytes(charset);
    byte[] whole = filtering.clean(type, null, bytes, null);
    assertFalse(new String(whole, charset).contains("1111"), new String(whole, charset));
    for (int cut = 1; cut < bytes.length; cut++) {
      int at = cut;
      Random once =
          new Random() {
            private static final long serialVersionUID = 1L;
            private boolean cutNow = true;

            @Override
            public int nextInt(int bound) {
              if (bound == 8) return 1;
              int length = cutNow ? at - 1 : bytes.length;
              cutNow = false;
              return length;
            }
          };
      assertArrayEquals(whole, filtering.clean(type, null, bytes, once), type + " cut at " + cut);
    }
  }

  private byte[] cleaned(String type, byte[] body, Random cuts) {
    try {
      return filtering.clean(type, null, body, cuts);
    } catch (Refused refused) {
      return null;
    }
  }

  private static byte[] body(Random random) {
    StringBuilder body = new StringBuilder();
    int pieces = random.nextInt(30);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(40) == 0) body.append("lorem ipsum ".repeat(random.nextInt(200)));
      body.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
