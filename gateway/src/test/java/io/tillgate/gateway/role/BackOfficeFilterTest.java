package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.cases.Case;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.filter.FilterSettings;
import io.tillgate.card.filter.ProxyFilter;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.journal.DataKey;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.tillgate.pos.PosSettings;
import io.tillgate.pos.PosVerticle;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tills, the edge and a back office over real sockets, with the filter between them. */
class BackOfficeFilterTest {
  private static final String VISA = "4111111111111111";
  private static final String BODY = "{\"card\":{\"number\":\"" + VISA + "\"}}";

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Cases cases =
      new Cases(Clock.systemUTC(), () -> UUID.randomUUID().toString(), metrics);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<MultiMap> heads = new ConcurrentLinkedQueue<>();
  private Journal journal;
  private KeyRing ring;
  private PosVerticle pos;
  private String token;

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    if (journal != null) journal.close();
    if (ring != null) ring.close();
  }

  @Test
  void aTillsRequestAndTheAnswerAreCleanBothWays() throws Exception {
    start(
        request ->
            request
                .body()
                .onSuccess(
                    body ->
                        request
                            .response()
                            .putHeader("content-type", "application/json")
                            .end(BODY)));
    HttpResponse<String> answer = post("/sales", BODY, "content-digest", "sha-256=:x:");
    assertEquals(200, answer.statusCode());
    assertEquals(clean(), answer.body());
    assertEquals(
        "" + clean().length(), answer.headers().firstValue("content-length").orElseThrow());
    assertEquals("application/json", answer.headers().firstValue("content-type").orElseThrow());
    assertEquals(clean(), heard.remove());
    MultiMap head = heads.remove();
    assertEquals("" + clean().length(), head.get("content-length"));
    assertNull(head.get("content-digest"));
    assertEquals(2, opened().size());
  }

  @Test
  void aLongBodyGoesInChunksAndKeepsItsConnection() throws Exception {
    start(
        request ->
            request
                .body()
                .onSuccess(
                    body -> request.response().putHeader("content-type", "text/plain").end(body)));
    String text = (VISA + " " + "x".repeat(100) + "\n").repeat(5_000);
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> answer =
          send(
              request("/upload")
                  .header("content-type", "text/plain")
                  .POST(BodyPublishers.ofString(text))
                  .build());
      assertEquals(text.replace(VISA, token), answer.body());
      assertEquals("chunked", heads.remove().get("transfer-encoding"));
    }
  }

  @Test
  void anAddressOrAHeaderWithACardNumberIsRefusedInWordsAndGoesNowhere() throws Exception {
    start(BackOfficeFilterTest::echo);
    HttpResponse<String> answer = send(request("/a?pan=" + VISA).build());
    assertEquals(400, answer.statusCode());
    assertTrue(
        answer.body().contains("card data in the address")
            || answer.body().contains("Card data in the address"),
        answer.body());
    assertFalse(answer.body().contains("4111"), answer.body());
    assertEquals(400, send(request("/a").header("cookie", "c=" + VISA).build()).statusCode());
    assertEquals(0, heads.size());
    assertEquals(1, opened().size());
  }

  @Test
  void anAnswerWithACardNumberInAHeaderIsNotPassedOn() throws Exception {
    start(
        request ->
            request.response().setStatusCode(302).putHeader("location", "/x?pan=" + VISA).end());
    HttpResponse<String> answer = send(request("/a").build());
    assertEquals(502, answer.statusCode());
    assertFalse(answer.headers().map().toString().contains("4111"));
  }

  @Test
  void aRefusedBodyNeverArrivesSmallOrLarge() throws Exception {
    JsonObject refuse = new JsonObject().put("path", "/**").put("action", "refuse");
    start(BackOfficeFilterTest::echo, refuse);
    assertEquals(422, post("/a", BODY).statusCode());
    assertEquals(0, heads.size());
    String large = "[\"" + "y".repeat(300_000) + "\"," + VISA + "]";
    assertEquals(422, post("/a", large).statusCode());
    assertEquals(0, heard.size());
    assertEquals(200, post("/a", "{\"fine\":true}").statusCode());
    assertEquals("closed", pos.status().backOffice());
  }

  @Test
  void anAnswerThatMustNotPassIsAProblemOrCutOff() throws Exception {
    JsonObject refuse =
        new JsonObject().put("path", "/**").put("action", "refuse").put("direction", "response");
    start(
        request -> {
          var response = request.response().putHeader("content-type", "application/json");
          if (request.path().equals("/small")) {
            response.end(BODY);
          } else {
            response.setChunked(true).write("[\"" + "y".repeat(100_000) + "\",");
            response.end(VISA + "]");
          }
        },
        refuse);
    assertEquals(502, send(request("/small").build()).statusCode());
    CompletableFuture<HttpResponse<String>> large =
        http.sendAsync(request("/large").build(), BodyHandlers.ofString());
    assertTrue(large.handle((answer, failure) -> failure != null).get(20, TimeUnit.SECONDS));
  }

  @Test
  void packedBodiesAreCleanAndPackedAgain() throws Exception {
    start(
        request -> {
          heads.add(request.headers());
          request
              .response()
              .putHeader("content-type", "application/json")
              .putHeader("content-encoding", "gzip")
              .end(Buffer.buffer(gzip(BODY)));
        });
    HttpRequest packed =
        request("/a")
            .header("content-type", "application/json")
            .header("content-encoding", "gzip")
            .header("accept-encoding", "br, gzip")
            .POST(BodyPublishers.ofByteArray(gzip(BODY)))
            .build();
    HttpResponse<byte[]> answer = http.send(packed, BodyHandlers.ofByteArray());
    assertEquals(clean(), gunzip(answer.body()));
    assertEquals("gzip", heads.remove().get("accept-encoding"));
    HttpRequest unreadable =
        request("/a").header("content-encoding", "br").POST(BodyPublishers.ofString("x")).build();
    assertEquals(415, send(unreadable).statusCode());
  }

  @Test
  void anAnswerPackedInAnUnknownWayIsNotPassedOn() throws Exception {
    start(request -> request.response().putHeader("content-encoding", "br").end("x"));
    assertEquals(502, send(request("/a").build()).statusCode());
  }

  @Test
  void headAndEmptyAnswersPass() throws Exception {
    start(
        request -> {
          switch (request.path()) {
            case "/204" -> request.response().setStatusCode(204).end();
            case "/304" -> request.response().setStatusCode(304).putHeader("etag", "\"a\"").end();
            default ->
                request
                    .response()
                    .putHeader("content-length", "17")
                    .putHeader("content-type", "text/plain")
                    .end();
          }
        });
    HttpResponse<String> head = send(request("/h").method("HEAD", BodyPublishers.noBody()).build());
    assertEquals(200, head.statusCode());
    assertFalse(head.headers().firstValue("content-length").isPresent());
    assertEquals(204, send(request("/204").build()).statusCode());
    assertEquals(304, send(request("/304").build()).statusCode());
    assertEquals(204, send(request("/204").build()).statusCode());
  }

  @Test
  void rangesAreAskedForWhole() throws Exception {
    start(
        request ->
            request
                .response()
                .setStatusCode(request.getHeader("range") == null ? 200 : 206)
                .end(VISA));
    HttpResponse<String> answer = send(request("/f").header("range", "bytes=0-3").build());
    assertEquals(200, answer.statusCode());
    assertEquals(token, answer.body());
    HttpRequest part =
        request("/f")
            .header("content-range", "bytes 0-3/9")
            .PUT(BodyPublishers.ofString("1111"))
            .build();
    assertEquals(400, send(part).statusCode());
  }

  @Test
  void aTillThatAsksFirstIsToldToGoOnOrNot() throws Exception {
    start(BackOfficeFilterTest::echo);
    assertEquals(
        "HTTP/1.1 100 Continue",
        firstLine(
            "POST /a HTTP/1.1\r\nhost: e\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n"));
    assertEquals(
        "HTTP/1.1 400 Bad Request",
        firstLine(
            "POST /a?"
                + VISA
                + " HTTP/1.1\r\nhost: e\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n"));
    HttpResponse<String> answer =
        send(
            request("/a")
                .expectContinue(true)
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString(VISA))
                .build());
    assertEquals(token, answer.body());
  }

  @Test
  void trailersEndAtTheEdge() throws Exception {
    start(BackOfficeFilterTest::echo);
    try (Socket till = new Socket("127.0.0.1", pos.status().port())) {
      till.setSoTimeout(20_000);
      String request =
          "POST /a HTTP/1.1\r\nhost: e\r\nconnection: close\r\ncontent-type: text/plain\r\ntransfer-encoding: chunked\r\ntrailer: x-pan\r\n\r\n8\r\n41111111\r\n8\r\n11111111\r\n0\r\nx-pan: "
              + VISA
              + "\r\n\r\n";
      till.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String all = new String(till.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(all.startsWith("HTTP/1.1 200"), all);
      assertTrue(all.contains(token), all);
      assertFalse(all.contains(VISA), all);
    }
    assertEquals(token, heard.remove());
  }

  @Test
  void anOldTillIsGivenALengthInsteadOfChunks() throws Exception {
    start(
        request ->
            request.response().setChunked(true).putHeader("content-type", "text/plain").end(VISA));
    try (Socket till = new Socket("127.0.0.1", pos.status().port())) {
      till.setSoTimeout(20_000);
      till.getOutputStream()
          .write("GET /a HTTP/1.0\r\nhost: e\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String all = new String(till.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(all.contains("content-length: " + token.length()), all);
      assertTrue(all.endsWith(token), all);
    }
  }

  @Test
  void numbersPassToAListedUpstreamOnly() throws Exception {
    ConcurrentLinkedQueue<String> atProcessor = new ConcurrentLinkedQueue<>();
    int processor =
        listen(
            request ->
                request
                    .body()
                    .onSuccess(
                        body -> {
                          atProcessor.add(body.toString());
                          request
                              .response()
                              .putHeader("content-type", "application/json")
                              .end(BODY);
                        }));
    JsonObject reveal =
        new JsonObject()
            .put("path", "/authorise")
            .put("direction", "request")
            .put("action", "reveal")
            .put("fields", new JsonArray().add("$.card.number"))
            .put("upstream", "http://127.0.0.1:" + processor);
    start(BackOfficeFilterTest::echo, reveal);
    assertEquals(clean(), post("/authorise", BODY).body());
    assertEquals(BODY, atProcessor.remove());
    assertEquals(0, heard.size());
    assertEquals(clean(), post("/sales", BODY).body());
    assertEquals(clean(), heard.remove());
    assertEquals(0, atProcessor.size());
  }

  @Test
  void aDeadListedUpstreamCostsTheBackOfficeNothing() throws Exception {
    JsonObject reveal =
        new JsonObject()
            .put("path", "/authorise")
            .put("direction", "request")
            .put("action", "reveal")
            .put("upstream", "http://127.0.0.1:1");
    start(BackOfficeFilterTest::echo, reveal);
    for (int i = 0; i < 8; i++) assertTrue(post("/authorise", BODY).statusCode() >= 502);
    assertEquals("closed", pos.status().backOffice());
    assertEquals(200, post("/sales", BODY).statusCode());
  }

  private static void echo(HttpServerRequest request) {
    request
        .body()
        .onSuccess(
            body ->
                request
                    .response()
                    .putHeader("content-type", "" + request.getHeader("content-type"))
                    .end(body));
  }

  private String clean() {
    return BODY.replace(VISA, token);
  }

  private String firstLine(String head) throws IOException {
    try (Socket till = new Socket("127.0.0.1", pos.status().port())) {
      till.setSoTimeout(20_000);
      till.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      InputStream in = till.getInputStream();
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) line.append((char) c);
      return line.toString();
    }
  }

  private List<Case> opened() {
    List<Case> opened = new ArrayList<>();
    cases.list(opened::addAll);
    return opened;
  }

  private void start(Handler<HttpServerRequest> backOffice, JsonObject... routes) throws Exception {
    int port =
        listen(
            request -> {
              heads.add(request.headers());
              request
                  .body()
                  .onSuccess(
                      body -> {
                        if (body.length() > 0) heard.add(body.toString());
                      });
              backOffice.handle(request);
            });
    cases.attach((entries, done) -> done.accept(0), () -> 0, Runnable::run);
    ring = KeyRing.init(directory.resolve("ring"), directory.resolve("kek"), Clock.systemUTC());
    byte[] digits = VISA.getBytes(StandardCharsets.US_ASCII);
    token = ring.tokenizer().token(digits, 0, digits.length);
    byte[] key = new byte[DataKey.BYTES];
    key[0] = 7;
    journal =
        Journal.open(
            directory.resolve("journal"),
            DataKey.of(key),
            new JournalSettings(8L << 20, 1 << 20, 4 << 20, 16L << 20, 0, Duration.ofDays(7)));
    JsonObject section =
        new JsonObject()
            .put("url", "http://127.0.0.1:" + port)
            .put("routes", new JsonArray(List.of((Object[]) routes)));
    PosSettings settings =
        PosSettings.of(new JsonObject().put("port", 0).put("backOffice", section));
    ProxyFilter filter =
        new ProxyFilter(
            FilterSettings.of(section.copy()), ring.tokenizer(), ring.tokenizer(), cases, metrics);
    pos =
        new PosVerticle(
            settings, "s", journal, text -> false, new BackOfficeFilter(filter), metrics);
    await(vertx.deployVerticle(pos));
  }

  private int listen(Handler<HttpServerRequest> handler) throws Exception {
    return await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
        .actualPort();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pos.status().port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        request(path)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) request.headers(headers);
    return send(request.build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static String gunzip(byte[] packed) throws IOException {
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(),
        StandardCharsets.UTF_8);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
