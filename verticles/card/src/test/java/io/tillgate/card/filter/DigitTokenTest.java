package io.tillgate.card.filter;

import static io.tillgate.card.filter.Filtering.VISA;
import static io.tillgate.card.filter.Filtering.route;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.keys.Tokenizer;
import io.tillgate.wire.TextNumber;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tokens for fields that take nothing but digits. */
class DigitTokenTest {
  private final Filtering digits =
      Filtering.with(route("/**", "$.pan", "pan").put("tokenFormat", "digits"));

  @Test
  @DisplayName("RULES 2 / tokens: one of digits fails Luhn, lies outside issued ranges, and stays")
  void aTokenOfDigitsIsNeverACardNumber() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed of aTokenOfDigitsIsNeverACardNumber: " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      int length = 13 + random.nextInt(7);
      StringBuilder number = new StringBuilder("4");
      while (number.length() < length) number.append(random.nextInt(10));
      String body = "{\"pan\":\"" + number + "\"}";
      String once = digits.json(body);
      String token = once.substring(8, once.length() - 2);
      assertEquals(length, token.length(), token);
      byte[] bytes = token.getBytes(StandardCharsets.US_ASCII);
      assertFalse(TextNumber.isCardNumber(bytes, length), token);
      assertFalse(Tokenizer.isPan(token), token);
      assertEquals(once, digits.json(once), "a token of a token");
      assertNotEquals(number.toString(), token);
    }
  }

  @Test
  void aNumberStaysANumber() {
    String out = digits.json("{\"pan\": " + VISA + "}");
    assertTrue(out.matches("\\{\"pan\": 99\\d{14}}"), out);
    assertEquals(out, digits.json(out));
    assertTrue(
        digits
            .text("application/x-www-form-urlencoded", "pan=4111+1111+1111+1111")
            .matches("pan=99\\d{14}"));
  }
}
