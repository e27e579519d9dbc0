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
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands in {@code ring.json}: keys under the key-encryption key, and nothing that opens them.
 *
 * @param generation counts the changes of the ring
 * @param keks the key-encryption keys that wrap or wrapped it, by name; one is active
 * @param integrityKey wrapped; the key of {@code mac}
 * @param mac HMAC-SHA256 over {@link #authenticated()}, so that no state, role or key can be
 *     changed, added or left out unseen
 */
record RingFile(
    long generation, List<Kek> keks, byte[] integrityKey, List<WrappedKey> keys, byte[] mac) {
  private static final int FORMAT = 2;
  private static final byte[] INTEGRITY_CONTEXT = {'r', 'i', 'n', 'g'};
  private static final int KEY_BYTES = 32;

  /**
   * A key-encryption key, which lies elsewhere.
   *
   * @param name {@link KeyWrap#name()}; ends in a check value
   */
  record Kek(int id, KeyState state, Instant created, String name) {
    String check() {
      return name.substring(name.lastIndexOf(':') + 1);
    }

    Kek in(KeyState next) {
      return new Kek(id, next, created, name);
    }
  }

  /**
   * One key. Only its state ever changes; the rest is bound into {@code wrapped}.
   *
   * @param check {@link CheckValue}
   * @param wrapped empty once destroyed
   */
  record WrappedKey(
      int id, KeyRole role, KeyState state, Instant created, String check, byte[] wrapped) {

    byte[] context() {
      return "tillgate key %08x %s %s"
          .formatted(id, role, created)
          .getBytes(StandardCharsets.US_ASCII);
    }

    WrappedKey in(KeyState next) {
      byte[] kept = next == KeyState.DESTROYED ? new byte[0] : wrapped;
      return new WrappedKey(id, role, next, created, check, kept);
    }
  }

  /** The ring with a proof of its own, under a new integrity key. */
  static RingFile signed(KeyWrap wrap, long generation, List<Kek> keks, List<WrappedKey> keys)
      throws GeneralSecurityException {
    byte[] integrityKey = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(integrityKey);
    try {
      byte[] wrapped = wrap.wrap(integrityKey, INTEGRITY_CONTEXT);
      RingFile unsigned = new RingFile(generation, keks, wrapped, keys, new byte[0]);
      return new RingFile(generation, keks, wrapped, keys, unsigned.macUnder(integrityKey));
    } finally {
      Arrays.fill(integrityKey, (byte) 0);
    }
  }

  /**
   * @throws GeneralSecurityException where it is not as it was signed
   */
  void verify(KeyWrap wrap) throws GeneralSecurityException {
    byte[] key = wrap.unwrap(integrityKey, INTEGRITY_CONTEXT);
    try {
      if (!MessageDigest.isEqual(mac, macUnder(key))) throw new GeneralSecurityException("mac");
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private byte[] macUnder(byte[] key) throws GeneralSecurityException {
    Mac hmac = Mac.getInstance("HmacSHA256");
    hmac.init(new SecretKeySpec(key, "HmacSHA256"));
    return hmac.doFinal(authenticated());
  }

  /** The name of the key-encryption key that wraps it. */
  String wrappedBy() {
    for (Kek kek : keks) {
      if (kek.state == KeyState.ACTIVE) return kek.name;
    }
    return "";
  }

  byte[] authenticated() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeLong(generation);
      out.writeInt(keks.size());
      for (Kek kek : keks) {
        out.writeInt(kek.id);
        out.writeUTF(kek.state.name());
        out.writeUTF(kek.created.toString());
        out.writeUTF(kek.name);
      }
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
    JsonArray wrappers = new JsonArray();
    for (Kek kek : keks) {
      wrappers.add(
          new JsonObject()
              .put("id", idText(kek.id))
              .put("state", kek.state.name())
              .put("created", kek.created.toString())
              .put("name", kek.name));
    }
    return new JsonObject()
        .put("format", FORMAT)
        .put("generation", generation)
        .put("keks", wrappers)
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
      if (format < FORMAT) {
        throw new BadKeyRing(
            place
                + " is of format "
                + format
                + ", which no release wrote: make a new ring with 'tillgate keys init'");
      }
      List<Kek> keks = new ArrayList<>();
      for (Object entry : json.getJsonArray("keks")) keks.add(decodeKek((JsonObject) entry));
      List<WrappedKey> keys = new ArrayList<>();
      for (Object entry : json.getJsonArray("keys")) keys.add(decodeKey((JsonObject) entry));
      return new RingFile(
          json.getLong("generation"),
          List.copyOf(keks),
          bytes(json, "integrityKey"),
          List.copyOf(keys),
          bytes(json, "mac"));
    } catch (DecodeException
        | ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException e) {
      // The cause stays out of the message: a parser quotes what it stumbles over.
      throw new BadKeyRing(place + " is damaged or not a key ring: restore it from its backup");
    }
  }

  private static Kek decodeKek(JsonObject json) {
    return new Kek(
        Integer.parseUnsignedInt(text(json, "id"), 16),
        KeyState.valueOf(text(json, "state")),
        Instant.parse(text(json, "created")),
        text(json, "name"));
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
