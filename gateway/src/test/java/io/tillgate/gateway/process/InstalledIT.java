package io.tillgate.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * deploy/README.md, done: the program copied elsewhere, certificates by the script, a sale to
 * central.
 */
class InstalledIT {
  @TempDir Path directory;

  /** The program as deploy/README.md copies it; jars are linked, not copied. */
  private Path install() throws IOException {
    Path target = Launched.ROOT.resolve("gateway/target");
    Path opt = Files.createDirectories(directory.resolve("opt"));
    Files.copy(
        Launched.LAUNCHER,
        opt.resolve("tillgate"),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(target.resolve("tillgate.jar"), opt.resolve("tillgate.jar"));
    Files.createSymbolicLink(opt.resolve("lib"), target.resolve("lib"));
    Files.createSymbolicLink(opt.resolve("conf"), Launched.ROOT.resolve("conf"));
    return Files.createSymbolicLink(directory.resolve("tillgate"), opt.resolve("tillgate"));
  }

  private Path central(int landing, int console, int database) throws IOException {
    String settings =
        """
        nodeName: central-1
        cluster: {port: %d}
        database: {hosts: ["127.0.0.1:%d"], name: postgres, user: postgres}
        landing: {port: %d, certificate: tls/central-1.pem, key: tls/central-1.key, authorities: tls/authorities.pem}
        console: {port: %d}
        management: {port: 0}
        """
            .formatted(Shop.freePort(), database, landing, console);
    return Files.writeString(directory.resolve("central.yaml"), settings);
  }

  @Test
  void aSaleAtATillIsAtCentralOnceItsDatabaseIsThere() throws Exception {
    Path program = install();
    Shop shop = new Shop(directory);
    Shop.certificates("central", directory + "/tls", "central-1", "localhost", "127.0.0.1");
    int landing = Shop.freePort();
    int page = Shop.freePort();
    int database = Shop.freePort();
    Path settings = central(landing, page, database);
    Files.writeString(shop.settings(), Shop.settings("", landing));

    List<String> command =
        List.of(program.toString(), "central", "--config", settings.toString(), "--log", "text");
    try (Launched central = new Launched(command, Map.of());
        Launched edge = shop.edge()) {
      int management = central.port("management");
      HttpResponse<String> waiting = Launched.get(management, "/health/ready");
      assertEquals(503, waiting.statusCode());
      assertTrue(
          waiting.body().contains("nobody listens at 127.0.0.1:" + database), waiting.body());

      UUID sale = UUID.randomUUID();
      assertEquals(
          201, Launched.post(edge.port("tills"), "/v1/sales", Shop.sale(sale)).statusCode());
      try (EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setPort(database)
              .setDataDirectory(directory.resolve("pg"))
              .start()) {
        central.awaitLine("the database answers; central serves");
        String sales = "/v1/sales?store=store-1";
        edge.until(
            "the sale at central",
            () -> Launched.get(page, sales).body().contains(sale.toString()));
        edge.terminate();
        assertEquals(0, edge.exitCode(), edge.said());
        JsonObject ready = new JsonObject(Launched.get(management, "/health/ready").body());
        assertEquals("UP", ready.getString("status"), ready.encode());
        central.terminate();
        assertEquals(0, central.exitCode(), central.said());
        assertFalse(postgres.getJdbcUrl("postgres", "postgres").isEmpty());
      }
    }
  }

  @Test
  void aCertificateThatIsNotThereKeepsCentralFromStarting() throws Exception {
    Path settings = central(Shop.freePort(), Shop.freePort(), 1);
    try (Launched central = Launched.tillgate("central", "--config", settings.toString())) {
      assertEquals(1, central.exitCode());
      String expected = "landing.certificate: " + directory + "/tls/central-1.pem is not there";
      assertTrue(central.said().contains(expected), central.said());
    }
  }
}
