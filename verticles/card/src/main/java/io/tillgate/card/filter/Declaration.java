package io.tillgate.card.filter;

/** {@code <!DOCTYPE …>}: where it ends, and whether it declares entities. */
final class Declaration {
  private static final String ENTITY = "<!ENTITY";

  private int brackets;
  private int quote;
  private int matched;

  void begin() {
    brackets = 0;
    quote = 0;
    matched = 0;
  }

  /**
   * Whether it ends with this character.
   *
   * @throws Refused where an entity is declared
   */
  boolean ends(int c) {
    matched = c == ENTITY.charAt(matched) ? matched + 1 : c == '<' ? 1 : 0;
    if (matched == ENTITY.length()) {
      throw new Refused(
          Refused.Reason.UNREADABLE,
          "the document declares entities, in which a card number could hide: send it without a"
              + " DTD");
    }
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '[') {
      brackets++;
    } else if (c == ']') {
      brackets--;
    } else {
      return c == '>' && brackets <= 0;
    }
    return false;
  }
}
