package io.tillgate.card.nexo;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The vendor's protection of messages on the store's network (Adyen, "Protect local
 * communications", version 1): keys from a passphrase by PBKDF2 with HMAC-SHA1, AES-256-CBC whose
 * initial vector is the derived one exclusive-or the message's nonce, HMAC-SHA256 over the plain
 * text. The header stays readable beside it, so what was deciphered must have the same one.
 *
 * <p>A gateway that let it through untouched could record nothing, so it shares the terminal's key.
 * Holds keys: one context.
 */
final class NexoCrypto {
  private static final byte[] SALT = "AdyenNexoV1Salt".getBytes(StandardCharsets.US_ASCII);
  private static final int ROUNDS = 4_000;
  private static final int KEY_BYTES = 32;
  private static final int IV_BYTES = 16;
  private static final int VERSION = 1;

  private final String keyIdentifier;
  private final int keyVersion;
  private final SecretKeySpec macKey;
  private final SecretKeySpec cipherKey;
  private final byte[] iv;
  private final SecureRandom random = new SecureRandom();

  /** Slow on purpose: some milliseconds. The caller may zero {@code passphrase} afterwards. */
  NexoCrypto(char[] passphrase, String keyIdentifier, int keyVersion) {
    this.keyIdentifier = keyIdentifier;
    this.keyVersion = keyVersion;
    PBEKeySpec spec = new PBEKeySpec(passphrase, SALT, ROUNDS, (2 * KEY_BYTES + IV_BYTES) * 8);
    try {
      byte[] material =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA1").generateSecret(spec).getEncoded();
      macKey = new SecretKeySpec(material, 0, KEY_BYTES, "HmacSHA256");
      cipherKey = new SecretKeySpec(material, KEY_BYTES, KEY_BYTES, "AES");
      iv = Arrays.copyOfRange(material, 2 * KEY_BYTES, material.length);
      Arrays.fill(material, (byte) 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks PBKDF2", e);
    } finally {
      spec.clearPassword();
    }
  }

  /** Whether a message is protected. */
  static boolean isSealed(Json.Node container) {
    return container.get("NexoBlob") != null;
  }

  /**
   * The whole message in the clear, from a protected container (what stands in {@code
   * SaleToPOIRequest} or {@code SaleToPOIResponse}).
   *
   * @throws BadNexo where it is not of this key
   */
  byte[] open(Json.Node container) {
    Json.Node trailer = container.get("SecurityTrailer");
    if (trailer == null) throw new BadNexo("SecurityTrailer is missing beside NexoBlob");
    String key = trailer.text("KeyIdentifier");
    Json.Node version = trailer.get("KeyVersion");
    boolean known =
        keyIdentifier.equals(key) && version != null && version.text().equals("" + keyVersion);
    if (!known) {
      throw new BadNexo(
          "the message is protected by another key than %s version %d, which the terminal has here"
              .formatted(keyIdentifier, keyVersion));
    }
    byte[] nonce = base64(trailer, "Nonce");
    byte[] mac = base64(trailer, "Hmac");
    if (nonce.length != IV_BYTES) throw new BadNexo("Nonce must have 16 bytes");
    byte[] plain = null;
    boolean sound = false;
    try {
      plain = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(base64(container, "NexoBlob"));
      sound = MessageDigest.isEqual(mac, mac(plain));
    } catch (GeneralSecurityException e) {
      sound = false; // told below in the same words, so that a forger learns nothing from them
    }
    if (sound) return plain;
    if (plain != null) Arrays.fill(plain, (byte) 0);
    throw new BadNexo("NexoBlob does not open: another passphrase, or it was changed on its way");
  }

  private static byte[] base64(Json.Node node, String name) {
    Json.Node value = node.get(name);
    if (value == null || value.kind != Json.Kind.STRING) throw new BadNexo(name + " is missing");
    try {
      return Base64.getDecoder().decode(value.content());
    } catch (IllegalArgumentException e) {
      throw new BadNexo(name + " is no base64");
    }
  }

  /**
   * Protects a whole message.
   *
   * @param name SaleToPOIRequest or SaleToPOIResponse
   * @param header its header, which stays readable
   */
  byte[] seal(String name, JsonObject header, byte[] plain) {
    byte[] nonce = new byte[IV_BYTES];
    random.nextBytes(nonce);
    return seal(name, header, plain, nonce);
  }

  byte[] seal(String name, JsonObject header, byte[] plain, byte[] nonce) {
    try {
      Base64.Encoder base64 = Base64.getEncoder();
      byte[] blob = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
      JsonObject trailer =
          new JsonObject()
              .put("AdyenCryptoVersion", VERSION)
              .put("KeyIdentifier", keyIdentifier)
              .put("KeyVersion", keyVersion)
              .put("Nonce", base64.encodeToString(nonce))
              .put("Hmac", base64.encodeToString(mac(plain)));
      JsonObject container =
          new JsonObject()
              .put("MessageHeader", header)
              .put("NexoBlob", base64.encodeToString(blob))
              .put("SecurityTrailer", trailer);
      return new JsonObject().put(name, container).toBuffer().getBytes();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES or HMAC failed", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    byte[] vector = new byte[IV_BYTES];
    for (int i = 0; i < IV_BYTES; i++) vector[i] = (byte) (iv[i] ^ nonce[i]);
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(mode, cipherKey, new IvParameterSpec(vector));
    return cipher;
  }

  private byte[] mac(byte[] plain) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(macKey);
    return mac.doFinal(plain);
  }

  @Override
  public String toString() {
    return "NexoCrypto[" + keyIdentifier + " version " + keyVersion + "]";
  }
}
