package io.tillgate.central.database;

import static io.tillgate.central.Postgres.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.central.Authority;
import io.tillgate.central.Central;
import io.tillgate.central.CentralSettings;
import io.tillgate.central.Nodes;
import io.tillgate.central.Postgres;
import io.tillgate.central.Traffic;
import io.tillgate.central.cluster.Members;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away and comes back, while stores sell. */
class LostDatabaseTest {
  @TempDir Path directory;

  /** Its files stay when it stops. */
  private EmbeddedPostgres server(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(directory.resolve("postgres"))
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .start();
  }

  @Test
  void whileTheDatabaseIsAwayStoresAreToldToComeBackAndThenAllIsThere() throws Exception {
    // PostgreSQL runs as another user where this test runs as root.
    assertTrue(directory.toFile().setExecutable(true, false));
    assertTrue(directory.toFile().setReadable(true, false));
    int port = Nodes.freePort();
    EmbeddedPostgres server = server(port);
    Postgres postgres = Postgres.at(port);
    Vertx vertx = Vertx.vertx();
    Authority authority = new Authority(directory, "stores");
    CentralSettings settings = Nodes.settings(postgres, authority, 0, List.of(), 3_600);
    Central central =
        await(Central.start(vertx, Members.alone(), settings, new SimpleMeterRegistry()));
    Nodes.awaitTrue("ready", () -> central.status().ready());

    List<Traffic> stores = new ArrayList<>();
    List<Future<Void>> ends = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      stores.add(new Traffic(vertx, authority, "store-" + i, i, 80, central.landingPort()));
      ends.add(stores.get(i).start());
    }
    Nodes.awaitTrue("some are sold", () -> stores.stream().allMatch(Traffic::resting));
    stores.forEach(store -> store.allow(1));
    server.close();
    Nodes.awaitTrue("not ready, and says why", () -> !central.status().ready());
    assertTrue(central.status().reason().contains("database"), central.status().reason());

    server = server(port);
    await(Future.all(ends));
    Nodes.awaitTrue("ready again", () -> central.status().ready());
    for (Traffic store : stores) {
      String where = " where store = '" + store.store() + "'";
      assertEquals(80, postgres.number("select count(*) from events" + where));
      assertEquals(
          store.soldMinor(), postgres.number("select sales_minor from store_totals" + where));
    }
    await(central.close());
    await(vertx.close());
    server.close();
  }

  @Test
  void aPasswordIsNeverPrinted() {
    DatabaseSettings settings =
        new DatabaseSettings(List.of("a:1", "b:2"), "shop", "me", "s3cret", 2, 2, 1_000);
    assertFalse(settings.toString().contains("s3cret"), settings.toString());
    assertFalse(Database.jdbcUrl(settings).contains("s3cret"));
    assertTrue(Database.jdbcUrl(settings).startsWith("jdbc:postgresql://a:1,b:2/shop?"));
  }
}
