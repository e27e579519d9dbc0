package io.tillgate.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.vault.VaultSealer;
import io.tillgate.central.audit.AuditTrail;
import io.tillgate.central.database.Database;
import io.tillgate.central.database.DatabaseSettings;
import io.tillgate.retail.payment.SealedForVault;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vault behind real TLS, over a real PostgreSQL, with a destination that asks who calls. */
class VaultTest {
  private static final String PAN = "4111111111111111";
  private static final String OTHER = "5555555555554444";

  /** SHA-256 of the keys "chargebacks-key" and "reports-key" are worked out by the test. */
  private static final String KEY = "chargebacks-key";

  private static final String SLOW_KEY = "reports-key";

  @TempDir static Path directory;

  private static Vertx vertx;
  private static EmbeddedPostgres server;
  private static Database database;
  private static CertificateAuthority authority;
  private static HttpServer processor;
  private static VaultVerticle vault;
  private static WebClient client;
  private static VaultSealer sealer;
  private static final List<String> received = new CopyOnWriteArrayList<>();
  private static volatile JsonObject processorAnswers;
  private String token;

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    server = EmbeddedPostgres.start();
    DatabaseSettings settings =
        new DatabaseSettings(
            List.of("127.0.0.1:" + server.getPort()), "postgres", "postgres", null, 4, 4, 10_000);
    database = new Database(vertx, settings);
    await(database.migrate());
    authority = CertificateAuthority.open(directory.resolve("authority"));
    processor = processor();
    VaultKeys.make(directory.resolve("keys"));
    sealer = VaultSealer.read(directory.resolve("keys/vault.pub"));
    vault =
        new VaultVerticle(
            vaultSettings(),
            VaultKeys.read(List.of(directory.resolve("keys/vault.key"))),
            database.queries(),
            new SimpleMeterRegistry());
    await(vertx.deployVerticle(vault));
    client =
        WebClient.create(
            vertx,
            new WebClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(authority.trust().toString())));
  }

  private static HttpServer processor() throws IOException {
    CertificateAuthority.Issued own = authority.server("localhost", "localhost");
    HttpServer listening =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(authority.trust().toString()))
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .addCertPath(own.chain().toString())
                        .addKeyPath(own.key().toString())));
    listening.requestHandler(
        request ->
            request
                .body()
                .onSuccess(
                    body -> {
                      received.add(body.toString());
                      request.response().end(processorAnswers.toBuffer());
                    }));
    return await(listening.listen(0, "127.0.0.1"));
  }

  private static VaultSettings vaultSettings() throws Exception {
    CertificateAuthority.Issued own = authority.server("localhost", "localhost");
    CertificateAuthority.Issued shown = authority.client("tillgate-vault");
    String url = "https://localhost:" + processor.actualPort() + "/v1/cards";
    Destination listed =
        new Destination(
            "processor",
            URI.create(url),
            "{\"number\": \"{{pan}}\"}",
            "application/json",
            shown.chain().toString(),
            shown.key().toString(),
            authority.trust().toString(),
            List.of("id", "number"),
            10_000);
    Destination nobody =
        new Destination(
            "elsewhere",
            URI.create(url),
            "{{pan}}",
            "text/plain",
            null,
            null,
            authority.trust().toString(),
            List.of(),
            10_000);
    return new VaultSettings(
        "127.0.0.1",
        0,
        own.chain().toString(),
        own.key().toString(),
        List.of(directory.resolve("keys/vault.key")),
        400,
        List.of(
            new Caller("chargebacks", sha256(KEY), Set.of("processor", "elsewhere"), 1_000),
            new Caller("reports", sha256(SLOW_KEY), Set.of("processor"), 2)),
        List.of(listed, nobody));
  }

  private static String sha256(String key) throws Exception {
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(key.getBytes(StandardCharsets.UTF_8));
    return java.util.HexFormat.of().formatHex(digest);
  }

  @AfterAll
  static void close() throws Exception {
    await(vertx.close());
    server.close();
  }

  @BeforeEach
  void own() {
    token = "tk_" + UUID.randomUUID();
    received.clear();
    processorAnswers = new JsonObject().put("id", "ch_1");
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** As central's ingest keeps what an edge sealed. */
  private void landed(String store, SealedForVault sealed) {
    await(
        database
            .queries()
            .preparedQuery(
                "insert into vault_cards (token, store, key_id, sealed, sealed_at)"
                    + " values ($1, $2, $3, $4, now())")
            .execute(
                Tuple.of(
                    sealed.token(),
                    store,
                    sealed.keyId(),
                    Buffer.buffer(Base64.getDecoder().decode(sealed.sealed())))));
  }

  private SealedForVault seal(String pan) {
    byte[] digits = pan.getBytes(StandardCharsets.US_ASCII);
    return sealer.seal(digits, digits.length, token);
  }

  private HttpResponse<Buffer> ask(String key, JsonObject body) {
    return await(
        client
            .request(HttpMethod.POST, vault.port(), "localhost", "/v1/deliveries")
            .putHeader("authorization", "Bearer " + key)
            .sendJsonObject(body));
  }

  private JsonObject request(String destination) {
    return new JsonObject()
        .put("token", token)
        .put("destination", destination)
        .put("reason", "chargeback 4711");
  }

  private List<String> trail() {
    List<String> rows = new ArrayList<>();
    for (Row row :
        await(
            database
                .queries()
                .preparedQuery(
                    "select who, what, result from audit_trail where target like $1 order by seq")
                .execute(Tuple.of(token + "%")))) {
      rows.add(row.getString(0) + " " + row.getString(1) + " " + row.getString(2));
    }
    return rows;
  }

  @Test
  @DisplayName("RULES 2 tokens: the number goes straight to the listed destination, never back")
  void aNumberGoesToItsDestinationAndNotToTheCaller() {
    landed("store-1", seal(PAN));
    processorAnswers = new JsonObject().put("id", "ch_1").put("number", PAN).put("other", "x");
    HttpResponse<Buffer> told = ask(KEY, request("processor"));
    assertEquals(200, told.statusCode(), told.bodyAsString());
    assertEquals(List.of("{\"number\": \"" + PAN + "\"}"), received);
    JsonObject answer = told.bodyAsJsonObject().getJsonObject("answer");
    assertEquals(new JsonObject().put("id", "ch_1"), answer);
    assertEquals(
        List.of(
            "chargebacks vault.delivery.asked ",
            "chargebacks vault.delivery.ended delivered, answered 200"),
        trail());
  }

  @Test
  @DisplayName("RULES 2 / 7, 8: who is not listed, or not for this destination, has nothing sent")
  void onlyListedCallersMayAskAndOnlyForTheirDestinations() {
    landed("store-1", seal(PAN));
    assertEquals(401, ask("guessed", request("processor")).statusCode());
    assertEquals(401, ask("", request("processor")).statusCode());
    assertEquals(403, ask(SLOW_KEY, request("elsewhere")).statusCode());
    assertEquals(403, ask(KEY, request("https://evil.example")).statusCode());
    assertEquals(List.of(), received);
    assertEquals(
        List.of(
            "reports vault.delivery.ended Not allowed",
            "chargebacks vault.delivery.ended Not allowed"),
        trail());
  }

  @Test
  @DisplayName("RULES 2 tokens: a rate cap, over all that ask at once")
  void moreThanTheHoursShareIsRefused() {
    landed("store-1", seal(PAN));
    List<Future<HttpResponse<Buffer>>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(
          client
              .request(HttpMethod.POST, vault.port(), "localhost", "/v1/deliveries")
              .putHeader("authorization", "Bearer " + SLOW_KEY)
              .sendJsonObject(request("processor")));
    }
    await(Future.all(asked));
    long delivered = asked.stream().filter(each -> each.result().statusCode() == 200).count();
    assertEquals(2, delivered);
    assertEquals(2, received.size());
    assertTrue(asked.stream().anyMatch(each -> each.result().statusCode() == 429));
  }

  @Test
  void aRequestWithoutReasonOrWithANumberIsRefusedAndNotRepeated() {
    assertEquals(400, ask(KEY, request("processor").put("reason", "  ")).statusCode());
    HttpResponse<Buffer> told = ask(KEY, request("processor").put("reason", "for " + PAN));
    assertEquals(400, told.statusCode());
    assertFalse(told.bodyAsString().contains("1111"), told.bodyAsString());
    assertEquals(400, ask(KEY, request("processor").put("url", "https://evil")).statusCode());
    assertEquals(404, ask(KEY, request("processor")).statusCode());
  }

  @Test
  @DisplayName("RULES 2 / 4.2.1: a destination that does not get our certificate gets no number")
  void withoutOurCertificateNothingIsSent() {
    landed("store-1", seal(PAN));
    HttpResponse<Buffer> told = ask(KEY, request("elsewhere"));
    assertEquals(502, told.statusCode());
    assertEquals(List.of(), received);
    assertFalse(told.bodyAsString().contains("1111"));
  }

  @Test
  void aStolenBoxCanAddAndNotRead() throws IOException {
    SealedForVault sealed = seal(PAN);
    assertNotEquals(sealed.sealed(), seal(PAN).sealed());
    assertTrue(Files.readString(directory.resolve("keys/vault.pub")).contains("PUBLIC KEY"));
    VaultKeys.make(directory.resolve("thief"));
    VaultKeys thief = VaultKeys.read(List.of(directory.resolve("thief/vault.key")));
    byte[] bytes = Base64.getDecoder().decode(sealed.sealed());
    assertNull(thief.open(thief.ids().iterator().next(), bytes, token));
    VaultKeys own = VaultKeys.read(List.of(directory.resolve("keys/vault.key")));
    assertNull(own.open(sealed.keyId(), bytes, "tk_another"));
    assertEquals(
        PAN, new String(own.open(sealed.keyId(), bytes, token), StandardCharsets.US_ASCII));
    // Another number under the same token: nobody knows which is true, so neither is sent.
    landed("store-1", sealed);
    landed("store-2", seal(OTHER));
    assertEquals(409, ask(KEY, request("processor")).statusCode());
    assertEquals(List.of(), received);
  }

  @Test
  void aKeyThatOthersMayReadIsRefused() throws IOException {
    VaultKeys.make(directory.resolve("open"));
    Path key = directory.resolve("open/vault.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    IOException refused = assertThrows(IOException.class, () -> VaultKeys.read(List.of(key)));
    assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
  }

  @Test
  @DisplayName("RULES 2 / 3.2.1: what was not seen for the retention time is deleted, and said so")
  void oldCardsArePurged() throws Exception {
    landed("store-1", seal(PAN));
    await(
        database
            .queries()
            .preparedQuery(
                "update vault_cards set last_seen = now() - interval '401 days'"
                    + " where token = $1")
            .execute(Tuple.of(token)));
    VaultVerticle second =
        new VaultVerticle(
            vaultSettings(),
            VaultKeys.read(List.of(directory.resolve("keys/vault.key"))),
            database.queries(),
            new SimpleMeterRegistry());
    String id = await(vertx.deployVerticle(second));
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (count("vault_cards where token = '" + token + "'") > 0) {
      assertTrue(System.nanoTime() < until, "not purged");
      Thread.onSpinWait();
    }
    await(vertx.undeploy(id));
    assertEquals(404, ask(KEY, request("processor")).statusCode());
  }

  private static long count(String what) {
    return await(database.queries().query("select count(*) from " + what).execute())
        .iterator()
        .next()
        .getLong(0);
  }

  @Test
  @DisplayName("RULES 2 / 10.3: a row of the trail that was edited raises the alarm")
  void anEditedTrailIsNoticed() {
    landed("store-1", seal(PAN));
    ask(KEY, request("processor"));
    AuditTrail trail = new AuditTrail(database.queries());
    AuditTrail.Finding whole = await(trail.check(null));
    assertNull(whole.brokenAt());
    assertTrue(await(trail.check(whole.end().digest())).hasPast());
    assertThrows(RuntimeException.class, () -> sql("update audit_trail set reason = 'none'"));
    assertThrows(RuntimeException.class, () -> sql("delete from audit_trail"));
    // The owner of the database can switch the trigger off, and is noticed all the same.
    sql("alter table audit_trail disable trigger all");
    long last = whole.end().rows();
    sql("update audit_trail set reason = reason || '.' where seq = " + last);
    assertEquals(last, await(trail.check(null)).brokenAt());
    sql("update audit_trail set reason = left(reason, -1) where seq = " + last);
    assertNull(await(trail.check(null)).brokenAt());
    assertFalse(await(trail.check("00")).hasPast());
    sql("alter table audit_trail enable trigger all");
  }

  private static void sql(String statement) {
    await(database.queries().query(statement).execute());
  }
}
