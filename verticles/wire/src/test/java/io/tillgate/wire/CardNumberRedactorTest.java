package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumberRedactorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pan 4111111111111111 ok|pan 41111111****1111 ok",
        "3782-822463-10005|3782-82****-*0005",
        "4111 1111 1111 1111|4111 1111 **** 1111",
        "GET /pay?pan=4111%201111%201111%201111&x|GET /pay?pan=4111%201111%20****%201111&x",
        "a=%204111111111111111|a=%2041111111****1111",
        "\\u00204111111111111111|\\u002041111111****1111",
        "5555555555554444,4111111111111111|55555555****4444,41111111****1111",
        ";4111111111111111=27122010000?|;41111111****1111=27122010000?",
        "374111111111111111=27122010000|3741111111****1111=27122010000",
        "Zahlung für 4111111111111111 – äöü €|Zahlung für 41111111****1111 – äöü €",
      })
  void aNumberIsMaskedInPlace(String text, String masked) {
    assertEquals(masked, CardNumberRedactor.redact(text));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertEquals(masked, new String(CardNumberRedactor.redact(bytes), StandardCharsets.UTF_8));
    assertEquals(masked, CardNumberRedactor.redact(masked));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no digits",
        "order 41111111111111110001 sku 0017",
        "2026-01-02T03:04:05.123456789Z",
        "payment 41111111-1111-4111-8111-111111111111",
        "offset 4111111111111112",
        "*** 4111 ***",
      })
  void whatHoldsNoNumberIsTheSameString(String text) {
    assertSame(text, CardNumberRedactor.redact(text));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertSame(bytes, CardNumberRedactor.redact(bytes));
  }

  @Test
  void aLongLineIsMaskedWhole() {
    String line = "x".repeat(100_000) + " 4111111111111111 " + "9".repeat(100_000);
    String masked = CardNumberRedactor.redact(line);
    assertEquals(line.length(), masked.length());
    assertEquals(-1, masked.indexOf("4111111111111111"));
  }
}
