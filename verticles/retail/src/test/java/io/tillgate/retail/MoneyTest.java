package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MoneyTest {

  @Test
  void amountsReadAsPeopleWriteThem() {
    assertEquals("12.50 GBP", Money.of(1250, "GBP").toString());
    assertEquals("1250 JPY", Money.of(1250, "JPY").toString());
    assertEquals("1.250 KWD", Money.of(1250, "KWD").toString());
    assertEquals("0.1250 CLF", Money.of(1250, "CLF").toString());
    assertEquals("-0.05 CHF", Money.of(-5, "CHF").toString());
  }

  @Test
  void currenciesNeverMixAndNothingOverflowsInSilence() {
    assertThrows(ArithmeticException.class, () -> gbp(1).plus(Money.of(1, "EUR")));
    assertThrows(ArithmeticException.class, () -> gbp(Long.MAX_VALUE).plus(gbp(1)));
    assertThrows(ArithmeticException.class, () -> gbp(Long.MIN_VALUE).negated());
    assertThrows(IllegalArgumentException.class, () -> Money.of(1, "XAU"));
  }

  @Test
  void aDiscountGoesToTheLargestRemaindersTheEarlierLineFirst() {
    assertEquals(List.of(34L, 33L, 33L), parts(100, 1, 1, 1));
    assertEquals(List.of(3L, 4L, 3L), parts(10, 30, 40, 30));
    assertEquals(List.of(1L, 0L), parts(1, 1, 1));
    assertEquals(List.of(0L, 1L, 0L), parts(1, 10, 11, 10));
    assertEquals(List.of(-34L, -33L, -33L), parts(-100, 1, 1, 1));
    assertEquals(List.of(2L, 1L), parts(3, 0, 0));
    assertEquals(List.of(0L, 7L), parts(7, 0, 5));
  }

  @Test
  void partsAlwaysSumToTheWholeAndAreWithinOneUnitOfTheirShare() {
    Random random = Seed.random("allocation");
    for (int run = 0; run < 20_000; run++) {
      long whole = random.nextLong() >> random.nextInt(64);
      long[] weights = new long[1 + random.nextInt(12)];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextInt(4) == 0 ? 0 : random.nextLong() >>> 1 + random.nextInt(60);
      }
      List<Money> parts = gbp(whole).allocate(weights);
      BigInteger sum = BigInteger.ZERO;
      for (Money part : parts) sum = sum.add(BigInteger.valueOf(part.minor()));
      assertEquals(BigInteger.valueOf(whole), sum);
      assertWithinOneUnit(whole, weights, parts);
      assertEquals(parts, gbp(whole).allocate(weights), "the same every time");
    }
  }

  private static void assertWithinOneUnit(long whole, long[] weights, List<Money> parts) {
    BigInteger total = BigInteger.ZERO;
    for (long weight : weights) total = total.add(BigInteger.valueOf(weight));
    if (total.signum() == 0) return;
    for (int i = 0; i < weights.length; i++) {
      // |part × Σ weights − whole × weight| < Σ weights
      BigInteger part = BigInteger.valueOf(parts.get(i).minor()).multiply(total);
      BigInteger share = BigInteger.valueOf(whole).multiply(BigInteger.valueOf(weights[i]));
      assertTrue(part.subtract(share).abs().compareTo(total) < 0, "part " + i);
    }
  }

  private static List<Long> parts(long whole, long... weights) {
    return gbp(whole).allocate(weights).stream().map(Money::minor).toList();
  }

  private static Money gbp(long minor) {
    return Money.of(minor, "GBP");
  }

  @Test
  void nobodyToAllocateToIsAnError() {
    assertThrows(IllegalArgumentException.class, () -> gbp(1).allocate());
    long[] negative = LongStream.of(1, -1).toArray();
    assertThrows(IllegalArgumentException.class, () -> gbp(1).allocate(negative));
  }
}
