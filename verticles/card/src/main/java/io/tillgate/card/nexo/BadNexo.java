package io.tillgate.card.nexo;

/** A message that cannot be used, in words for who sent it. Never shows contents of the message. */
final class BadNexo extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadNexo(String reason) {
    super(reason, null, false, false);
  }
}
