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
  X_N("x+n");

  private final String yaml;

  Content(String yaml) {
    this.yaml = yaml;
  }

  /** Whether values are padded on the left with zeros, not on the right with blanks. */
  boolean isNumeric() {
    return this == N || this == X_N;
  }

  boolean allows(int character) {
    boolean digit = character >= '0' && character <= '9';
    boolean letter =
        (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    return switch (this) {
      case N -> digit;
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
