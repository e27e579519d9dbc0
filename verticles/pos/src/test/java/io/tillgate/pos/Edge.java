package io.tillgate.pos;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.journal.Cursor;
import io.tillgate.journal.DataKey;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.tillgate.journal.Record;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A store's edge as far as tills see it: the verticle on a real port, over a real journal. */
final class Edge {
  static final String STORE = "s1";
  private static final long WAIT_SECONDS = 20;

  final Path directory;
  final Vertx vertx = Vertx.vertx();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(WAIT_SECONDS))
          .build();
  final Journal journal;
  final PosVerticle pos;
  private final String deployment;

  Edge(Path directory, JsonObject settings) throws Exception {
    this(directory, settings, new PassesAll());
  }

  Edge(Path directory, JsonObject settings, ExchangeFilter filter) throws Exception {
    this.directory = directory;
    journal = openJournal(directory);
    JsonObject section = settings.copy().put("port", 0);
    pos =
        new PosVerticle(PosSettings.of(section), STORE, journal, new LuhnGuard(), filter, registry);
    deployment = await(vertx.deployVerticle(pos));
  }

  Edge(Path directory) throws Exception {
    this(directory, new JsonObject());
  }

  static Journal openJournal(Path directory) throws Exception {
    byte[] key = new byte[DataKey.BYTES];
    key[0] = 7;
    JournalSettings settings =
        new JournalSettings(8L << 20, 1 << 20, 4 << 20, 16L << 20, 0, Duration.ofDays(7));
    return Journal.open(directory, DataKey.of(key), settings);
  }

  int port() {
    return pos.status().port();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path, body).build());
  }

  HttpRequest.Builder request(String path, String body) {
    return HttpRequest.newBuilder(uri(path))
        .timeout(Duration.ofSeconds(WAIT_SECONDS))
        .header("content-type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  /** What the journal holds, in order. */
  List<Record> records() {
    List<Record> records = new ArrayList<>();
    try (Cursor cursor = journal.cursor(journal.firstOffset())) {
      for (Record each = cursor.next(); each != null; each = cursor.next()) records.add(each);
    }
    return records;
  }

  double count(String meter) {
    return registry.find(meter).counters().stream().mapToDouble(each -> each.count()).sum();
  }

  void stop() throws Exception {
    await(vertx.undeploy(deployment));
  }

  static <T> T await(io.vertx.core.Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  void close() throws Exception {
    await(vertx.close());
    journal.close();
  }
}
