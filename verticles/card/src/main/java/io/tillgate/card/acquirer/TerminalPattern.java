package io.tillgate.card.acquirer;

/**
 * Names of terminals (DE41): each {@code *} stands for any characters, or none; all others for
 * themselves.
 */
public record TerminalPattern(String text) {
  private static final char ANY = '*';

  /** Linear where there is one star; never worse than the product of both lengths. */
  boolean matches(String terminal) {
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = 0;
    while (in < terminal.length()) {
      if (at < text.length() && text.charAt(at) == ANY) {
        star = at++;
        retry = in;
      } else if (at < text.length() && text.charAt(at) == terminal.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++retry;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == ANY) at++;
    return at == text.length();
  }

  /** Whether this matches whatever {@code other} does; false where that cannot be told. */
  boolean covers(TerminalPattern other) {
    // A star in the other can be anything, which only a star here takes.
    return matches(other.text);
  }
}
