package io.tillgate.pos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Settings of the room, section {@code pos} of {@code conf/edge.yaml}.
 *
 * @param host address to listen on; default 127.0.0.1, so that a till on another machine is a
 *     choice
 * @param port 0 takes a free one; default 8080
 * @param limits what one till can take from the others
 * @param duplicateWindow how far back a repeat is known
 * @param apiKeys keys of the tills; empty lets everyone in who reaches the port
 * @param backOffice null where tills have none
 * @param stopGraceMillis how long requests may still finish at a stop; default 10,000
 */
public record PosSettings(
    String host,
    int port,
    Limits limits,
    WindowSettings duplicateWindow,
    List<ApiKey> apiKeys,
    BackOffice backOffice,
    long stopGraceMillis) {

  /**
   * @param maxBodyBytes of one request to the event API; default 1,048,576: a sale of 2,000 lines
   * @param maxBufferedBytes of all bodies in memory together; default 33,554,432
   * @param maxJsonDepth default 16; a batch of sales needs 8
   * @param maxBatchEvents default 500
   * @param maxInFlight events that wait for the disk; default 1,000
   * @param maxConnections default 1,024
   * @param maxUrlBytes of a request's first line: method, address and version; default 8,192
   * @param maxHeaderBytes of all headers of one request; default 16,384
   * @param bodyTimeoutMillis for a body from its first byte to its last; default 10,000
   * @param answerTimeoutMillis for the disk; default 10,000
   * @param idleTimeoutSeconds until a silent connection is closed; default 60
   */
  public record Limits(
      int maxBodyBytes,
      int maxBufferedBytes,
      int maxJsonDepth,
      int maxBatchEvents,
      int maxInFlight,
      int maxConnections,
      int maxUrlBytes,
      int maxHeaderBytes,
      long bodyTimeoutMillis,
      long answerTimeoutMillis,
      int idleTimeoutSeconds) {

    static Limits of(JsonObject section) {
      return new Limits(
          positive(section, "maxBodyBytes", 1 << 20),
          positive(section, "maxBufferedBytes", 32 << 20),
          positive(section, "maxJsonDepth", 16),
          positive(section, "maxBatchEvents", 500),
          positive(section, "maxInFlight", 1_000),
          positive(section, "maxConnections", 1_024),
          positive(section, "maxUrlBytes", 8_192),
          positive(section, "maxHeaderBytes", 16_384),
          positive(section, "bodyTimeoutMillis", 10_000),
          positive(section, "answerTimeoutMillis", 10_000),
          positive(section, "idleTimeoutSeconds", 60));
    }

    public Limits {
      if (maxBufferedBytes < maxBodyBytes) {
        throw new IllegalArgumentException(
            "pos.limits.maxBufferedBytes must be at least maxBodyBytes, " + maxBodyBytes);
      }
      if (maxInFlight < maxBatchEvents) {
        throw new IllegalArgumentException(
            "pos.limits.maxInFlight must be at least maxBatchEvents, " + maxBatchEvents);
      }
    }
  }

  /**
   * @param maxIds default 50,000, about 10 MiB: weeks of a small shop, days of a large one
   * @param maxAgeMillis default seven days
   */
  public record WindowSettings(int maxIds, long maxAgeMillis) {
    private static final int DEFAULT_MAX_AGE_HOURS = 168;

    static WindowSettings of(JsonObject section) {
      return new WindowSettings(
          positive(section, "maxIds", 50_000),
          positive(section, "maxAgeHours", DEFAULT_MAX_AGE_HOURS) * 3_600_000L);
    }
  }

  /**
   * A till's key, of which only the hash is kept. It must be random, 128 bits or more: a fast hash
   * does not protect a password.
   *
   * @param name for logs and metrics
   * @param sha256 32 bytes
   */
  public record ApiKey(String name, byte[] sha256) {
    static ApiKey of(JsonObject section) {
      String name = section.getString("name", "");
      String hash = section.getString("sha256", "");
      if (name.isBlank() || !hash.matches("[0-9a-fA-F]{64}")) {
        throw new IllegalArgumentException(
            "pos.apiKeys: each has a name and sha256, the key's SHA-256 in 64 hexadecimal digits");
      }
      return new ApiKey(name, HexFormat.of().parseHex(hash));
    }
  }

  /**
   * Where everything goes that is not for the event API.
   *
   * @param url {@code http} or {@code https}, host, port; a path is not supported
   * @param connectTimeoutMillis default 2,000
   * @param responseTimeoutMillis that it may be silent, before its response or within; default
   *     30,000
   * @param maxConnections default 32
   * @param maxWaiting requests that wait for one of these; default 64
   * @param maxBodyBytes of a request that is passed on, never held in memory; default 16,777,216
   * @param maxFailures in a row, after which it is left alone; default 5
   * @param resetMillis after which it is tried again; default 5,000
   */
  public record BackOffice(
      URI url,
      int connectTimeoutMillis,
      int responseTimeoutMillis,
      int maxConnections,
      int maxWaiting,
      int maxBodyBytes,
      int maxFailures,
      int resetMillis) {

    static BackOffice of(JsonObject section) {
      return new BackOffice(
          URI.create(section.getString("url", "")),
          positive(section, "connectTimeoutMillis", 2_000),
          positive(section, "responseTimeoutMillis", 30_000),
          positive(section, "maxConnections", 32),
          positive(section, "maxWaiting", 64),
          positive(section, "maxBodyBytes", 16 << 20),
          positive(section, "maxFailures", 5),
          positive(section, "resetMillis", 5_000));
    }

    public BackOffice {
      boolean plain = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean bare = url.getPath() == null || url.getPath().isEmpty() || url.getPath().equals("/");
      if (!plain || url.getHost() == null || !bare || url.getQuery() != null) {
        throw new IllegalArgumentException(
            "pos.backOffice.url must be http:// or https://, a host and a port, without a path");
      }
    }
  }

  /**
   * Reads the section and applies defaults.
   *
   * @throws IllegalArgumentException naming the setting that is wrong
   */
  public static PosSettings of(JsonObject section) {
    List<ApiKey> keys = new ArrayList<>();
    for (Object key : section.getJsonArray("apiKeys", new JsonArray())) {
      keys.add(ApiKey.of((JsonObject) key));
    }
    int port = section.getInteger("port", 8080);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("pos.port must be 0 to 65535");
    }
    JsonObject backOffice = section.getJsonObject("backOffice");
    return new PosSettings(
        section.getString("host", "127.0.0.1"),
        port,
        Limits.of(section.getJsonObject("limits", new JsonObject())),
        WindowSettings.of(section.getJsonObject("duplicateWindow", new JsonObject())),
        List.copyOf(keys),
        backOffice == null ? null : BackOffice.of(backOffice),
        positive(section, "stopGraceMillis", 10_000));
  }

  /** Whether only programs on this machine can reach the port. */
  boolean isLocal() {
    return host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
  }

  private static int positive(JsonObject section, String name, int whenAbsent) {
    Object value = section.getValue(name, whenAbsent);
    if (value instanceof Integer number && number > 0) return number;
    throw new IllegalArgumentException("pos: " + name + " must be a whole number above 0");
  }
}
