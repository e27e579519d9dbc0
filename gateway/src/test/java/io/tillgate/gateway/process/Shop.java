package io.tillgate.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A directory in which everything lies that an edge needs, made by the shipped tools alone. */
final class Shop {
  final Path directory;

  Shop(Path directory) throws Exception {
    this.directory = directory;
    certificates("authority", tls());
    certificates("edge", tls(), "store-1", "box-1");
    run("keys", "init", directory.resolve("data/keys").toString());
    Files.writeString(settings(), settings("", freePort()));
  }

  private String tls() {
    return directory.resolve("tls").toString();
  }

  Path settings() {
    return directory.resolve("edge.yaml");
  }

  /** Settings of an edge on free ports; {@code more} are lines at the top. */
  static String settings(String more, int centralPort) {
    return """
        %s
        store: store-1
        edge: box-1
        zone: Europe/Berlin
        dataDirectory: data
        journal: {segmentBytes: 8388608, minFreeBytes: 16777216}
        card: {terminals: {port: 0}, acquirer: {endpoints: ["127.0.0.1:1"]}}
        pos: {port: 0}
        management: {port: 0}
        uplink:
          centrals: ["https://localhost:%d"]
          trustFile: tls/authorities.pem
          certificateFile: tls/store-1-box-1.pem
          keyFile: tls/store-1-box-1.key
          backoffMaxMillis: 500
          stopFlushMillis: 500
        """
        .formatted(more, centralPort);
  }

  Launched edge() throws IOException {
    return Launched.tillgate("edge", "--config", settings().toString(), "--log", "text");
  }

  /** Starts an edge with a variable over its settings. */
  Launched edgeWith(String variable, String value) throws IOException {
    return new Launched(
        List.of(Launched.LAUNCHER.toString(), "edge", "--config", settings().toString()),
        Map.of(variable, value));
  }

  /** Runs the shipped script for certificates. */
  static void certificates(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Launched.ROOT.resolve("deploy/certificates").toString());
    command.addAll(List.of(arguments));
    try (Launched script = new Launched(command, Map.of())) {
      assertEquals(0, script.exitCode(), script.said());
    }
  }

  static void run(String... arguments) throws Exception {
    try (Launched command = Launched.tillgate(arguments)) {
      assertEquals(0, command.exitCode(), command.said());
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** A sale of one thing for cash. */
  static String sale(UUID id) {
    return """
        {"id": "%s", "store": "store-1", "till": "till-1", "currency": "EUR",
         "occurredAt": "2026-03-02T09:00:00Z",
         "lines": [{"id": "1", "sku": "0017", "quantity": "2", "unitPriceMinor": 250, "totalMinor": 500}],
         "tenders": [{"id": "1", "kind": "cash", "amountMinor": 500}],
         "totals": {"linesMinor": 500, "taxMinor": 0, "includedTaxMinor": 0, "totalMinor": 500}}
        """
        .formatted(id);
  }
}
