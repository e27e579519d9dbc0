package io.tillgate.retail;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * How much of something, in exact thousandths: pieces, kilograms, litres. In JSON it is a string,
 * {@code "6"} or {@code "0.255"}, because many readers turn a JSON number with decimals into
 * floating point.
 *
 * @param thousandths within ±{@link #MAX_THOUSANDTHS}
 */
public record Quantity(long thousandths) implements Comparable<Quantity> {
  public static final long MAX_THOUSANDTHS = 999_999_999_999L;
  public static final Quantity ONE = new Quantity(1_000);

  /** What {@link #parse} reads; the JSON Schemas hold the same. */
  public static final String PATTERN = "-?(0|[1-9][0-9]{0,8})(\\.[0-9]{1,3})?";

  private static final Pattern SHAPE = Pattern.compile(PATTERN);
  private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

  public Quantity {
    if (thousandths < -MAX_THOUSANDTHS || thousandths > MAX_THOUSANDTHS) {
      throw new IllegalArgumentException("a quantity has at most 9 digits before the point");
    }
  }

  public static Quantity of(long whole) {
    return new Quantity(Math.multiplyExact(whole, 1_000));
  }

  /**
   * @throws IllegalArgumentException unless {@code text} is a plain decimal of at most nine digits
   *     before and three after the point
   */
  @JsonCreator
  public static Quantity parse(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a quantity is written as a decimal with at most 9 digits before and 3 after the point");
    }
    return new Quantity(new BigDecimal(text).movePointRight(3).longValueExact());
  }

  /**
   * Minor units of this many at {@code unitPriceMinor}, rounded once.
   *
   * @throws ArithmeticException beyond a long
   */
  public long times(long unitPriceMinor, Rounding rounding) {
    BigInteger exact = BigInteger.valueOf(thousandths).multiply(BigInteger.valueOf(unitPriceMinor));
    if (exact.mod(THOUSAND).signum() == 0) return exact.divide(THOUSAND).longValueExact();
    return new BigDecimal(exact, 3).setScale(0, rounding.mode()).longValueExact();
  }

  public Quantity negated() {
    return new Quantity(-thousandths);
  }

  public int signum() {
    return Long.signum(thousandths);
  }

  @Override
  public int compareTo(Quantity other) {
    return Long.compare(thousandths, other.thousandths);
  }

  /** The shortest plain decimal: {@code 6}, {@code 0.25}; equal quantities have equal text. */
  @Override
  @JsonValue
  public String toString() {
    BigDecimal decimal = BigDecimal.valueOf(thousandths, 3).stripTrailingZeros();
    return decimal.toPlainString();
  }
}
