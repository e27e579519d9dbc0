package io.tillgate.card.filter;

/** Reads one syntax, and tells a {@link Scan} which bytes are text. Never fails on bad syntax. */
interface Lexer {
  /**
   * The next character, whose bytes the scan has: Latin, with blanks, dashes and digits of other
   * scripts as the Latin ones; 1 for any other.
   *
   * @throws Refused where it may not pass
   */
  void unit(int c);

  /** No more come. */
  void end();
}
