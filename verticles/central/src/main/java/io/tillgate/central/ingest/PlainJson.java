package io.tillgate.central.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * JSON that PostgreSQL's jsonb takes. It refuses what JSON allows: U+0000 and lone surrogates in
 * strings, and numbers beyond its range; one such string in a batch would fail the whole statement.
 */
final class PlainJson {
  private static final JsonFactory JSON = new JsonFactory();

  /** Digits of a number's exponent; jsonb holds exponents up to some 130,000. */
  private static final int MAX_EXPONENT_DIGITS = 4;

  private PlainJson() {}

  /** The text of {@code utf8}, or nothing where jsonb would refuse it. */
  static Optional<String> of(byte[] utf8) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      return isPlain(text) ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) return false;
      int depth = 0;
      do {
        JsonToken token = parser.currentToken();
        if (token.isStructStart()) depth++;
        if (token.isStructEnd()) depth--;
        if (!isPlain(parser, token)) return false;
        if (depth == 0) return parser.nextToken() == null;
      } while (parser.nextToken() != null);
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isPlain(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case FIELD_NAME, VALUE_STRING -> isPlainText(parser.getText());
      case VALUE_NUMBER_FLOAT -> isPlainNumber(parser.getText());
      default -> true;
    };
  }

  private static boolean isPlainText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) return false;
      if (!Character.isSurrogate(c)) continue;
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (!pair) return false;
      i++;
    }
    return true;
  }

  private static boolean isPlainNumber(String number) {
    int e = Math.max(number.indexOf('e'), number.indexOf('E'));
    return e < 0 || number.length() - e - 1 <= MAX_EXPONENT_DIGITS;
  }
}
