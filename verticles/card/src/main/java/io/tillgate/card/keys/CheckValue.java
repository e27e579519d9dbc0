package io.tillgate.card.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Three bytes by which people compare keys without seeing them, as six hex digits: the first of
 * {@code HMAC-SHA256(key, "tillgate check value")}. Not the block-cipher check value of HSMs, since
 * a token key must never be used as a cipher key.
 */
final class CheckValue {
  private static final byte[] MESSAGE = "tillgate check value".getBytes(StandardCharsets.US_ASCII);

  private CheckValue() {}

  static String of(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return HexFormat.of().withUpperCase().formatHex(Arrays.copyOf(mac.doFinal(MESSAGE), 3));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HmacSHA256", e);
    }
  }
}
