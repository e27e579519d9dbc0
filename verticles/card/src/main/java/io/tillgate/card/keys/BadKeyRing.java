package io.tillgate.card.keys;

/**
 * A key ring that cannot be used. The message says which file, what is wrong with it and what to
 * do; it never holds key bytes.
 */
public final class BadKeyRing extends Exception {
  private static final long serialVersionUID = 1L;

  public BadKeyRing(String message) {
    super(message);
  }

  public BadKeyRing(String message, Throwable cause) {
    super(message, cause);
  }
}
