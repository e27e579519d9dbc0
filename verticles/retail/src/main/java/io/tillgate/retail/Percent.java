package io.tillgate.retail;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A tax rate in ten-thousandths of a percent, exact: {@code "20"}, {@code "8.875"}. A string in
 * JSON.
 *
 * @param tenThousandths 0 to 9,999,999
 */
public record Percent(int tenThousandths) {

  /** What {@link #parse} reads; the JSON Schemas hold the same. */
  public static final String PATTERN = "(0|[1-9][0-9]{0,2})(\\.[0-9]{1,4})?";

  private static final Pattern SHAPE = Pattern.compile(PATTERN);

  public Percent {
    if (tenThousandths < 0 || tenThousandths > 9_999_999) {
      throw new IllegalArgumentException("a rate is 0 to 999.9999 percent");
    }
  }

  @JsonCreator
  public static Percent parse(String text) {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a rate is written as percent with at most 3 digits before and 4 after the point");
    }
    return new Percent(new BigDecimal(text).movePointRight(4).intValueExact());
  }

  /** The shortest plain decimal, without a percent sign. */
  @Override
  @JsonValue
  public String toString() {
    return BigDecimal.valueOf(tenThousandths, 4).stripTrailingZeros().toPlainString();
  }
}
