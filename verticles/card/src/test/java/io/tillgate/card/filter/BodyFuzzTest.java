package io.tillgate.card.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tillgate.wire.CardNumberRedactor;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Any bytes, read as each kind of body: the same however they are cut, unchanged where there is
 * nothing to find, and without the numbers of plain words where there is. {@code JAZZER_FUZZ=1}
 * fuzzes; without it, what was kept is tried again.
 */
class BodyFuzzTest {
  private static final Filtering NET = new Filtering();

  @FuzzTest
  void jsonIsCleanHoweverItIsCut(byte[] body) {
    holds("application/json", body);
  }

  @FuzzTest
  void formsAreCleanHoweverTheyAreCut(byte[] body) {
    holds("application/x-www-form-urlencoded", body);
  }

  @FuzzTest
  void xmlIsCleanHoweverItIsCut(byte[] body) {
    holds("application/xml", body);
  }

  @FuzzTest
  void textIsCleanHoweverItIsCut(byte[] body) {
    holds("text/plain", body);
  }

  @FuzzTest
  void partsAreCleanHoweverTheyAreCut(byte[] body) {
    holds("multipart/form-data; boundary=b", body);
  }

  @FuzzTest
  void packedBodiesAreReadOrRefused(byte[] body) {
    clean("text/plain", "gzip", body, null);
    clean("application/json", "deflate", body, new Random(1));
  }

  private static void holds(String type, byte[] body) {
    byte[] whole = clean(type, null, body, null);
    byte[] pieces = clean(type, null, body, new Random(body.length));
    if (whole == null || pieces == null) {
      assertTrue(whole == pieces, "refused one way and not the other");
      return;
    }
    assertArrayEquals(whole, pieces);
    if (digits(body) < 3) assertArrayEquals(body, whole);
    if (type.equals("text/plain") && isPlain(body)) {
      String text = new String(whole, StandardCharsets.US_ASCII);
      for (String line : text.split("\n")) {
        if (line.contains("tk_")) continue;
        assertTrue(CardNumberRedactor.redact(line).equals(line), "a number came out");
      }
    }
  }

  private static boolean isPlain(byte[] body) {
    for (byte b : body) if (b <= 0) return false;
    return true;
  }

  /** Bytes that may be read as digits, escaped ones included. */
  private static int digits(byte[] body) {
    int digits = 0;
    for (byte b : body) if (b >= '0' && b <= '9' || b < 0 || b == 0) digits++;
    return digits;
  }

  private static byte[] clean(String type, String encoding, byte[] body, Random cuts) {
    try {
      return NET.clean(type, encoding, body, cuts);
    } catch (Refused refused) {
      return null;
    }
  }
}
