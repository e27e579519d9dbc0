package io.tillgate.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.security.auth.Destroyable;

/**
 * The AES-256 key under which a box encrypts its journal. Each segment is encrypted under a key of
 * its own, derived from this one.
 *
 * @param id name for messages, 1-63 ASCII characters; it stands in clear in each segment, so it
 *     must not be secret
 * @param secret 32 bytes; the record keeps the array it is given, {@link #destroy} overwrites it
 */
public record DataKey(String id, byte[] secret) implements Destroyable {
  public static final int BYTES = 32;
  static final int MAX_ID_LENGTH = 63;
  private static final int FINGERPRINT_BYTES = 8;

  public DataKey {
    if (id.isEmpty()
        || id.length() > MAX_ID_LENGTH
        || !id.chars().allMatch(c -> c > 32 && c < 127)) {
      throw new IllegalArgumentException("a key's id is 1-63 visible ASCII characters");
    }
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "the data key has " + secret.length + " bytes; AES-256 takes " + BYTES);
    }
  }

  /** A copy of {@code secret}, named by its own fingerprint, which tells nothing of the key. */
  public static DataKey of(byte[] secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("tillgate data key".getBytes(StandardCharsets.US_ASCII));
      byte[] fingerprint = Arrays.copyOf(sha256.digest(secret), FINGERPRINT_BYTES);
      return new DataKey(HexFormat.of().formatHex(fingerprint), secret.clone());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  DataKey copy() {
    if (isDestroyed()) throw new IllegalStateException("data key " + id + " has been destroyed");
    return new DataKey(id, secret.clone());
  }

  @Override
  public void destroy() {
    Arrays.fill(secret, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    for (byte b : secret) {
      if (b != 0) return false;
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DataKey that && MessageDigest.isEqual(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "DataKey[" + id + "]";
  }
}
