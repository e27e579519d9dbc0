package io.tillgate.central.landing;

import static io.tillgate.central.Facts.batch;
import static io.tillgate.central.Facts.sale;
import static io.tillgate.central.Postgres.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.central.Authority;
import io.tillgate.central.Central;
import io.tillgate.central.CentralSettings;
import io.tillgate.central.EdgeClient;
import io.tillgate.central.EdgeClient.Heard;
import io.tillgate.central.Nodes;
import io.tillgate.central.Postgres;
import io.tillgate.central.cluster.Members;
import io.tillgate.central.database.Database;
import io.tillgate.central.denylist.DenyLists;
import io.tillgate.retail.feed.Batch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node behind real TLS, asked as edges ask it, well and badly. */
class LandingTest {
  @TempDir static Path directory;

  private static Vertx vertx;
  private static Postgres postgres;
  private static Authority authority;
  private static Central central;

  private String store;
  private EdgeClient edge;

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    postgres = Postgres.database();
    authority = new Authority(directory, "stores");
    CentralSettings settings = Nodes.settings(postgres, authority, 0, List.of(), 120_000);
    central = await(Central.start(vertx, Members.alone(), settings, new SimpleMeterRegistry()));
    Nodes.awaitTrue("all shards owned", () -> central.status().shardsOwned() == 64);
  }

  @AfterAll
  static void close() {
    await(central.close());
    await(vertx.close());
  }

  @BeforeEach
  void own() throws Exception {
    store = "store-" + UUID.randomUUID();
    edge = client(authority, authority.edge(store, "edge-1"));
  }

  private EdgeClient client(Authority trusted, Authority.Pair pair) {
    return new EdgeClient(vertx, trusted, pair, central.landingPort(), store, "edge-1");
  }

  private Batch oneSale(long offset) {
    return batch(offset, sale(store, UUID.randomUUID(), 100));
  }

  private long count(String table) {
    return postgres.number("select count(*) from " + table + " where store = '" + store + "'");
  }

  @Test
  void aBatchIsAcknowledgedOnceItIsDurable() {
    assertEquals(0, await(edge.next(1)).next());
    Heard heard = await(edge.put(1, oneSale(0)));
    assertEquals(200, heard.status());
    assertEquals(1, heard.next());
    assertEquals(1, count("sales"));
    assertEquals(1, await(edge.next(1)).next());
  }

  @Test
  void aNewJournalOfTheSameBoxBeginsAtZero() {
    await(edge.put(1, oneSale(0)));
    assertEquals(0, await(edge.next(2)).next());
    assertEquals(1, await(edge.put(2, oneSale(0))).next());
    assertEquals(2, count("sales"));
  }

  @Test
  void batchesThatOvertakeEachOtherAllLand() {
    List<Future<Heard>> all = new ArrayList<>();
    for (int i = 7; i >= 0; i--) all.add(edge.put(1, oneSale(i)));
    await(Future.all(all));
    all.forEach(heard -> assertEquals(200, heard.result().status()));
    assertEquals(8, await(edge.next(1)).next());
    assertEquals(8, count("sales"));
  }

  @Test
  void aGapThatStaysIsRefusedWithTheNextOffset() {
    await(edge.put(1, oneSale(0)));
    Heard heard = await(edge.put(1, oneSale(3)));
    assertEquals(409, heard.status());
    assertEquals(1, heard.next());
  }

  @Test
  void aCertificateOfAnotherStoreOpensNothing() throws Exception {
    EdgeClient other = client(authority, authority.edge("another-store", "edge-1"));
    assertEquals(403, await(other.put(1, oneSale(0))).status());
    assertEquals(403, await(other.next(1)).status());
    assertEquals(403, await(other.heartbeat(new JsonObject())).status());
    assertEquals(0, count("events"));
  }

  @Test
  void aCertificateThatNamesNoEdgeOpensNothing() throws Exception {
    assertEquals(403, await(client(authority, authority.nobody()).next(1)).status());
  }

  @Test
  void withoutACertificateThereIsNoAnswer() {
    EdgeClient stranger = client(authority, null);
    assertThrows(RuntimeException.class, () -> await(stranger.next(1)));
  }

  @Test
  void aCertificateOfAnotherAuthorityGetsNoAnswer() throws Exception {
    Authority other = new Authority(directory, "others");
    EdgeClient stranger = client(authority, other.edge(store, "edge-1"));
    assertThrows(RuntimeException.class, () -> await(stranger.next(1)));
  }

  @Test
  void aBatchWithAWrongChecksumIsRefusedWithTheReason() {
    byte[] body = oneSale(0).encode();
    body[20] ^= 1;
    Heard heard = await(edge.put(1, 0, body, null));
    assertEquals(400, heard.status());
    assertTrue(heard.body().contains("checksum"), heard.body());
    assertEquals(0, count("events"));
  }

  @Test
  void aBodyThatIsNotGzipThoughItSaysSoIsRefused() {
    assertEquals(400, await(edge.put(1, 0, oneSale(0).encode(), "gzip")).status());
    assertEquals(415, await(edge.put(1, 0, oneSale(0).encode(), "br")).status());
  }

  @Test
  void aCompressionBombIsRefusedAndTheNextBatchLands() {
    byte[] bomb = EdgeClient.gzip(new byte[256 << 20]);
    assertTrue(bomb.length < Batch.MAX_BYTES);
    assertEquals(413, await(edge.put(1, 0, bomb, "gzip")).status());
    assertEquals(200, await(edge.put(1, oneSale(0))).status());
  }

  @Test
  void aBodyThatIsTooLongIsRefused() {
    assertEquals(413, await(edge.put(1, 0, new byte[Batch.MAX_BYTES + 1], null)).status());
    assertEquals(200, await(edge.put(1, oneSale(0))).status());
  }

  @Test
  void anUnknownPathAndAWrongMethodAreSaidSo() {
    String path = "/v1/edges/" + store + "/edge-1";
    assertEquals(404, await(edge.ask(HttpMethod.GET, path, null, null)).status());
    assertEquals(404, await(edge.ask(HttpMethod.GET, path + "/epochs/x", null, null)).status());
    assertEquals(
        404,
        await(edge.ask(HttpMethod.GET, path + "/epochs/99999999999999999999", null, null))
            .status());
    assertEquals(405, await(edge.ask(HttpMethod.POST, path + "/epochs/1", null, null)).status());
  }

  @Test
  void moreBatchesThanMayFlyAreToldToComeBack() {
    List<Future<Heard>> all = new ArrayList<>();
    // Each waits for the gap before it, so all are in flight at once.
    for (int i = 1; i <= 40; i++) all.add(edge.put(1, oneSale(i)));
    await(Future.join(all).otherwiseEmpty());
    long later = all.stream().filter(heard -> heard.result().status() == 503).count();
    long gaps = all.stream().filter(heard -> heard.result().status() == 409).count();
    assertEquals(40, later + gaps);
    assertEquals(24, later);
    assertTrue(
        all.stream()
            .filter(h -> h.result().status() == 503)
            .allMatch(h -> h.result().retryAfter().equals("1")));
  }

  @Test
  void aHeartbeatIsKeptAndShownWithTheBacklog() {
    await(edge.put(1, oneSale(0)));
    Heard heard =
        await(
            edge.heartbeat(
                new JsonObject()
                    .put("epoch", 1)
                    .put("durable", 9)
                    .put("acknowledged", 0)
                    .put("clockMillis", System.currentTimeMillis() - 5_000)
                    .put("line", "up")
                    .put("terminals", 3)
                    .put("version", "0.1.0")
                    .put("zone", "Europe/Berlin")
                    .put(
                        "offline",
                        new JsonObject()
                            .put("count", 2)
                            .put("sumsMinor", new JsonObject().put("GBP", 1240))
                            .put("oldestMillis", 1_000)
                            .put("parked", 0))));
    assertEquals(200, heard.status(), heard.body());
    JsonObject shown = Nodes.storeOf(await(central.queries().overview()), store);
    assertEquals("up", shown.getString("line"));
    assertEquals(9, shown.getLong("backlog"));
    assertEquals("Europe/Berlin", shown.getString("zone"));
    JsonObject offline = shown.getJsonArray("edges").getJsonObject(0).getJsonObject("offline");
    assertEquals(1240, offline.getJsonObject("sumsMinor").getLong("GBP"));
    assertEquals(-5_000, shown.getLong("clockSkewMillis"), 2_000);
  }

  @Test
  void theNewestDenyListIsToldWithHeartbeatsAndFetched() throws Exception {
    JsonObject beat = new JsonObject().put("clockMillis", System.currentTimeMillis());
    assertEquals(0, await(edge.denyList()).length());
    Database database = postgres.open(vertx);
    DenyLists lists = new DenyLists(database.queries());
    await(lists.put(List.of("tk_b", "tk_a", "tk_b"), "ann"));
    DenyLists.Listed second = await(lists.put(List.of("tk_c"), "bob"));
    assertEquals(1, second.cards());
    Heard heard = await(edge.heartbeat(beat));
    assertEquals(second.version(), new JsonObject(heard.body()).getLong("denyList"));
    byte[] body = await(edge.denyList()).getBytes();
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      assertEquals("tk_c\n", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
    await(edge.heartbeat(beat.put("denyList", second.version())));
    JsonObject shown = Nodes.storeOf(await(central.queries().overview()), store);
    assertEquals(
        second.version(), shown.getJsonArray("edges").getJsonObject(0).getLong("denyList"));
    assertThrows(IllegalArgumentException.class, () -> lists.put(List.of("not a token"), "bob"));
    await(database.close());
  }

  @Test
  void aHeartbeatThatIsNoneIsRefusedWithTheReason() {
    assertTrue(await(edge.heartbeat(new JsonObject())).body().contains("clockMillis"));
    Heard heard =
        await(edge.heartbeat(new JsonObject().put("clockMillis", 1).put("durable", "many")));
    assertEquals(400, heard.status());
    assertTrue(heard.body().contains("durable"), heard.body());
  }
}
