package io.tillgate.gateway.manage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tillgate.gateway.manage.Readiness.Finding;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementVerticleTest {
  private final Vertx vertx = Vertx.vertx();
  private final Readiness readiness = new Readiness(vertx);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ManagementVerticle management =
      new ManagementVerticle(new ManagementSettings("127.0.0.1", 0), readiness, registry);

  @BeforeEach
  void deploy() throws Exception {
    vertx
        .deployVerticle(management)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + management.port() + path);
    HttpClient client = HttpClient.newHttpClient();
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The reason that one check gives; empty where it is good. */
  private static String reason(String body, String check) {
    JsonArray checks = new JsonObject(body).getJsonArray("checks");
    for (int i = 0; i < checks.size(); i++) {
      JsonObject found = checks.getJsonObject(i);
      if (!found.getString("id").equals(check)) continue;
      if (found.getString("status").equals("UP")) return "";
      return found.getJsonObject("data").getString("reason");
    }
    throw new AssertionError("no check " + check + " in " + body);
  }

  @Test
  void aProcessIsReadyOnlyBetweenItsStartAndItsStop() throws Exception {
    assertEquals(503, get("/health/ready").statusCode());
    assertEquals("still starting", reason(get("/health/ready").body(), "process"));
    readiness.serving();
    assertEquals(200, get("/health/ready").statusCode());
    readiness.stopping();
    assertEquals(503, get("/health/ready").statusCode());
    assertEquals(200, get("/health/live").statusCode());
  }

  @Test
  void manyConnectionsDoNotUseUpTheProcess() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < ManagementVerticle.MAX_CONNECTIONS; i++) {
        open.add(new Socket("127.0.0.1", management.port()));
      }
      try (Socket more = new Socket("127.0.0.1", management.port())) {
        more.setSoTimeout(10_000);
        assertEquals(-1, more.getInputStream().read(), "it is closed");
      }
    } finally {
      for (Socket socket : open) socket.close();
    }
  }

  @Test
  void oneBadConditionIsToldAmongTheGood() throws Exception {
    readiness.serving();
    readiness.require("journal", () -> Finding.bad("the disk failed: replace it"));
    readiness.require("disk", () -> Finding.good(new JsonObject().put("freeBytes", 7)));
    HttpResponse<String> answer = get("/health/ready");
    assertEquals(503, answer.statusCode());
    assertEquals("the disk failed: replace it", reason(answer.body(), "journal"));
    assertEquals("", reason(answer.body(), "disk"));
  }

  @Test
  void aConditionThatNeverAnswersCountsAsBad() throws Exception {
    readiness.serving();
    readiness.requireLater("database", () -> Promise.<Finding>promise().future());
    assertEquals(503, get("/health/ready").statusCode());
  }

  @Test
  void aConditionThatBreaksCountsAsBad() throws Exception {
    readiness.serving();
    readiness.require(
        "journal",
        () -> {
          throw new IllegalStateException("broken");
        });
    assertEquals(503, get("/health/ready").statusCode());
  }

  @Test
  void figuresOfTheProcessAndItsDiskAreScraped() throws Exception {
    ProcessMetrics metrics = new ProcessMetrics(registry, Path.of("."));
    try {
      HttpResponse<String> answer = get("/metrics");
      assertEquals(200, answer.statusCode());
      assertTrue(answer.headers().firstValue("content-type").orElse("").startsWith("text/plain"));
      for (String name :
          new String[] {
            "jvm_memory_used_bytes",
            "process_cpu_usage",
            "process_files_open_files",
            "disk_free_bytes"
          }) {
        assertTrue(answer.body().contains(name), name + " is missing in\n" + answer.body());
      }
    } finally {
      metrics.close();
    }
  }

  @Test
  void nothingElseIsServed() throws Exception {
    assertEquals(404, get("/").statusCode());
  }
}
