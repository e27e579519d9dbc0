package io.tillgate.card.filter;

/** What a {@link Scan} asks when it has found something. */
interface Takes {
  /**
   * @param text what takes the number's place, ASCII; empty where it stays
   */
  record Deed(Action action, byte[] text) {}

  /** The rule of what no other is for. */
  Rule net();

  /** Whether codes and tracks pass. */
  boolean keepsCodes();

  /** Whether digits are a token already. */
  boolean isToken(byte[] digits, int length);

  /**
   * A number was found.
   *
   * @throws Refused where the message must not pass
   */
  Deed number(Rule by, byte[] digits, int length);

  /** A code or a track was found, and is removed. */
  void code(Rule by);

  /** A field passes as it is; true. */
  boolean revealed(boolean any);
}
