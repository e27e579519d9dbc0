package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one bad till can do, and that the others never notice. */
class HostileTillTest {
  @TempDir Path directory;
  private Edge edge;

  @AfterEach
  void others() throws Exception {
    HttpResponse<String> answer = edge.post("/v1/sales", Till.sale().encode());
    assertEquals(201, answer.statusCode(), "the next till is served: " + answer.body());
    edge.close();
  }

  @Test
  void aBodyThatIsDeclaredTooLargeIsRefusedBeforeItComes() throws Exception {
    edge = with("maxBodyBytes", 10_000);
    try (RawTill till = new RawTill(edge.port())) {
      assertEquals(413, till.write(RawTill.head("/v1/sales", 10_001)).status());
    }
  }

  @Test
  void aTillThatAsksFirstIsToldToGoOnOrNot() throws Exception {
    edge = with("maxBodyBytes", 10_000);
    String sale = Till.sale().encode();
    try (RawTill polite = new RawTill(edge.port())) {
      String head = RawTill.head("/v1/sales", sale.length());
      polite.write(head.replace("\r\n\r\n", "\r\nexpect: 100-continue\r\n\r\n"));
      assertEquals(100, polite.status());
      assertEquals(201, polite.write(sale).status());
    }
    try (RawTill large = new RawTill(edge.port())) {
      String head = RawTill.head("/v1/sales", 10_001);
      large.write(head.replace("\r\n\r\n", "\r\nexpect: 100-continue\r\n\r\n"));
      assertEquals(413, large.status());
      assertTrue(large.isClosedByEdge());
    }
  }

  @Test
  void aBodyThatGrowsTooLargeIsRefusedAndItsRestThrownAway() throws Exception {
    edge = with("maxBodyBytes", 10_000);
    byte[] large = " ".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
    HttpRequest chunked =
        HttpRequest.newBuilder(edge.uri("/v1/sales"))
            .header("content-type", "application/json")
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(large)))
            .build();
    assertEquals(413, edge.send(chunked).statusCode());
    assertEquals(0, edge.registry.find("tillgate.pos.bodies.bytes").gauge().value());
  }

  @Test
  void aBodyThatNeverEndsIsGivenUp() throws Exception {
    edge = with("bodyTimeoutMillis", 300);
    try (RawTill till = new RawTill(edge.port())) {
      till.write(RawTill.head("/v1/sales", 1_000)).write("{\"id\":");
      assertEquals(408, till.status());
      assertTrue(till.isClosedByEdge());
    }
    assertEquals(0, edge.registry.find("tillgate.pos.bodies.bytes").gauge().value());
  }

  @Test
  void aRefusedSenderThatGoesOnSendingIsCutOff() throws Exception {
    JsonObject limits = new JsonObject().put("bodyTimeoutMillis", 300).put("maxBodyBytes", 1_000);
    edge = new Edge(directory, new JsonObject().put("limits", limits));
    try (RawTill till = new RawTill(edge.port())) {
      till.write(RawTill.head("/v1/sales", 100_000)).write("x".repeat(2_000));
      assertEquals(413, till.status());
      assertTrue(till.isClosedByEdge());
    }
  }

  @Test
  void aTillThatSaysNothingIsDisconnected() throws Exception {
    edge = with("idleTimeoutSeconds", 1);
    try (RawTill till = new RawTill(edge.port())) {
      till.write("POST /v1/sales HTTP/1.1\r\nhost:");
      assertTrue(till.isClosedByEdge());
    }
  }

  @Test
  void aTillThatHangsUpInTheMiddleLeavesNothingBehind() throws Exception {
    edge = new Edge(directory);
    String sale = Till.sale().encode();
    try (RawTill till = new RawTill(edge.port())) {
      till.write(RawTill.head("/v1/sales", sale.length())).write(sale.substring(0, 100));
    }
    assertEquals(201, edge.post("/v1/sales", Till.sale().encode()).statusCode());
    assertEquals(1, edge.records().size());
  }

  @Test
  void bodiesInMemoryAreBoundedTogether() throws Exception {
    JsonObject limits =
        new JsonObject().put("maxBodyBytes", 10_000).put("maxBufferedBytes", 15_000);
    edge = new Edge(directory, new JsonObject().put("limits", limits));
    try (RawTill first = new RawTill(edge.port());
        RawTill second = new RawTill(edge.port())) {
      first.write(RawTill.head("/v1/sales", 10_000)).write(" ".repeat(9_999));
      awaitGauge("tillgate.pos.bodies.bytes", 9_999);
      second.write(RawTill.head("/v1/sales", 10_000)).write(" ".repeat(9_999));
      assertEquals(503, second.status());
    }
  }

  @Test
  void connectionsAreBounded() throws Exception {
    edge = with("maxConnections", 3);
    List<RawTill> tills = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        RawTill till = new RawTill(edge.port());
        tills.add(till);
        till.write("GET /v1/schemas HTTP/1.1\r\nhost: edge\r\n\r\n");
        assertEquals(200, till.status());
      }
      try (RawTill oneTooMany = new RawTill(edge.port())) {
        assertTrue(oneTooMany.isClosedByEdge());
      }
    } finally {
      for (RawTill till : tills) till.close();
    }
    awaitGauge("tillgate.pos.connections", 0);
  }

  @Test
  void malformedRequestLinesAndHeadersAreRefused() throws Exception {
    edge = new Edge(directory);
    String[] requests = {
      "GET /%zz HTTP/1.1\r\nhost: edge\r\n\r\n",
      "GET /v1/sales/%c0%ae HTTP/1.1\r\nhost: edge\r\n\r\n",
      "NONSENSE\r\n\r\n",
      "GET / HTTP/1.1\r\nhost: edge\r\nx: " + "y".repeat(20_000) + "\r\n\r\n",
      "POST /v1/sales HTTP/1.1\r\nhost: edge\r\ncontent-length: -5\r\n\r\n",
      "POST /v1/sales HTTP/1.1\r\nhost: edge\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    };
    for (String request : requests) {
      try (RawTill till = new RawTill(edge.port())) {
        int status = till.write(request).status();
        assertTrue(status == -1 || (status >= 400 && status < 500), status + " for " + request);
      }
    }
  }

  @Test
  void aCardNumberNeverReachesTheDisk() throws Exception {
    edge = new Edge(directory);
    JsonObject sale = Till.sale().put("customerReference", "4111111111111111");
    HttpResponse<String> answer = edge.post("/v1/sales", sale.encode());
    assertEquals(422, answer.statusCode());
    assertFalse(answer.body().contains("4111"), answer.body());
    HttpResponse<String> batch =
        edge.post("/v1/batches", Till.batch("sale", Till.sale(), "sale", sale).encode());
    assertEquals(200, batch.statusCode());
    assertFalse(batch.body().contains("4111"), batch.body());
    assertEquals(1, edge.records().size());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String raw = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(raw.contains("4111111111111111"), file.toString());
      }
    }
  }

  @Test
  void anAddressThatIsTooLongIsRefusedInWords() throws Exception {
    edge = with("maxUrlBytes", 1_000);
    try (RawTill till = new RawTill(edge.port())) {
      till.write("GET /v1/schemas?" + "x".repeat(1_000) + " HTTP/1.1\r\nhost: edge\r\n\r\n");
      assertEquals(414, till.status());
      JsonObject said = new JsonObject(till.body());
      assertEquals("urn:tillgate:problem:long-address", said.getString("type"));
      assertTrue(said.getString("detail").contains("maxUrlBytes"), till.body());
      assertTrue(till.isClosedByEdge());
    }
    assertEquals(200, edge.get("/v1/schemas?" + "x".repeat(900)).statusCode());
  }

  @Test
  void headersThatAreTooLongAreRefusedInWords() throws Exception {
    edge = with("maxHeaderBytes", 2_000);
    try (RawTill till = new RawTill(edge.port())) {
      till.write(
          "GET /v1/schemas HTTP/1.1\r\nhost: edge\r\ncookie: " + "x".repeat(2_000) + "\r\n\r\n");
      assertEquals(431, till.status());
      JsonObject said = new JsonObject(till.body());
      assertEquals("urn:tillgate:problem:long-headers", said.getString("type"));
      assertTrue(said.getString("detail").contains("maxHeaderBytes"), till.body());
    }
  }

  @Test
  void whatIsNotHttpIsRefusedInWordsThatQuoteNothing() throws Exception {
    edge = with("maxHeaderBytes", 2_000);
    try (RawTill till = new RawTill(edge.port())) {
      till.write("4111111111111111\r\n\r\n");
      assertEquals(400, till.status());
      assertTrue(till.body().contains("not-http"), till.body());
      assertFalse(till.body().contains("4111"), till.body());
    }
  }

  private Edge with(String limit, int value) throws Exception {
    return new Edge(directory, limits(limit, value));
  }

  private static JsonObject limits(String limit, int value) {
    return new JsonObject().put("limits", new JsonObject().put(limit, value));
  }

  private void awaitGauge(String name, double value) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (edge.registry.find(name).gauge().value() != value) {
      assertTrue(System.nanoTime() < deadline, name + " never became " + value);
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
