package io.tillgate.uplink;

import io.tillgate.retail.feed.BadBatch;
import io.tillgate.retail.feed.Batch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * Central's landing in small: HTTP/2 over mTLS, batches by offset. A {@link Script} makes it
 * misbehave in every way that a central, or the line to it, can.
 */
final class TestCentral {
  /** What to do with one PUT. */
  enum Deed {
    LAND,
    /** Land it and close the connection: the edge cannot know. */
    LAND_AND_CLOSE,
    /** Land it and never answer. */
    LAND_AND_BE_SILENT,
    CLOSE,
    /** Answer 409 with what is true, whatever the batch. */
    CLAIM_GAP,
    BUSY,
    BAD,
    ERROR,
    NONSENSE,
    /** Land it twice, as a road that doubles would. */
    LAND_TWICE,
    /** Land it after the next ones have been seen. */
    LAND_LATE,
    HANG
  }

  interface Script {
    Deed deed(long first, int number);
  }

  private final Vertx vertx;
  private final HttpServer server;
  private final Landed landed;
  final AtomicInteger puts = new AtomicInteger();
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  final List<JsonObject> heartbeats = new CopyOnWriteArrayList<>();
  final List<Batch> batches = new CopyOnWriteArrayList<>();
  volatile Script script = (first, number) -> Deed.LAND;
  volatile Runnable onPut = () -> {};
  volatile String retryAfter = "0";
  volatile long clockAheadMillis;
  volatile boolean answersHeartbeats = true;
  volatile boolean answersNext = true;
  volatile int statusOfNext = 200;
  volatile long denyListVersion;
  final AtomicInteger denyListFetches = new AtomicInteger();

  /** As central sends it: a token a line, gzip. */
  volatile Buffer denyList;

  private TestCentral(Vertx vertx, HttpServer server, Landed landed) {
    this.vertx = vertx;
    this.server = server;
    this.landed = landed;
  }

  static HttpServerOptions tls(TestAuthority.Pem own, Path trust) {
    return new HttpServerOptions()
        .setHost("127.0.0.1")
        .setPort(0)
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2))
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(own.certificate().toString())
                .addKeyPath(own.key().toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(trust.toString()));
  }

  static TestCentral start(Vertx vertx, HttpServerOptions options, Landed landed) throws Exception {
    HttpServer server = vertx.createHttpServer(options);
    TestCentral central = new TestCentral(vertx, server, landed);
    server.requestHandler(central::handle);
    server.connectionHandler(
        connection -> {
          central.connections.incrementAndGet();
          central.open.incrementAndGet();
          connection.closeHandler(closed -> central.open.decrementAndGet());
        });
    await(server.listen());
    return central;
  }

  URI uri() {
    return URI.create("https://localhost:" + server.actualPort());
  }

  int port() {
    return server.actualPort();
  }

  void stop() throws Exception {
    await(server.close());
  }

  private void handle(HttpServerRequest request) {
    String[] path = request.path().split("/");
    if (request.path().endsWith("/heartbeat")) {
      request.body().onSuccess(body -> heartbeat(request, body));
    } else if (request.path().endsWith("/deny-list")) {
      denyListFetches.incrementAndGet();
      request
          .response()
          .putHeader("x-tillgate-version", Long.toString(denyListVersion))
          .end(denyList);
    } else if (request.method().name().equals("GET")) {
      asked.incrementAndGet();
      if (answersNext) answer(request, statusOfNext, landed.next());
    } else {
      long epoch = Long.parseLong(path[6]);
      long first = Long.parseLong(path[8]);
      request.body().onSuccess(body -> put(request, epoch, first, body));
    }
  }

  private void heartbeat(HttpServerRequest request, Buffer body) {
    heartbeats.add(body.toJsonObject());
    if (!answersHeartbeats) return;
    JsonObject answer =
        new JsonObject().put("clockMillis", System.currentTimeMillis() + clockAheadMillis);
    if (denyList != null) answer.put("denyList", denyListVersion);
    request.response().end(answer.toBuffer());
  }

  private void put(HttpServerRequest request, long epoch, long first, Buffer body) {
    int number = puts.incrementAndGet();
    onPut.run();
    switch (script.deed(first, number)) {
      case LAND -> land(request, epoch, first, body);
      case LAND_AND_CLOSE -> {
        landed.land(epoch, decode(first, body));
        request.connection().close();
      }
      case LAND_AND_BE_SILENT -> landed.land(epoch, decode(first, body));
      case CLOSE -> request.connection().close();
      case CLAIM_GAP -> answer(request, 409, landed.next());
      case BUSY -> {
        request.response().putHeader("retry-after", retryAfter);
        request.response().setStatusCode(503).end();
      }
      case BAD ->
          request
              .response()
              .setStatusCode(400)
              .end("{\"title\":\"Bad batch\",\"detail\":\"event 3 is no sale\"}");
      case ERROR -> request.response().setStatusCode(500).end("oops");
      case NONSENSE -> request.response().end("<html>welcome to the hotel</html>");
      case LAND_TWICE -> {
        landed.land(epoch, decode(first, body));
        land(request, epoch, first, body);
      }
      case LAND_LATE -> vertx.setTimer(5, later -> land(request, epoch, first, body));
      case HANG -> {}
    }
  }

  private void land(HttpServerRequest request, long epoch, long first, Buffer body) {
    Batch batch = decode(first, body);
    batches.add(batch);
    long next = landed.land(epoch, batch);
    if (next < 0) answer(request, 409, landed.next());
    else answer(request, 200, next);
  }

  private static Batch decode(long first, Buffer body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
      return Batch.decode(first, in.readAllBytes());
    } catch (IOException | BadBatch e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpServerRequest request, int status, long next) {
    if (request.response().closed()) return;
    request.response().setStatusCode(status).end(new JsonObject().put("next", next).toBuffer());
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
