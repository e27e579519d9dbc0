package io.tillgate.card.acquirer;

import io.tillgate.card.stream.TlsFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * How the acquirer is reached. What it speaks, its time-outs and its pace are the dialect's.
 *
 * @param name what records and metrics call it
 * @param endpoints {@code host:port}, the preferred one first; the others are tried where it fails
 * @param links connections kept open at a time. 2: one may break without a pause
 * @param maxOutstanding requests that may wait for an answer on one link. 256
 * @param connectTimeoutMillis 5 s
 * @param reconnectFirstMillis wait after the first failure; doubles, with jitter. 0.5 s
 * @param reconnectLongestMillis where it stops growing. 30 s
 * @param signOn whether to sign on before traffic, where the dialect has a sign-on. True
 * @param networkTimeoutMillis how long the answer to sign-on or echo may take. 10 s
 * @param lateMillis how long an answer that came too late is still known as one. 5 min
 * @param breakerTimeouts time-outs in a row, over all links, after which no more is sent. 5
 * @param breakerResetMillis after which one request is let through to see. 10 s
 * @param line when a line that failed is trusted again
 * @param tls null: plain TCP, for a line that is protected otherwise
 */
public record AcquirerSettings(
    String name,
    List<SocketAddress> endpoints,
    int links,
    int maxOutstanding,
    int connectTimeoutMillis,
    long reconnectFirstMillis,
    long reconnectLongestMillis,
    boolean signOn,
    long networkTimeoutMillis,
    long lateMillis,
    int breakerTimeouts,
    long breakerResetMillis,
    LineSettings line,
    TlsFiles tls) {

  public AcquirerSettings {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) throw new IllegalArgumentException("endpoints: name at least one");
    atLeastOne("links", links);
    atLeastOne("maxOutstanding", maxOutstanding);
    atLeastOne("connectTimeoutMillis", connectTimeoutMillis);
    atLeastOne("reconnectFirstMillis", reconnectFirstMillis);
    atLeastOne("networkTimeoutMillis", networkTimeoutMillis);
    atLeastOne("lateMillis", lateMillis);
    atLeastOne("breakerTimeouts", breakerTimeouts);
    atLeastOne("breakerResetMillis", breakerResetMillis);
    if (reconnectLongestMillis < reconnectFirstMillis) {
      throw new IllegalArgumentException("reconnectLongestMillis is below reconnectFirstMillis");
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
  }

  /** Reads the section {@code acquirer}; what it leaves out has its default. */
  public static AcquirerSettings of(JsonObject section) {
    return new AcquirerSettings(
        section.getString("name", "acquirer"),
        endpoints(section.getJsonArray("endpoints", new JsonArray())),
        section.getInteger("links", 2),
        section.getInteger("maxOutstanding", 256),
        section.getInteger("connectTimeoutMillis", 5_000),
        section.getLong("reconnectFirstMillis", 500L),
        section.getLong("reconnectLongestMillis", 30_000L),
        section.getBoolean("signOn", true),
        section.getLong("networkTimeoutMillis", 10_000L),
        section.getLong("lateMillis", 300_000L),
        section.getInteger("breakerTimeouts", 5),
        section.getLong("breakerResetMillis", 10_000L),
        new LineSettings(
            section.getLong("steadyMillis", 10_000L),
            section.getLong("steadyLongestMillis", 120_000L)),
        TlsFiles.of(section.getJsonObject("tls")));
  }

  private static List<SocketAddress> endpoints(JsonArray names) {
    List<SocketAddress> endpoints = new ArrayList<>();
    for (Object name : names) endpoints.add(endpoint(name.toString()));
    return endpoints;
  }

  private static SocketAddress endpoint(String name) {
    int colon = name.lastIndexOf(':');
    try {
      if (colon > 0) {
        int port = Integer.parseInt(name.substring(colon + 1));
        return SocketAddress.inetSocketAddress(port, name.substring(0, colon));
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one message for all
    }
    throw new IllegalArgumentException("endpoint '" + name + "' is not host:port");
  }
}
