package io.tillgate.card.acquirer;

import io.tillgate.card.stream.TlsFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How one acquirer is reached. What it speaks, its time-outs and its pace are its profile's.
 *
 * @param name what records, metrics and files call it: letters, digits, dots, dashes
 * @param profile the dialect that holds its times, its pace and what may be approved for it, named
 *     as {@code card.dialect} is; null: that one
 * @param formerly names that it, or one whose place it took, had before: what is owed to those is
 *     owed to it. None
 * @param endpoints where it listens
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
    String profile,
    List<String> formerly,
    EndpointSettings endpoints,
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

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,31}");

  public AcquirerSettings {
    formerly = List.copyOf(formerly);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: '" + name + "' is not 1 to 32 letters, digits, dots and dashes");
    }
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

  NetClientOptions clientOptions() {
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(connectTimeoutMillis)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (tls == null) return options;
    options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    options.setEnabledSecureTransportProtocols(TlsFiles.PROTOCOLS);
    if (tls.keyCert() != null) options.setKeyCertOptions(tls.keyCert());
    if (tls.trustOptions() != null) options.setTrustOptions(tls.trustOptions());
    return options;
  }

  /** Reads the section of one acquirer; what it leaves out has its default. */
  public static AcquirerSettings of(JsonObject section) {
    return new AcquirerSettings(
        section.getString("name", "acquirer"),
        section.getString("profile"),
        section.getJsonArray("formerly", new JsonArray()).stream().map(Object::toString).toList(),
        EndpointSettings.of(section),
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
}
