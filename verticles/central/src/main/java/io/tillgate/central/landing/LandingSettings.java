package io.tillgate.central.landing;

import io.tillgate.central.settings.Section;

/**
 * Where edges land, and how much of what they send is held at once.
 *
 * @param host address to listen on; default 0.0.0.0
 * @param port default 7443; 0 for any free one
 * @param certificate PEM file: this server's certificate and its chain
 * @param key PEM file: the key of {@code certificate}
 * @param authorities PEM file: the authorities that sign edges' certificates
 * @param instances event loops that serve edges; default 2
 * @param batchesInFlightPerEdge more are answered 503; default 16
 * @param batchesInFlight of all edges on this node, more are answered 503; default 512
 * @param bytesInFlight decompressed bytes of those; default 64 MiB
 * @param ingestTimeoutMillis how long a shard's owner may take before it is asked once more;
 *     default 4,000, so that both tries end before an edge's own time-out of 10,000
 * @param retryAfterSeconds what a refused edge is told to wait; default 1
 */
public record LandingSettings(
    String host,
    int port,
    String certificate,
    String key,
    String authorities,
    int instances,
    int batchesInFlightPerEdge,
    int batchesInFlight,
    long bytesInFlight,
    int ingestTimeoutMillis,
    int retryAfterSeconds) {

  public static LandingSettings of(Section section) {
    return new LandingSettings(
        section.text("host", "0.0.0.0"),
        section.port("port", 7443),
        section.required("certificate"),
        section.required("key"),
        section.required("authorities"),
        section.integer("instances", 2, 1, 64),
        section.integer("batchesInFlightPerEdge", 16, 1, 1_000),
        section.integer("batchesInFlight", 512, 1, 100_000),
        section.number("bytesInFlight", 64L << 20, 8L << 20, 16L << 30),
        section.integer("ingestTimeoutMillis", 4_000, 100, 600_000),
        section.integer("retryAfterSeconds", 1, 1, 3_600));
  }
}
