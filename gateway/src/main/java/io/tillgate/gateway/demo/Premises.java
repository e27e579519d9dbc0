package io.tillgate.gateway.demo;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.tillgate.wire.Dialect;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * The demo's directory: for each process a folder with its settings, keys, certificate and data. A
 * later run finds keys and data, and writes settings anew, since ports change.
 *
 * <p>Settings are written as JSON, which is YAML as well.
 */
final class Premises {
  /** Small, so that a demo's journal has several files. */
  private static final int SEGMENT_BYTES = 16 << 20;

  private static final int STALE_AFTER_MILLIS = 4_000;
  private static final int DOWN_AFTER_MILLIS = 7_000;
  private static final int LEASE_MILLIS = 3_000;
  private static final int HEARTBEAT_MILLIS = 1_000;

  /** Shorter than an acquirer's 30 seconds, so that a demo of a minute shows time-outs through. */
  private static final int ANSWER_MILLIS = 3_000;

  private static final int REVERSAL_MILLIS = 1_000;
  private static final int RECONNECT_MILLIS = 2_000;

  /** Shorter than in a real shop: nobody watches a demo for as long as a bad line is doubted. */
  private static final int STEADY_MILLIS = 2_000;

  /** A handful of test cards buys all day, so that limits of a card are as those of the store. */
  private static final String STAND_IN =
      """

      standIn:
        enabled: true
        money: {GBP: {floorMinor: 20000, cardSumMinor: 2000000, storeSumMinor: 2000000}}
        cardCount: 1000
        velocityCount: 10000
        storeCount: 1000
        denyListMaxAgeHours: 0
      """;

  private final Path root;
  private final String dialect;
  private CertificateAuthority authority;

  /**
   * @param dialect the name of one that comes with the program
   * @throws IOException where an earlier run was of another dialect: what it owes is written in
   *     that
   */
  Premises(Path root, String dialect) throws IOException {
    this.root = root;
    this.dialect = dialect;
    for (String other : Dialect.SHIPPED) {
      if (!other.equals(dialect) && Files.exists(root.resolve(other + ".yaml"))) {
        throw new IOException(
            "%s was begun with --dialect %s: give that, or another --data".formatted(root, other));
      }
    }
  }

  /** Opened late: what it needs to make certificates takes a second that others can start in. */
  private CertificateAuthority authority() throws IOException {
    if (authority == null) authority = CertificateAuthority.open(root.resolve("authority"));
    return authority;
  }

  Path folder(String process) throws IOException {
    return Files.createDirectories(root.resolve(process));
  }

  Path log(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  Path journal(String store) {
    return root.resolve(store).resolve("data").resolve("journal");
  }

  Path keys(String store) {
    return root.resolve(store).resolve("keys");
  }

  /**
   * Ports of one node of central.
   *
   * @param cluster Hazelcast
   * @param bus the event bus
   * @param landing where edges land
   * @param page API and page
   * @param management health and metrics
   */
  record NodePorts(int cluster, int bus, int landing, int page, int management) {}

  /** Writes the settings of a node; gives the file. */
  Path central(String name, NodePorts ports, List<NodePorts> all, int database) throws IOException {
    CertificateAuthority.Issued issued = authority().server(name, "localhost");
    JsonArray members = new JsonArray();
    for (NodePorts node : all) members.add("127.0.0.1:" + node.cluster());
    JsonObject settings =
        new JsonObject()
            .put("nodeName", name)
            .put(
                "cluster",
                new JsonObject()
                    .put("name", "tillgate-demo")
                    .put("bindTo", "127.0.0.1")
                    .put("port", ports.cluster())
                    .put("busPort", ports.bus())
                    .put("members", members))
            .put(
                "database",
                new JsonObject()
                    .put("hosts", new JsonArray().add("127.0.0.1:" + database))
                    .put("name", "postgres")
                    .put("user", "postgres"))
            .put(
                "landing",
                new JsonObject()
                    .put("host", "127.0.0.1")
                    .put("port", ports.landing())
                    .put("certificate", issued.chain().toString())
                    .put("key", issued.key().toString())
                    .put("authorities", authority().trust().toString()))
            .put("leases", new JsonObject().put("leaseMillis", LEASE_MILLIS))
            .put(
                "queries",
                new JsonObject()
                    .put("staleAfterMillis", STALE_AFTER_MILLIS)
                    .put("downAfterMillis", DOWN_AFTER_MILLIS))
            .put("console", new JsonObject().put("port", ports.page()))
            .put("management", new JsonObject().put("port", ports.management()));
    return write(folder(name).resolve("central.yaml"), settings);
  }

  /**
   * Ports of one edge.
   *
   * @param terminals ISO 8583
   * @param tills HTTP
   * @param management health and metrics
   */
  record EdgePorts(int terminals, int tills, int management) {}

  /**
   * Writes the settings of a store's edge; gives the file.
   *
   * @param acquirer port of the acquirer
   * @param backOffice port of the tills' back office
   * @param lines ports of the lines to central
   */
  Path edge(String store, EdgePorts ports, int acquirer, int backOffice, List<Integer> lines)
      throws IOException {
    CertificateAuthority.Issued issued = authority().edge(store, "box-1");
    JsonArray centrals = new JsonArray();
    for (int line : lines) centrals.add("https://localhost:" + line);
    JsonObject settings =
        new JsonObject()
            .put("store", store)
            .put("edge", "box-1")
            .put("dataDirectory", folder(store).resolve("data").toString())
            .put("keys", new JsonObject().put("directory", keys(store).toString()))
            .put("journal", new JsonObject().put("segmentBytes", SEGMENT_BYTES))
            .put("card", card(ports, acquirer))
            .put(
                "pos",
                new JsonObject()
                    .put("port", ports.tills())
                    .put(
                        "backOffice",
                        new JsonObject().put("url", "http://127.0.0.1:" + backOffice)))
            .put(
                "uplink",
                new JsonObject()
                    .put("centrals", centrals)
                    .put("trustFile", authority().trust().toString())
                    .put("certificateFile", issued.chain().toString())
                    .put("keyFile", issued.key().toString())
                    .put("heartbeatMillis", HEARTBEAT_MILLIS)
                    .put("backoffMaxMillis", 2_000)
                    .put("requestTimeoutMillis", 4_000))
            .put("management", new JsonObject().put("port", ports.management()));
    return write(folder(store).resolve("edge.yaml"), settings);
  }

  private JsonObject card(EdgePorts ports, int acquirer) throws IOException {
    return new JsonObject()
        .put("dialect", dialect().toString())
        .put("terminals", new JsonObject().put("port", ports.terminals()))
        .put(
            "acquirer",
            new JsonObject()
                .put("endpoints", new JsonArray().add("127.0.0.1:" + acquirer))
                .put("reconnectLongestMillis", RECONNECT_MILLIS)
                .put("steadyMillis", STEADY_MILLIS));
  }

  /** Makes the key rings of all stores, of one merchant: the token key is the same in each. */
  void makeKeys(List<String> stores) throws BadKeyRing {
    KeyRing merchant = null;
    try {
      for (String store : stores) {
        Path ring = keys(store);
        Path kek = ring.resolve(KeyRing.KEK_FILE);
        boolean made = Files.exists(ring.resolve(KeyRing.RING_FILE));
        KeyRing opened =
            made ? KeyRing.open(ring) : KeyRing.init(ring, kek, merchant, Clock.systemUTC());
        if (merchant == null) merchant = opened;
        else opened.close();
      }
    } finally {
      if (merchant != null) merchant.close();
    }
  }

  /**
   * The dialect of the demo's acquirer, less patient than it ships, so that a run of a minute shows
   * time-outs and what follows them.
   */
  Path dialect() throws IOException {
    String file = dialect + ".yaml";
    try (InputStream in = Dialect.class.getResourceAsStream("/acquirer/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text = text.replaceFirst("answerMillis: \\d+", "answerMillis: " + ANSWER_MILLIS);
      text = text.replaceFirst("firstMillis: \\d+", "firstMillis: " + REVERSAL_MILLIS);
      text = text.replaceAll("(?m)^standIn:\\n(?:[ #].*\\n|\\n)*", "");
      return Files.writeString(root.resolve(file), text + STAND_IN);
    }
  }

  private static Path write(Path file, JsonObject settings) throws IOException {
    return Files.write(file, settings.encodePrettily().getBytes(StandardCharsets.UTF_8));
  }
}
