package io.tillgate.card.keys;

import io.vertx.core.json.JsonObject;

/** How a token is written. Both forms of one card come from the same token key. */
public enum TokenFormat {
  /** {@code tk_} and 32 consonants: the form of this house, which no card number can be. */
  TEXT,
  /**
   * 19 digits, for back offices whose column takes nothing else: they begin with 99, which ISO/IEC
   * 7812-1 gives to no issuer (9 and a country's code, and no country has 990-999), and fail the
   * Luhn check. See {@link DigitTokens} for what is promised.
   */
  DIGITS;

  /**
   * The setting {@code format} of a section; text without it.
   *
   * @throws IllegalArgumentException for a word that is neither text nor digits
   */
  public static TokenFormat of(JsonObject section) {
    String word = section.getString("format", "text");
    return switch (word) {
      case "text" -> TEXT;
      case "digits" -> DIGITS;
      default ->
          throw new IllegalArgumentException(
              "tokens.format %s is not known: text or digits".formatted(word));
    };
  }
}
