package io.tillgate.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edge as a process of its own, started by the launcher: what it serves, refuses and leaves. */
class EdgeProcessIT {
  @TempDir static Path directory;
  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = new Shop(directory);
  }

  private static String refusal(Launched edge) throws InterruptedException {
    try (edge) {
      assertEquals(1, edge.exitCode(), edge.said());
      List<String> lines = edge.said().lines().toList();
      return lines.get(lines.size() - 1);
    }
  }

  private static JsonObject check(String body, String id) {
    JsonArray checks = new JsonObject(body).getJsonArray("checks");
    return checks.stream()
        .map(JsonObject.class::cast)
        .filter(check -> check.getString("id").equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(id + " is not in " + body));
  }

  @Test
  void anEdgeServesStopsWellAndKnowsAfterItsStartWhatItAnsweredBefore() throws Exception {
    UUID id = UUID.randomUUID();
    String first;
    try (Launched edge = shop.edge()) {
      HttpResponse<String> answer = Launched.post(edge.port("tills"), "/v1/sales", Shop.sale(id));
      assertEquals(201, answer.statusCode(), answer.body());
      first = answer.body();
      int management = edge.port("management");
      assertEquals(200, Launched.get(management, "/health/live").statusCode());
      assertEquals(
          "UP",
          check(Launched.get(management, "/health/ready").body(), "journal").getString("status"));
      String metrics = Launched.get(management, "/metrics").body();
      for (String name :
          List.of(
              "tillgate_journal_appends_total",
              "tillgate_pos_",
              "jvm_memory_used_bytes",
              "disk_free_bytes")) {
        assertTrue(metrics.contains(name), name + " is missing in\n" + metrics);
      }
      System.out.println(edge.awaitLine(" is up after "));
      edge.terminate();
      assertEquals(0, edge.exitCode(), edge.said());
    }
    try (Launched edge = shop.edge()) {
      HttpResponse<String> again = Launched.post(edge.port("tills"), "/v1/sales", Shop.sale(id));
      assertEquals(201, again.statusCode(), again.body());
      assertEquals(first, again.body());
      assertEquals("true", again.headers().firstValue("idempotent-replay").orElse(""));
    }
  }

  @Test
  void theAcquirerCountsForReadinessAndTheLineToCentralDoesNot() throws Exception {
    try (Launched edge = shop.edge()) {
      HttpResponse<String> ready = Launched.get(edge.port("management"), "/health/ready");
      assertEquals(503, ready.statusCode());
      assertEquals("DOWN", check(ready.body(), "acquirer").getString("status"));
      for (String good : List.of("process", "journal", "disk", "terminals", "tills", "central")) {
        assertEquals("UP", check(ready.body(), good).getString("status"), good);
      }
    }
  }

  @Test
  void aDirectoryThatAnotherEdgeUsesIsRefusedAndTheOtherGoesOn() throws Exception {
    try (Launched edge = shop.edge()) {
      int tills = edge.port("tills");
      String refusal = refusal(shop.edge());
      assertTrue(refusal.contains("journal") && refusal.contains("in use"), refusal);
      assertEquals(
          201, Launched.post(tills, "/v1/sales", Shop.sale(UUID.randomUUID())).statusCode());
    }
  }

  @Test
  void aPortInUseIsRefusedByItsSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      String refusal = refusal(shop.edgeWith("TILLGATE_CARD_TERMINALS_PORT", port));
      assertTrue(
          refusal.contains("127.0.0.1:" + port + " (card.terminals.port) is in use"), refusal);
    }
  }

  @Test
  void aKeyRingThatIsMissingOrWasChangedIsRefused() throws Exception {
    String missing = refusal(shop.edgeWith("TILLGATE_KEYS_DIRECTORY", directory + "/nowhere"));
    assertTrue(missing.contains(directory + "/nowhere/ring.json"), missing);

    Path ring = directory.resolve("changed");
    Shop.run("keys", "init", ring.toString());
    Path file = ring.resolve("ring.json");
    Files.writeString(file, Files.readString(file).replaceFirst("ACTIVE", "RETIRED"));
    String changed = refusal(shop.edgeWith("TILLGATE_KEYS_DIRECTORY", ring.toString()));
    assertTrue(changed.contains("was changed or damaged"), changed);
  }

  @Test
  void aRunningEdgeTakesUpItsRotatedKeysAtSighupAndTellsWhatItCannotTake() throws Exception {
    String ring = directory.resolve("data/keys").toString();
    try (Launched edge = shop.edge()) {
      int tills = edge.port("tills");
      UUID before = UUID.randomUUID();
      String first = Launched.post(tills, "/v1/sales", Shop.sale(before)).body();
      for (String role : List.of("kek", "queue", "journal")) {
        Shop.run("keys", "rotate", ring, role);
      }
      edge.signal("HUP");
      edge.awaitLine("the key ring is taken up, generation 4");
      assertEquals(
          201, Launched.post(tills, "/v1/sales", Shop.sale(UUID.randomUUID())).statusCode());
      assertEquals(first, Launched.post(tills, "/v1/sales", Shop.sale(before)).body());
      Path file = directory.resolve("data/keys/ring.json");
      byte[] whole = Files.readAllBytes(file);
      Files.writeString(file, "{");
      edge.signal("HUP");
      edge.awaitLine("the key ring is not taken up, the keys in use stay");
      Files.write(file, whole);
      assertEquals(
          201, Launched.post(tills, "/v1/sales", Shop.sale(UUID.randomUUID())).statusCode());
      edge.terminate();
      assertEquals(0, edge.exitCode(), edge.said());
    }
    try (Launched edge = shop.edge()) {
      edge.port("tills");
    }
  }

  @Test
  void theKeysOfAnotherBoxAreRefused() throws Exception {
    try (Launched edge = shop.edge()) {
      edge.port("tills");
      edge.terminate();
      edge.exitCode();
    }
    Path ring = directory.resolve("other");
    Shop.run("keys", "init", ring.toString());
    String refusal = refusal(shop.edgeWith("TILLGATE_KEYS_DIRECTORY", ring.toString()));
    assertTrue(refusal.contains("key"), refusal);
  }

  @Test
  void aDiskNearlyFullIsRefused() throws Exception {
    long free = Files.getFileStore(directory).getUsableSpace();
    String more = String.valueOf(free + (1L << 40));
    String refusal = refusal(shop.edgeWith("TILLGATE_JOURNAL_MIN_FREE_BYTES", more));
    assertTrue(refusal.contains("bytes free, less than the " + more), refusal);
  }

  @Test
  void theCertificateOfAnotherBoxIsRefused() throws Exception {
    String refusal = refusal(shop.edgeWith("TILLGATE_EDGE", "box-2"));
    assertTrue(refusal.contains("is not the certificate of tillgate://store-1/box-2"), refusal);
  }

  @Test
  void settingsThatAreWrongAreToldWithTheirLinesAndNothingIsStarted() throws Exception {
    Path file = directory.resolve("wrong.yaml");
    Files.writeString(file, Shop.settings("stor: x", 1));
    try (Launched edge = Launched.tillgate("edge", "--config", file.toString())) {
      assertEquals(1, edge.exitCode());
      assertTrue(
          edge.said().contains(file + ":1: stor: is no setting; did you mean store?"), edge.said());
    }
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    Map<String, String> patient =
        Map.of("TILLGATE_UPLINK_STOP_FLUSH_MILLIS", "600000", "TILLGATE_STOP_MILLIS", "600000");
    List<String> command =
        List.of(
            Launched.LAUNCHER.toString(),
            "edge",
            "--config",
            shop.settings().toString(),
            "--log",
            "text");
    try (Launched edge = new Launched(command, patient)) {
      int tills = edge.port("tills");
      assertEquals(
          201, Launched.post(tills, "/v1/sales", Shop.sale(UUID.randomUUID())).statusCode());
      edge.terminate();
      edge.awaitLine("stops, as SIGTERM asks");
      edge.terminate();
      assertEquals(1, edge.exitCode(), edge.said());
    }
  }
}
