package io.tillgate.card.nexo;

import io.tillgate.retail.IsoCurrency;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** The protocol's decimal amounts as minor units, exactly; never by floating point. */
final class Amounts {
  /** The vendor's definition: 99999999.999999 at most. */
  private static final BigDecimal MOST = new BigDecimal("99999999.999999");

  private static final int MAX_CHARACTERS = 32;

  private Amounts() {}

  /**
   * Minor units of an amount.
   *
   * @throws BadNexo where it is negative, too large, or finer than its currency
   */
  static long minor(Json.Node number, String currency, String what) {
    BigDecimal value = decimal(number, what);
    int exponent = exponent(currency);
    try {
      return value.setScale(exponent, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
    } catch (ArithmeticException e) {
      throw new BadNexo(
          what + " is finer than " + currency + " has it: give at most " + exponent + " decimals");
    }
  }

  private static BigDecimal decimal(Json.Node number, String what) {
    boolean isNumber = number.kind == Json.Kind.NUMBER;
    if (!isNumber || number.end - number.start > MAX_CHARACTERS) {
      throw new BadNexo(what + " is no amount: give a number like 10.99");
    }
    BigDecimal value = new BigDecimal(new String(number.content(), StandardCharsets.US_ASCII));
    // A scale far out would cost all memory to write down.
    boolean isPlain = Math.abs((long) value.scale()) <= MAX_CHARACTERS;
    if (!isPlain || value.signum() < 0 || value.compareTo(MOST) > 0) {
      throw new BadNexo(what + " must be 0 to " + MOST);
    }
    return value;
  }

  private static int exponent(String currency) {
    return IsoCurrency.of(currency)
        .orElseThrow(() -> new BadNexo("Currency is none of ISO 4217: give one like EUR"))
        .exponent();
  }

  /** For a message: 1099 of EUR is 10.99. */
  static BigDecimal decimal(long minor, String currency) {
    return BigDecimal.valueOf(minor, exponent(currency));
  }
}
