package io.tillgate.uplink;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How an edge reaches central.
 *
 * @param store name of the store, as in the edge's certificate
 * @param edge name of the box within its store
 * @param centrals addresses {@code https://host:port}, tried in turn; each edge begins at a place
 *     of its own, so that edges spread
 * @param trustFile PEM; the authorities that may sign central's certificate
 * @param certificateFile PEM; the edge's certificate with its chain, URI name {@code
 *     tillgate://<store>/<edge>}
 * @param keyFile PEM; the certificate's private key, PKCS#8
 * @param window batches under way at once; 4 fills a line of 200 ms with a few thousand records a
 *     second
 * @param batchRecords records of one batch at most, 1-5,000; 1,000
 * @param batchBytes bytes of one batch before compression at most, where it holds more than one
 *     record; 1 MiB. The uplink holds {@code window + 1} batches in memory, never more
 * @param connectTimeoutMillis for TCP and TLS together; 5,000
 * @param requestTimeoutMillis until a request without an answer ends the connection; 10,000
 * @param backoffFirstMillis upper bound of the first random wait; doubles with each failure; 250
 * @param backoffMaxMillis where the doubling ends; 15,000: a few thousand stores that lost central
 *     together come back at some hundred a second
 * @param refusedRetryMillis wait where every central refuses this edge or its batch, which only a
 *     person can mend; 60,000
 * @param heartbeatMillis between heartbeats while the line is up; 2,000
 * @param stopFlushMillis how long a stop waits for what is durable to reach central; 5,000
 */
public record UplinkSettings(
    String store,
    String edge,
    List<URI> centrals,
    Path trustFile,
    Path certificateFile,
    Path keyFile,
    int window,
    int batchRecords,
    int batchBytes,
    int connectTimeoutMillis,
    int requestTimeoutMillis,
    int backoffFirstMillis,
    int backoffMaxMillis,
    int refusedRetryMillis,
    int heartbeatMillis,
    int stopFlushMillis) {
  private static final int MAX_WINDOW = 64;
  private static final int MIN_BATCH_BYTES = 4 << 10;
  private static final int MAX_BATCH_BYTES = 2 << 20;
  private static final int MAX_BATCH_RECORDS = 5_000;
  private static final int MAX_MILLIS = 3_600_000;

  /** What may stand in an address without being escaped. */
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  public UplinkSettings {
    name("store", store);
    name("edge", edge);
    if (centrals.isEmpty()) throw new IllegalArgumentException("centrals: name at least one");
    centrals.forEach(UplinkSettings::address);
    centrals = List.copyOf(centrals);
    within("window", window, 1, MAX_WINDOW);
    within("batchRecords", batchRecords, 1, MAX_BATCH_RECORDS);
    within("batchBytes", batchBytes, MIN_BATCH_BYTES, MAX_BATCH_BYTES);
    within("connectTimeoutMillis", connectTimeoutMillis, 1, MAX_MILLIS);
    within("requestTimeoutMillis", requestTimeoutMillis, 1, MAX_MILLIS);
    within("backoffMaxMillis", backoffMaxMillis, 1, MAX_MILLIS);
    within("backoffFirstMillis", backoffFirstMillis, 1, backoffMaxMillis);
    within("refusedRetryMillis", refusedRetryMillis, 1, MAX_MILLIS);
    within("heartbeatMillis", heartbeatMillis, 1, MAX_MILLIS);
    within("stopFlushMillis", stopFlushMillis, 0, MAX_MILLIS);
  }

  /**
   * Reads the section {@code uplink} of an edge's configuration.
   *
   * @throws IllegalArgumentException naming the setting and what it may be
   */
  public static UplinkSettings of(String store, String edge, JsonObject section) {
    List<URI> centrals = new ArrayList<>();
    for (Object text : section.getJsonArray("centrals", new JsonArray())) {
      centrals.add(parse(String.valueOf(text)));
    }
    return new UplinkSettings(
        store,
        edge,
        centrals,
        file(section, "trustFile"),
        file(section, "certificateFile"),
        file(section, "keyFile"),
        section.getInteger("window", 4),
        section.getInteger("batchRecords", 1_000),
        section.getInteger("batchBytes", 1 << 20),
        section.getInteger("connectTimeoutMillis", 5_000),
        section.getInteger("requestTimeoutMillis", 10_000),
        section.getInteger("backoffFirstMillis", 250),
        section.getInteger("backoffMaxMillis", 15_000),
        section.getInteger("refusedRetryMillis", 60_000),
        section.getInteger("heartbeatMillis", 2_000),
        section.getInteger("stopFlushMillis", 5_000));
  }

  private static Path file(JsonObject section, String name) {
    String text = section.getString(name);
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(name + ": name a PEM file; nothing is sent in clear");
    }
    return Path.of(text);
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("centrals: " + text + " is not an address", e);
    }
  }

  private static void address(URI address) {
    boolean plain =
        "https".equals(address.getScheme())
            && address.getHost() != null
            && address.getUserInfo() == null
            && (address.getPath().isEmpty() || address.getPath().equals("/"))
            && address.getQuery() == null;
    if (!plain) {
      throw new IllegalArgumentException(
          "centrals: " + address + " must read https://host or https://host:port");
    }
  }

  private static void name(String setting, String value) {
    if (value == null || !value.matches(NAME)) {
      throw new IllegalArgumentException(
          setting + " must be 1-63 letters, digits, dots, dashes or underscores");
    }
  }

  private static void within(String setting, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException("%s %d is not %d-%d".formatted(setting, value, low, high));
    }
  }
}
