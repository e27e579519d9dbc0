package io.tillgate.card.keys;

/** How a token is written. Both forms of one card come from the same token key. */
public enum TokenFormat {
  /** {@code tk_} and 32 consonants: the form of this house, which no card number can be. */
  TEXT,
  /**
   * 19 digits, for back offices whose column takes nothing else: they begin with 99, which ISO/IEC
   * 7812-1 gives to no issuer (9 and a country's code, and no country has 990-999), and fail the
   * Luhn check. See {@link DigitTokens} for what is promised.
   */
  DIGITS
}
