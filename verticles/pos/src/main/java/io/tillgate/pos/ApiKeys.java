package io.tillgate.pos;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Who may use the event API. Without keys, everyone who reaches the port. */
final class ApiKeys {
  private static final String SCHEME = "Bearer ";

  private final List<PosSettings.ApiKey> keys;

  ApiKeys(List<PosSettings.ApiKey> keys) {
    this.keys = keys;
  }

  /** Takes the same time whichever key it is, or none. */
  boolean allow(HttpServerRequest request) {
    if (keys.isEmpty()) return true;
    String header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return false;
    byte[] hash = sha256(header.substring(SCHEME.length()).trim());
    boolean known = false;
    for (PosSettings.ApiKey key : keys) known |= MessageDigest.isEqual(key.sha256(), hash);
    return known;
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
