package io.tillgate.pos;

/**
 * Tells whether a piece of text holds a card number. The card room knows what one looks like; this
 * room does not, and is given this.
 */
@FunctionalInterface
public interface CardNumberGuard {

  /**
   * @param text one value of an event in ASCII: digits of any script as {@code 0-9}, blanks and
   *     dashes of any kind as a blank and {@code -}; overwritten after the call, so not to be kept
   * @return whether a card number is in it, also between other text or split by blanks or dashes
   */
  boolean finds(byte[] text);
}
