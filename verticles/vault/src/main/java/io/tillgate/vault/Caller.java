package io.tillgate.vault;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A program that may have card numbers sent: the role of its own that PCI DSS 4.0.1, 7.2 asks for.
 *
 * @param sha256 of its random key, hexadecimal
 * @param destinations the names of those to which it may have them sent
 * @param perHour deliveries that it may ask for in any hour, over all nodes
 */
public record Caller(String name, String sha256, Set<String> destinations, int perHour) {
  private static final String SCHEME = "Bearer ";

  public Caller {
    destinations = Set.copyOf(destinations);
  }

  static Caller of(JsonObject section) {
    return new Caller(
        section.getString("name"),
        section.getString("sha256"),
        Set.copyOf(
            section.getJsonArray("destinations", new JsonArray()).stream()
                .map(String::valueOf)
                .toList()),
        section.getInteger("perHour", 60));
  }

  /** Who shows this header, or null; takes the same time whoever it is. */
  static Caller known(List<Caller> callers, String authorization) {
    String key =
        authorization != null && authorization.startsWith(SCHEME)
            ? authorization.substring(SCHEME.length()).strip()
            : "";
    byte[] shown = sha256(key);
    Caller found = null;
    for (Caller caller : callers) {
      if (MessageDigest.isEqual(shown, HexFormat.of().parseHex(caller.sha256))) found = caller;
    }
    return key.isEmpty() ? null : found;
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "caller " + name;
  }
}
