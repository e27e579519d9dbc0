package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.gateway.demo.Premises.NodePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class DemoPageTest {
  private final FakeLines lines = new FakeLines();
  private final Set<String> notReady = ConcurrentHashMap.newKeySet();
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  private static final class FakeLines implements Lines {
    private final Map<String, Boolean> up = new ConcurrentSkipListMap<>(Map.of("store-01", true));

    @Override
    public Set<String> stores() {
      return up.keySet();
    }

    @Override
    public boolean isUp(String store) {
      return up.get(store);
    }

    @Override
    public void set(String store, boolean isUp) {
      up.put(store, isUp);
    }
  }

  private record Answer(int status, String body) {}

  @BeforeEach
  void open(Vertx vertx) throws Exception {
    List<NodePorts> nodes = List.of(node(vertx, "first"), node(vertx, "second"));
    List<Running> running = List.of(new Running("store-01", 4711, 2));
    port = await(new DemoPage(vertx, lines, nodes, () -> running).listen(0));
  }

  /** A node whose page says its name. */
  private NodePorts node(Vertx vertx, String name) throws Exception {
    HttpServer page =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> request.response().end(name))
                .listen(0, "127.0.0.1"));
    HttpServer management =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      int status = notReady.contains(name) ? 503 : 200;
                      request.response().setStatusCode(status).end("{}");
                    })
                .listen(0, "127.0.0.1"));
    return new NodePorts(0, 0, 0, page.actualPort(), management.actualPort());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Answer ask(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  @Test
  void aLineIsListedCutAndHealed() throws Exception {
    JsonObject listed = new JsonArray(ask("GET", "/demo/lines", "").body()).getJsonObject(0);
    assertEquals(new JsonObject().put("store", "store-01").put("up", true), listed);
    assertEquals(204, ask("PUT", "/demo/lines/store-01", "{\"up\":false}").status());
    assertFalse(lines.isUp("store-01"));
    assertEquals(204, ask("PUT", "/demo/lines/store-01", "{\"up\":true}").status());
    assertTrue(lines.isUp("store-01"));
  }

  @Test
  void whatIsNoLineOrNoOrderIsRefusedAndSaysWhy() throws Exception {
    Answer unknown = ask("PUT", "/demo/lines/store-99", "{\"up\":false}");
    assertEquals(404, unknown.status());
    assertTrue(unknown.body().contains("store-99"));
    for (String body : List.of("", "{", "[]", "{}", "{\"up\":\"yes\"}", "null")) {
      Answer refused = ask("PUT", "/demo/lines/store-01", body);
      assertEquals(400, refused.status(), body);
      assertTrue(refused.body().contains("{\"up\": true}"), body);
    }
    assertEquals(413, ask("PUT", "/demo/lines/store-01", "x".repeat(2_000)).status());
    assertTrue(lines.isUp("store-01"));
  }

  @Test
  void processesAreNamedForThoseWhoKillThem() throws Exception {
    JsonArray processes = new JsonArray(ask("GET", "/demo/processes", "").body());
    JsonObject edge = new JsonObject().put("name", "store-01").put("pid", 4711).put("restarts", 2);
    assertEquals(new JsonArray().add(edge), processes);
  }

  @Test
  void everythingElseIsCentralsPage() throws Exception {
    assertEquals(new Answer(200, "first"), ask("GET", "/", ""));
    assertEquals(new Answer(200, "first"), ask("GET", "/v1/stores?x=y", ""));
  }

  @Test
  void aNodeThatIsNotReadyIsPassedOverUntilItIs() throws Exception {
    notReady.add("first");
    awaitPage("second");
    notReady.remove("first");
    awaitPage("first");
  }

  private void awaitPage(String of) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!ask("GET", "/", "").body().equals(of)) {
      assertTrue(System.nanoTime() < end, of);
    }
  }
}
