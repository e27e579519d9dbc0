package io.tillgate.card.terminal;

import io.tillgate.card.stream.TlsFiles;
import io.vertx.core.json.JsonObject;

/**
 * Where terminals connect, and how much one may ask of the edge. The longest frame is the dialect's
 * ({@code framing.maxMessageBytes}).
 *
 * @param host address to listen on. 127.0.0.1: nobody from outside until the shop says so
 * @param port 0: any free one
 * @param maxConnections above it the oldest that never asked anything gives way to the newcomer;
 *     where all have asked, the one that has been silent longest; else the newcomer is closed.
 *     1,000
 * @param giveWayMillis how long it must have been silent for that, with nothing in flight: a
 *     terminal connects again for its next payment. 1 min
 * @param frameTimeoutMillis how long a frame may take from its first byte to its last. 5 s
 * @param idleTimeoutMillis a connection without a byte for so long is closed. 1 h: terminals keep
 *     theirs through a quiet hour
 * @param maxInFlight requests of one connection that may wait for an answer; more are refused. 16
 * @param maxUnsentBytes answers that one connection may leave unread; then it is closed. 256 KiB
 * @param tls null: plain TCP; with {@code trust} every terminal must show a certificate
 */
public record TerminalSettings(
    String host,
    int port,
    int maxConnections,
    long giveWayMillis,
    long frameTimeoutMillis,
    long idleTimeoutMillis,
    int maxInFlight,
    int maxUnsentBytes,
    TlsFiles tls) {

  public TerminalSettings {
    if (port < 0 || port > 65_535) throw new IllegalArgumentException("port " + port);
    atLeastOne("maxConnections", maxConnections);
    atLeastOne("giveWayMillis", giveWayMillis);
    atLeastOne("frameTimeoutMillis", frameTimeoutMillis);
    atLeastOne("idleTimeoutMillis", idleTimeoutMillis);
    atLeastOne("maxInFlight", maxInFlight);
    atLeastOne("maxUnsentBytes", maxUnsentBytes);
    if (tls != null && tls.certificate() == null) {
      throw new IllegalArgumentException("tls: terminals need a certificate and a key to see");
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
  }

  /** Reads the section {@code terminals}; what it leaves out has its default. */
  public static TerminalSettings of(JsonObject section) {
    return new TerminalSettings(
        section.getString("host", "127.0.0.1"),
        section.getInteger("port", 8583),
        section.getInteger("maxConnections", 1_000),
        section.getLong("giveWayMillis", 60_000L),
        section.getLong("frameTimeoutMillis", 5_000L),
        section.getLong("idleTimeoutMillis", 3_600_000L),
        section.getInteger("maxInFlight", 16),
        section.getInteger("maxUnsentBytes", 262_144),
        TlsFiles.of(section.getJsonObject("tls")));
  }
}
