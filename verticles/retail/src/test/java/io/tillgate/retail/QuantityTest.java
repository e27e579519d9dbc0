package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource({"6,6", "6.0,6", "0.255,0.255", "-3,-3", "0,0", "-0.500,-0.5", "100,100"})
  void equalQuantitiesHaveEqualText(String written, String shortest) {
    assertEquals(shortest, Quantity.parse(written).toString());
    assertEquals(Quantity.parse(shortest), Quantity.parse(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1e3",
        "01",
        ".5",
        "5.",
        "1.0001",
        "+1",
        "1,5",
        " 1",
        "1000000000",
        "NaN",
        "٣"
      })
  void whatIsNoPlainDecimalIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Quantity.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0.333,100,HALF_UP,33",
    "0.5,5,HALF_UP,3",
    "0.5,5,HALF_EVEN,2",
    "0.5,5,DOWN,2",
    "0.001,1,UP,1",
    "2,255,HALF_UP,510",
    "-0.5,5,HALF_UP,-3"
  })
  void aPriceIsRoundedOnceByTheDeclaredRule(
      String quantity, long price, Rounding rounding, long total) {
    assertEquals(total, Quantity.parse(quantity).times(price, rounding));
  }

  @Test
  void multiplicationIsExactAtEverySize() {
    Random random = Seed.random("quantity × price");
    for (int run = 0; run < 50_000; run++) {
      Quantity quantity =
          new Quantity(random.nextLong() % (Quantity.MAX_THOUSANDTHS >> random.nextInt(35)));
      long price = random.nextLong() % (Money.MAX_MINOR >> random.nextInt(45));
      Rounding rounding = Rounding.values()[random.nextInt(Rounding.values().length)];
      BigDecimal right =
          new BigDecimal(quantity.toString())
              .multiply(BigDecimal.valueOf(price))
              .setScale(0, rounding.mode());
      if (right.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
        assertThrows(ArithmeticException.class, () -> quantity.times(price, rounding));
      } else {
        assertEquals(right.longValueExact(), quantity.times(price, rounding));
      }
      assertEquals(quantity, Quantity.parse(quantity.toString()));
    }
  }

  @ParameterizedTest
  @CsvSource({"20,20", "8.8750,8.875", "0,0", "0.5,0.5", "999.9999,999.9999"})
  void ratesAreExact(String written, String shortest) {
    assertEquals(shortest, Percent.parse(written).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1000", "1.00001", "20%", ""})
  void whatIsNoRateIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Percent.parse(text));
  }
}
