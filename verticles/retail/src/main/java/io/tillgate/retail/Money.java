package io.tillgate.retail;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An amount in minor units of its currency. Arithmetic is exact: what would overflow, or would mix
 * currencies, throws {@link ArithmeticException} instead of being wrong.
 *
 * @param minor minor units; below 0 for what is owed the other way
 */
public record Money(long minor, IsoCurrency currency) {

  /**
   * The largest amount, either way, in a till's event: below 2^53, which every JSON reader keeps.
   */
  public static final long MAX_MINOR = 1_000_000_000_000_000L;

  /**
   * @throws IllegalArgumentException where {@code code} is no currency of ISO 4217
   */
  public static Money of(long minor, String code) {
    return new Money(
        minor,
        IsoCurrency.of(code)
            .orElseThrow(() -> new IllegalArgumentException(code + " is not in ISO 4217")));
  }

  public Money plus(Money other) {
    return new Money(Math.addExact(minor, sameCurrency(other).minor), currency);
  }

  public Money minus(Money other) {
    return new Money(Math.subtractExact(minor, sameCurrency(other).minor), currency);
  }

  public Money negated() {
    return new Money(Math.negateExact(minor), currency);
  }

  /** This unit price for {@code quantity}, rounded once. */
  public Money times(Quantity quantity, Rounding rounding) {
    return new Money(quantity.times(minor, rounding), currency);
  }

  /**
   * Splits this amount by weight so that the parts sum to the whole: everyone gets the share
   * rounded towards zero, and the units left over go to the largest remainders, the earlier place
   * first where two are equal. Weights that are all 0 count as equal.
   *
   * @param weights 1 or more, none below 0
   */
  public List<Money> allocate(long... weights) {
    BigInteger sum = BigInteger.ZERO;
    for (long weight : weights) {
      if (weight < 0) throw new IllegalArgumentException("weight " + weight + " is below 0");
      sum = sum.add(BigInteger.valueOf(weight));
    }
    if (weights.length == 0) throw new IllegalArgumentException("nobody to allocate to");
    if (sum.signum() == 0)
      return allocate(IntStream.range(0, weights.length).mapToLong(i -> 1).toArray());

    long[] shares = new long[weights.length];
    BigInteger[] remainders = new BigInteger[weights.length];
    long left = minor;
    for (int i = 0; i < weights.length; i++) {
      BigInteger[] share =
          BigInteger.valueOf(minor)
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(sum);
      shares[i] = share[0].longValueExact();
      remainders[i] = share[1].abs();
      left -= shares[i];
    }
    List<Integer> byRemainder = new ArrayList<>(IntStream.range(0, shares.length).boxed().toList());
    byRemainder.sort(Comparator.comparing((Integer i) -> remainders[i]).reversed());
    for (int i = 0; left != 0; i++, left -= Long.signum(left)) {
      shares[byRemainder.get(i)] += Long.signum(left);
    }
    return IntStream.range(0, shares.length).mapToObj(i -> new Money(shares[i], currency)).toList();
  }

  /** For people and logs: {@code 12.50 GBP}, {@code 1250 JPY}. */
  @Override
  public String toString() {
    return BigDecimal.valueOf(minor, currency.exponent()).toPlainString() + " " + currency.code();
  }

  private Money sameCurrency(Money other) {
    if (!currency.equals(other.currency)) {
      throw new ArithmeticException(currency.code() + " and " + other.currency.code());
    }
    return other;
  }
}
