package io.tillgate.card.keys;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What stands in {@code ring.json}: keys under the key-encryption key, and nothing that opens them.
 *
 * @param wrappedBy {@link KeyWrap#name()} of the key-encryption key
 * @param integrityKey wrapped; the key of {@code mac}
 * @param mac HMAC-SHA256 over {@link #authenticated()}, so that no state, role or key can be
 *     changed, added or left out unseen
 */
record RingFile(String wrappedBy, byte[] integrityKey, List<WrappedKey> keys, byte[] mac) {
  private static final int FORMAT = 1;

  /**
   * One key. Only its state ever changes; the rest is bound into {@code wrapped}.
   *
   * @param check {@link CheckValue}
   * @param wrapped empty once retired
   */
  record WrappedKey(
      int id, KeyRole role, KeyState state, Instant created, String check, byte[] wrapped) {

    byte[] context() {
      return "tillgate key %08x %s %s"
          .formatted(id, role, created)
          .getBytes(StandardCharsets.US_ASCII);
    }
  }

  byte[] authenticated() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeUTF(wrappedBy);
      out.writeInt(keys.size());
      for (WrappedKey key : keys) {
        out.writeInt(key.id);
        out.writeUTF(key.role.name());
        out.writeUTF(key.state.name());
        out.writeUTF(key.created.toString());
        out.writeUTF(key.check);
        out.writeInt(key.wrapped.length);
        out.write(key.wrapped);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  byte[] encode() {
    JsonArray list = new JsonArray();
    for (WrappedKey key : keys) {
      list.add(
          new JsonObject()
              .put("id", idText(key.id))
              .put("role", key.role.name())
              .put("state", key.state.name())
              .put("created", key.created.toString())
              .put("check", key.check)
              .put("wrapped", base64(key.wrapped)));
    }
    return new JsonObject()
        .put("format", FORMAT)
        .put("wrappedBy", wrappedBy)
        .put("integrityKey", base64(integrityKey))
        .put("keys", list)
        .put("mac", base64(mac))
        .encodePrettily()
        .concat("\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #encode} wrote; whether it is genuine is the ring's affair.
   *
   * @throws BadKeyRing for anything else; {@code place} is named in the message
   */
  static RingFile decode(Object place, byte[] bytes) throws BadKeyRing {
    try {
      JsonObject json = Buffer.buffer(bytes).toJsonObject();
      int format = json.getInteger("format");
      if (format > FORMAT) {
        throw new BadKeyRing(
            place + " is of format " + format + ", which a newer version wrote: use that version");
      }
      if (format < FORMAT) throw new IllegalArgumentException("no such format");
      List<WrappedKey> keys = new ArrayList<>();
      for (Object entry : json.getJsonArray("keys")) keys.add(decodeKey((JsonObject) entry));
      return new RingFile(
          text(json, "wrappedBy"), bytes(json, "integrityKey"), keys, bytes(json, "mac"));
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException e) {
      // The cause stays out of the message: a parser quotes what it stumbles over.
      throw new BadKeyRing(place + " is damaged or not a key ring: restore it from its backup");
    }
  }

  private static WrappedKey decodeKey(JsonObject json) {
    return new WrappedKey(
        Integer.parseUnsignedInt(text(json, "id"), 16),
        KeyRole.valueOf(text(json, "role")),
        KeyState.valueOf(text(json, "state")),
        Instant.parse(text(json, "created")),
        text(json, "check"),
        bytes(json, "wrapped"));
  }

  private static String text(JsonObject json, String name) {
    String text = json.getString(name);
    if (text == null) throw new IllegalArgumentException("no " + name);
    return text;
  }

  private static byte[] bytes(JsonObject json, String name) {
    String text = text(json, name);
    byte[] bytes = Base64.getDecoder().decode(text);
    // Java's decoder overlooks the spare bits of the last digit; here nothing is overlooked.
    if (!base64(bytes).equals(text)) throw new IllegalArgumentException(name);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String idText(int id) {
    return "%08x".formatted(id);
  }
}
