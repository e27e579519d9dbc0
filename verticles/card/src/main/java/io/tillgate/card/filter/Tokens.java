package io.tillgate.card.filter;

import io.tillgate.card.keys.Tokenizer;
import java.nio.charset.StandardCharsets;

/** Tokens as bytes. One context: the tokenizer's. */
final class Tokens {
  private final Tokenizer tokenizer;

  Tokens(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  byte[] token(byte[] digits, int length, boolean asDigits) {
    return tokenizer.token(digits, 0, length).getBytes(StandardCharsets.US_ASCII);
  }

  boolean isToken(byte[] digits, int length) {
    return false;
  }
}
