package io.tillgate.vault;

import io.tillgate.wire.CardNumberRedactor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * What a caller asks.
 *
 * @param token of the card
 * @param destination where its number is to go, as listed
 * @param reason why, for the audit trail: 3-200 characters
 */
record Request(String token, String destination, String reason) {
  private static final Set<String> FIELDS = Set.of("token", "destination", "reason");
  private static final int MAX_TOKEN = 128;

  /** What is wrong with a request, in words that quote none of it. */
  static final class Wrong extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  static Request read(Buffer body) {
    JsonObject json;
    try {
      json = new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      throw new Wrong("the body is not a JSON object");
    }
    if (!FIELDS.containsAll(json.fieldNames())) {
      throw new Wrong("give token, destination and reason, and nothing else");
    }
    String reason = text(json, "reason", 3, 200).strip();
    if (reason.length() < 3) throw new Wrong("reason must be 3-200 characters");
    return new Request(text(json, "token", 1, MAX_TOKEN), text(json, "destination", 1, 64), reason);
  }

  private static String text(JsonObject json, String name, int least, int most) {
    Object value = json.getValue(name);
    if (!(value instanceof String text) || text.length() < least || text.length() > most) {
      throw new Wrong(name + " must be " + least + "-" + most + " characters");
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new Wrong(name + " must be printable");
    }
    if (CardNumberRedactor.redact(text) != text) {
      throw new Wrong(name + " has a card number in it: send its token, and nothing of the card");
    }
    return text;
  }
}
