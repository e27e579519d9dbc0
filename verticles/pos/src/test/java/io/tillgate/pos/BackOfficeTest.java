package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackOfficeTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final ConcurrentLinkedQueue<MultiMap> heard = new ConcurrentLinkedQueue<>();
  private Edge edge;

  @AfterEach
  void stop() throws Exception {
    if (edge != null) edge.close();
    Edge.await(vertx.close());
  }

  @Test
  void whatIsNotForTheEventApiGoesToTheBackOffice() throws Exception {
    edge = withBackOffice(BackOfficeTest::echo);
    HttpResponse<String> answer = edge.post("/stock/17?colour=red", "{\"any\":\"thing\"}");
    assertEquals(200, answer.statusCode());
    assertEquals("POST /stock/17?colour=red {\"any\":\"thing\"}", answer.body());
    assertEquals(201, edge.post("/v1/sales", Till.sale().encode()).statusCode());
    assertEquals(1, heard.size());
  }

  @Test
  void headersOfOneHopEndHere() throws Exception {
    edge =
        withBackOffice(
            request ->
                request
                    .response()
                    .putHeader("connection", "x-inner")
                    .putHeader("x-inner", "secret")
                    .putHeader("x-outer", "kept")
                    .end("ok"));
    try (RawTill till = new RawTill(edge.port())) {
      till.write(
          "GET /page HTTP/1.1\r\nhost: shop.example\r\nconnection: keep-alive, x-hop\r\nx-hop: 1\r\n"
              + "te: trailers\r\nproxy-authorization: secret\r\nx-end: 2\r\n"
              + "x-forwarded-for: 10.1.2.3\r\n\r\n");
      assertEquals(200, till.status());
    }
    MultiMap headers = heard.remove();
    for (String gone : new String[] {"x-hop", "te", "proxy-authorization"}) {
      assertNull(headers.get(gone), gone);
    }
    assertEquals("2", headers.get("x-end"));
    assertEquals("10.1.2.3, 127.0.0.1", headers.get("x-forwarded-for"));
    assertEquals("shop.example", headers.get("x-forwarded-host"));
    HttpResponse<String> answer = edge.get("/page");
    assertFalse(answer.headers().firstValue("x-inner").isPresent());
    assertEquals("kept", answer.headers().firstValue("x-outer").orElseThrow());
  }

  @Test
  void aBodyOfManyMegabytesPassesUnchangedBothWays() throws Exception {
    edge =
        withBackOffice(request -> request.body().onSuccess(body -> request.response().end(body)));
    byte[] large = new byte[8 << 20];
    new Random(1).nextBytes(large);
    HttpRequest request =
        HttpRequest.newBuilder(edge.uri("/upload")).POST(BodyPublishers.ofByteArray(large)).build();
    byte[] back = edge.http.send(request, BodyHandlers.ofByteArray()).body();
    assertTrue(Arrays.equals(large, back));
  }

  @Test
  void aBodyBeyondTheBoundIsRefusedDeclaredOrNot() throws Exception {
    edge = new Edge(directory, section(listen(BackOfficeTest::echo), "maxBodyBytes", 1_000));
    assertEquals(413, edge.post("/upload", "x".repeat(1_001)).statusCode());
    HttpRequest chunked =
        HttpRequest.newBuilder(edge.uri("/upload"))
            .POST(BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(new byte[200_000])))
            .build();
    assertEquals(413, edge.send(chunked).statusCode());
    assertEquals("closed", edge.pos.status().backOffice());
    assertEquals(200, edge.post("/upload", "x".repeat(1_000)).statusCode());
  }

  @Test
  void aDeadBackOfficeIsABadGatewayThenLeftAloneThenTriedAgain() throws Exception {
    int port = freePort();
    JsonObject settings = section(port, "maxFailures", 2);
    settings.getJsonObject("backOffice").put("resetMillis", 3_000);
    edge = new Edge(directory, settings);
    assertEquals(502, edge.get("/page").statusCode());
    HttpResponse<String> second = edge.get("/page");
    assertEquals(502, second.statusCode());
    assertEquals(Problem.MEDIA_TYPE, second.headers().firstValue("content-type").orElseThrow());

    assertEquals("open", edge.pos.status().backOffice());
    HttpResponse<String> third = edge.get("/page");
    assertEquals(503, third.statusCode());
    assertTrue(third.headers().firstValue("retry-after").isPresent());
    assertEquals(201, edge.post("/v1/sales", Till.sale().encode()).statusCode());

    Edge.await(server(BackOfficeTest::echo).listen(port, "127.0.0.1"));
    awaitState("half_open");
    assertEquals(200, edge.get("/page").statusCode());
    assertEquals("closed", edge.pos.status().backOffice());
  }

  @Test
  void aSilentBackOfficeIsAGatewayTimeoutAndTheEventApiDoesNotWait() throws Exception {
    JsonObject settings = section(listen(request -> {}), "responseTimeoutMillis", 1_500);
    settings.getJsonObject("backOffice").put("connectTimeoutMillis", 1_500);
    edge = new Edge(directory, settings);
    List<CompletableFuture<HttpResponse<String>>> hanging = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      HttpRequest request = HttpRequest.newBuilder(edge.uri("/page")).build();
      hanging.add(edge.http.sendAsync(request, BodyHandlers.ofString()));
    }
    assertEquals(201, edge.post("/v1/sales", Till.sale().encode()).statusCode());
    assertTrue(hanging.stream().anyMatch(each -> !each.isDone()), "none hangs: nothing was shown");
    List<Integer> statuses = new ArrayList<>();
    for (var each : hanging) statuses.add(each.get(20, TimeUnit.SECONDS).statusCode());
    assertTrue(statuses.contains(504), "slow: " + statuses);
    assertTrue(statuses.contains(503), "more than may wait: " + statuses);
    assertTrue(statuses.stream().allMatch(status -> status >= 503), statuses.toString());
  }

  @Test
  void aResponseThatBreaksOffIsNotMadeWhole() throws Exception {
    edge =
        withBackOffice(
            request -> {
              request.response().setChunked(true).write("half");
              vertx.setTimer(50, later -> request.connection().close());
            });
    assertThrows(IOException.class, () -> edge.get("/page"));
    assertEquals(201, edge.post("/v1/sales", Till.sale().encode()).statusCode());
  }

  @Test
  void aBackOfficeThatAnswersNonsenseIsABadGateway() throws Exception {
    int port =
        Edge.await(
                vertx
                    .createNetServer()
                    .connectHandler(socket -> socket.write("220 mail ready\r\n"))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    edge = new Edge(directory, section(port, "maxFailures", 5));
    assertEquals(502, edge.get("/page").statusCode());
  }

  @Test
  void itsOwnErrorsArePassedAndDoNotOpenTheBreaker() throws Exception {
    edge = withBackOffice(request -> request.response().setStatusCode(500).end("its own"));
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer = edge.get("/page");
      assertEquals(500, answer.statusCode());
      assertEquals("its own", answer.body());
    }
    assertEquals("closed", edge.pos.status().backOffice());
  }

  @Test
  void tillsThatHangUpDoNotOpenTheBreaker() throws Exception {
    edge = new Edge(directory, section(listen(request -> {}), "maxFailures", 2));
    for (int i = 0; i < 5; i++) {
      try (RawTill till = new RawTill(edge.port())) {
        till.write("GET /page HTTP/1.1\r\nhost: edge\r\n\r\n");
        int before = i;
        awaitTrue(() -> heard.size() > before);
      }
    }
    awaitTrue(() -> edge.registry.find("tillgate.pos.connections").gauge().value() == 0);
    assertEquals("closed", edge.pos.status().backOffice());
  }

  @Test
  void anUpgradeIsRefusedClearly() throws Exception {
    edge = withBackOffice(BackOfficeTest::echo);
    try (RawTill till = new RawTill(edge.port())) {
      till.write(
          "GET /live HTTP/1.1\r\nhost: edge\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
              + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      assertEquals(501, till.status());
    }
    assertEquals(0, heard.size());
  }

  private static void echo(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body ->
                request
                    .response()
                    .end(Buffer.buffer(request.method() + " " + request.uri() + " " + body)));
  }

  private Edge withBackOffice(io.vertx.core.Handler<HttpServerRequest> handler) throws Exception {
    return new Edge(directory, section(listen(handler), "maxFailures", 5));
  }

  private int listen(io.vertx.core.Handler<HttpServerRequest> handler) throws Exception {
    return Edge.await(server(handler).listen(0, "127.0.0.1")).actualPort();
  }

  private HttpServer server(io.vertx.core.Handler<HttpServerRequest> handler) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              heard.add(request.headers());
              handler.handle(request);
            });
  }

  private static JsonObject section(int port, String name, int value) {
    JsonObject backOffice =
        new JsonObject().put("url", "http://127.0.0.1:" + port).put(name, value);
    return new JsonObject().put("backOffice", backOffice);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitState(String state) {
    awaitTrue(() -> edge.pos.status().backOffice().equals(state));
  }

  private static void awaitTrue(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + 15_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain");
      java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }
  }
}
