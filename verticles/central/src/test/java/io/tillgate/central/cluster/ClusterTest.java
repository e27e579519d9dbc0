package io.tillgate.central.cluster;

import static io.tillgate.central.Postgres.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillgate.central.Authority;
import io.tillgate.central.CentralSettings;
import io.tillgate.central.Nodes;
import io.tillgate.central.Postgres;
import io.tillgate.central.Traffic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, and one that goes away in each of the ways in which nodes do, while stores sell. */
class ClusterTest {
  private static final int STORES = 4;
  private static final int EVENTS = 100;
  private static final long LEASE_MILLIS = 3_600;

  @TempDir Path directory;

  private final long seed = new Random().nextLong();
  private final List<Traffic> stores = new ArrayList<>();
  private Vertx clients;
  private Postgres postgres;
  private Authority authority;
  private List<Integer> members;
  private Node first;
  private Node second;
  private NodeProcess process;

  @BeforeEach
  void open() throws Exception {
    System.out.println("seed " + seed);
    clients = Vertx.vertx();
    postgres = Postgres.database();
    authority = new Authority(directory, "stores");
    members = List.of(Nodes.freePort(), Nodes.freePort());
    first = new Node(settings(0));
  }

  @AfterEach
  void close() {
    await(clients.close());
    if (process != null) process.kill();
    if (second != null) second.stop();
    first.stop();
  }

  private CentralSettings settings(int node) throws Exception {
    return Nodes.settings(postgres, authority, members.get(node), members, LEASE_MILLIS);
  }

  @Test
  void aNodeThatIsKilledUnderTrafficIsReplacedAndAnotherTakesItsShareLater() throws Exception {
    process = NodeProcess.start(json(settings(1)));
    awaitBothOwnSome();
    List<Future<Void>> ends = sell(process.landingPort(), first.central().landingPort());
    awaitSold();
    stores.forEach(store -> store.allow(0.7));
    long killed = System.nanoTime();
    process.kill();
    Nodes.awaitTrue("the other owns all", () -> first.central().status().shardsOwned() == 64);
    System.out.printf("taken over after %d ms%n", (System.nanoTime() - killed) / 1_000_000);
    awaitSold();
    // It comes back at the same address, as a supervisor would start it again.
    stores.forEach(store -> store.allow(1));
    second = new Node(settings(1));
    awaitBothOwnSome();
    await(Future.all(ends));
    assertEverySumIsRight();
  }

  @Test
  void aNodeThatStopsGracefullyHandsItsShardsOverAtOnce() throws Exception {
    second = new Node(settings(1));
    awaitBothOwnSome();
    List<Future<Void>> ends = sell(second.central().landingPort(), first.central().landingPort());
    awaitSold();
    stores.forEach(store -> store.allow(1));
    second.stop();
    second = null;
    // Released in PostgreSQL, not run out: no row is left with the old owner.
    assertEquals(
        0,
        postgres.number(
            "select count(*) from shard_lease l where owner is not null and owner not in"
                + " (select node from central_nodes)"));
    await(Future.all(ends));
    assertEverySumIsRight();
  }

  @Test
  void aNodeThatIsCutOffFromTheClusterGivesItsShardsBack() throws Exception {
    second = new Node(settings(1));
    awaitBothOwnSome();
    List<Future<Void>> ends = sell(second.central().landingPort(), first.central().landingPort());
    awaitSold();
    stores.forEach(store -> store.allow(1));
    second.cutOff();
    await(Future.all(ends));
    Nodes.awaitTrue("the other owns all", () -> first.central().status().shardsOwned() == 64);
    assertEverySumIsRight();
  }

  private void awaitBothOwnSome() {
    Nodes.awaitTrue(
        "two owners of 64 shards",
        () ->
            postgres.number("select count(distinct owner) from shard_lease where expires > now()")
                    == 2
                && postgres.number("select count(*) from shard_lease where expires > now()") == 64);
  }

  private List<Future<Void>> sell(int... ports) throws Exception {
    List<Future<Void>> ends = new ArrayList<>();
    for (int i = 0; i < STORES; i++) {
      Traffic store = new Traffic(clients, authority, "store-" + i, seed + i, EVENTS, ports);
      stores.add(store);
      ends.add(store.start());
    }
    return ends;
  }

  private void awaitSold() {
    Nodes.awaitTrue(
        "all that is allowed is sold", () -> stores.stream().allMatch(Traffic::resting));
  }

  private void assertEverySumIsRight() {
    for (Traffic store : stores) {
      String where = " where store = '" + store.store() + "'";
      assertEquals(
          store.events(),
          postgres.number("select count(distinct event_offset) from events" + where));
      assertEquals(
          store.soldMinor(), postgres.number("select sum(total_minor) from sales" + where));
      assertEquals(
          store.soldMinor(), postgres.number("select sales_minor from store_totals" + where));
    }
  }

  /** The settings as a file would hold them. */
  private JsonObject json(CentralSettings settings) {
    return new JsonObject()
        .put(
            "cluster",
            new JsonObject()
                .put("name", settings.cluster().name())
                .put("port", settings.cluster().port())
                .put("members", new JsonArray(settings.cluster().members())))
        .put(
            "database",
            new JsonObject()
                .put("hosts", new JsonArray(settings.database().hosts()))
                .put("name", settings.database().name())
                .put("user", settings.database().user()))
        .put(
            "landing",
            new JsonObject()
                .put("host", "127.0.0.1")
                .put("port", 0)
                .put("certificate", settings.landing().certificate())
                .put("key", settings.landing().key())
                .put("authorities", settings.landing().authorities())
                .put("ingestTimeoutMillis", settings.landing().ingestTimeoutMillis()))
        .put("leases", new JsonObject().put("leaseMillis", settings.leases().leaseMillis()));
  }
}
