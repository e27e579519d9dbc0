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

  Content(String yaml) {
    this.yaml = yaml;
  }

  boolean allows(int character) {
    boolean digit = character >= '0' && character <= '9';
    boolean letter =
        (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    return switch (this) {
      case N, AMOUNT -> digit;
      case A -> letter || character == ' ';
      case AN -> digit || letter || character == ' ';
      case ANS -> character >= ' ' && character != 0x7F;
      case Z -> digit || character == '=' || character == 'D' || character == '^';
      case X_N -> digit || character == 'C' || character == 'D';
      case B -> true;
    };
  }

  @Override
  public String toString() {
    return yaml;
  }
}
