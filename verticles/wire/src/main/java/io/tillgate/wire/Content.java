package io.tillgate.wire;

/** What the characters of a field may be, in the letters of ISO 8583. */
public enum Content {
  /** Digits. Shorter values are padded with zeros on the left. */
  N("n"),
  /** Letters and blanks. */
  A("a"),
  /** Letters, digits and blanks. */
  AN("an"),
  /** Letters, digits and everything printable. */
  ANS("ans"),
  /** Bytes. */
  B("b"),
  /** Track 2 or 3 as read from the stripe: digits and separators. */
  Z("z"),
  /** A signed amount: {@code C} or {@code D}, then digits. The length counts the sign. */
  X_N("x+n"),
  /** Money of the 2003 edition: ISO 4217 number, how many decimals, then the digits. */
  AMOUNT("amount");

  private final String yaml;
  private final boolean[] allowed = new boolean[256];

  Content(String yaml) {
    this.yaml = yaml;
    for (int i = 0; i < allowed.length; i++) allowed[i] = mayHold(i);
  }

  /** Whether a value may hold the character, given as Latin-1. */
  boolean allows(int character) {
    return allowed[character & 0xFF];
  }

  private boolean mayHold(int character) {
    boolean digit = character >= '0' && character <= '9';
    boolean letter =
        (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    return switch (yaml) {
      case "n", "amount" -> digit;
      case "a" -> letter || character == ' ';
      case "an" -> digit || letter || character == ' ';
      case "ans" -> character >= ' ' && character != 0x7F;
      case "z" -> digit || character == '=' || character == 'D' || character == '^';
      case "x+n" -> digit || character == 'C' || character == 'D';
      default -> true;
    };
  }

  @Override
  public String toString() {
    return yaml;
  }
}
