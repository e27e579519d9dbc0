package io.tillgate.vault;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Where a card number may go, and in what body.
 *
 * @param name as callers name it
 * @param uri https only
 * @param body the request's; {@code {{pan}}} stands for the card number, once
 * @param contentType of it. application/json
 * @param certificate what we show, PEM; and {@code key} to it: without them it is no destination
 * @param trust who signs its certificate, PEM; null: the machine's own authorities
 * @param answerFields of its JSON answer that the caller may see, top level; none unless named
 * @param timeoutMillis 10 s
 */
public record Destination(
    String name,
    URI uri,
    String body,
    String contentType,
    String certificate,
    String key,
    String trust,
    List<String> answerFields,
    int timeoutMillis) {
  static final String PLACE = "{{pan}}";

  public Destination {
    answerFields = List.copyOf(answerFields);
    if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException("vault destination " + name + ": url must be https://…");
    }
    int at = body.indexOf(PLACE);
    if (at < 0 || body.indexOf(PLACE, at + 1) >= 0) {
      throw new IllegalArgumentException(
          "vault destination " + name + ": body must have " + PLACE + " once");
    }
  }

  /** Reads one of the list {@code vault.destinations}. */
  static Destination of(JsonObject section) {
    return new Destination(
        section.getString("name"),
        URI.create(section.getString("url")),
        section.getString("body"),
        section.getString("contentType", "application/json"),
        section.getString("certificate"),
        section.getString("key"),
        section.getString("trust"),
        section.getJsonArray("answerFields", new io.vertx.core.json.JsonArray()).stream()
            .map(String::valueOf)
            .toList(),
        section.getInteger("timeoutMillis", 10_000));
  }

  /** The request's body; the caller zeroes it. */
  byte[] fill(byte[] pan) {
    int at = body.indexOf(PLACE);
    byte[] before = body.substring(0, at).getBytes(StandardCharsets.UTF_8);
    byte[] after = body.substring(at + PLACE.length()).getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(before, before.length + pan.length + after.length);
    System.arraycopy(pan, 0, whole, before.length, pan.length);
    System.arraycopy(after, 0, whole, before.length + pan.length, after.length);
    return whole;
  }
}
