package io.tillgate.central.query;

import static io.tillgate.central.Facts.NOON;
import static io.tillgate.central.Facts.approved;
import static io.tillgate.central.Facts.batch;
import static io.tillgate.central.Facts.card;
import static io.tillgate.central.Facts.closed;
import static io.tillgate.central.Facts.intent;
import static io.tillgate.central.Facts.loss;
import static io.tillgate.central.Facts.opened;
import static io.tillgate.central.Facts.refund;
import static io.tillgate.central.Facts.sale;
import static io.tillgate.central.Postgres.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.central.Authority;
import io.tillgate.central.Central;
import io.tillgate.central.EdgeClient;
import io.tillgate.central.Nodes;
import io.tillgate.central.Postgres;
import io.tillgate.central.cluster.Members;
import io.tillgate.retail.Sale;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API over HTTP, on what an edge landed. */
class CentralApiTest {
  @TempDir static Path directory;

  private static Vertx vertx;
  private static Authority authority;
  private static Central central;
  private static HttpServer server;
  private static final HttpClient http = HttpClient.newHttpClient();

  private String store;
  private EdgeClient edge;
  private long next;

  private record Said(int status, String type, JsonObject body) {}

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    authority = new Authority(directory, "stores");
    Postgres postgres = Postgres.database();
    central =
        await(
            Central.start(
                vertx,
                Members.alone(),
                Nodes.settings(postgres, authority, 0, List.of(), 120_000),
                new SimpleMeterRegistry()));
    Router router = Router.router(vertx);
    central.api().mount(router);
    server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    Nodes.awaitTrue("all shards owned", () -> central.status().shardsOwned() == 64);
  }

  @AfterAll
  static void close() {
    await(central.close());
    await(vertx.close());
  }

  @BeforeEach
  void own() throws Exception {
    store = "store-" + UUID.randomUUID();
    next = 0;
    Authority.Pair pair = authority.edge(store, "edge-1");
    edge = new EdgeClient(vertx, authority, pair, central.landingPort(), store, "edge-1");
  }

  private void land(Object... facts) {
    next = await(edge.put(1, batch(next, facts))).next();
  }

  private Said get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
    try {
      HttpResponse<String> said =
          http.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Said(
          said.statusCode(),
          said.headers().firstValue("content-type").orElse(null),
          new JsonObject(said.body()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(path + " is not answered", e);
    }
  }

  private JsonArray items(String path) {
    Said said = get(path);
    assertEquals(200, said.status(), said.body().encode());
    return said.body().getJsonArray("items");
  }

  private static List<String> ids(JsonArray items) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) ids.add(items.getJsonObject(i).getString("id"));
    return ids;
  }

  private Sale saleAt(int minute) {
    return sale(
        store, UUID.randomUUID(), NOON.plusMinutes(minute), 100, card(100, "T1", null, null));
  }

  @Test
  void casesAreListedOpenOnesApart() {
    land(
        opened("c1", CaseKind.UNKNOWN_RESULT, "p1"),
        opened("c2", CaseKind.UNREVERSED, "p2"),
        closed("c1", CaseKind.UNKNOWN_RESULT, CaseClosed.Ending.REVERSAL_ACKNOWLEDGED));
    String mine = "/v1/cases?store=" + store;
    assertEquals(2, items(mine).size());
    JsonArray open = items(mine + "&open=true");
    assertEquals(List.of("c2"), ids(open));
    assertEquals("unreversed", open.getJsonObject(0).getString("kind"));
    JsonObject closed = items(mine + "&open=false").getJsonObject(0);
    assertEquals("reversal-acknowledged", closed.getString("ending"));
    assertEquals(400, get(mine + "&open=maybe").status());
    JsonArray now = await(central.queries().overview()).getJsonArray("cases");
    assertEquals("unreversed", now.getJsonObject(0).getString("kind"));
    assertEquals(1, now.getJsonObject(0).getLong("open"));
  }

  @Test
  void pagesTogetherHoldEveryRowOnceThoughRowsComeInBetween() {
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Sale sale = saleAt(i / 2);
      before.add(sale.id().toString());
      land(sale);
    }
    List<String> seen = new ArrayList<>();
    String path = "/v1/sales?limit=3&store=" + store;
    String cursor = null;
    do {
      Said said = get(cursor == null ? path : path + "&cursor=" + cursor);
      assertEquals(200, said.status());
      seen.addAll(ids(said.body().getJsonArray("items")));
      cursor = said.body().getString("next");
      land(saleAt(100), saleAt(2));
    } while (cursor != null);
    assertEquals(new HashSet<>(seen).size(), seen.size());
    assertTrue(seen.containsAll(before));
  }

  @Test
  void salesAreFoundByTheTokenOfTheCardThatPaid() {
    String paymentId = UUID.randomUUID().toString();
    Sale byCard = sale(store, UUID.randomUUID(), NOON, 500, card(500, "T1", "000042", null));
    Sale sameStanMuchLater =
        sale(store, UUID.randomUUID(), NOON.plusDays(30), 500, card(500, "T1", "000042", null));
    Sale otherTerminal = sale(store, UUID.randomUUID(), NOON, 500, card(500, "T2", "000042", null));
    land(
        intent(paymentId, "T1", "000042", 500),
        approved(paymentId, 500),
        byCard,
        sameStanMuchLater,
        otherTerminal,
        sale(store, UUID.randomUUID(), 500));
    assertEquals(
        List.of(byCard.id().toString()), ids(items("/v1/sales?token=tok_visa&store=" + store)));
    JsonArray payments = items("/v1/payments?token=tok_visa&store=" + store);
    assertEquals(List.of(paymentId), ids(payments));
    JsonObject payment = payments.getJsonObject(0);
    assertEquals("APPROVED", payment.getString("result"));
    assertEquals("1111", payment.getJsonObject("card").getString("lastFour"));
    assertEquals(0, items("/v1/sales?token=tok_other&store=" + store).size());
  }

  @Test
  void sinceIsASalesOwnTime() {
    land(saleAt(0), saleAt(10));
    assertEquals(1, items("/v1/sales?since=2026-03-14T12:05:00Z&store=" + store).size());
    assertEquals(2, items("/v1/sales?since=2026-03-14T13:00:00%2B01:00&store=" + store).size());
    assertEquals(1, items("/v1/sales?since=2026-03-14T13:05:00+01:00&store=" + store).size());
  }

  @Test
  void aSaleIsShownAsItWasTold() {
    Sale sale = saleAt(0);
    land(sale);
    JsonObject shown = items("/v1/sales?store=" + store).getJsonObject(0);
    assertEquals("edge-1", shown.getString("edge"));
    assertEquals("85123A", shown.getJsonArray("lines").getJsonObject(0).getString("sku"));
    assertEquals(100, shown.getJsonObject("totals").getLong("totalMinor"));
  }

  @Test
  void aStoreIsShownWithItsTotals() {
    String paymentId = UUID.randomUUID().toString();
    land(
        sale(store, UUID.randomUUID(), 250),
        refund(store, UUID.randomUUID(), null, 50),
        intent(paymentId, "T1", "000001", 250),
        approved(paymentId, 250));
    JsonObject shown = items("/v1/stores?store=" + store).getJsonObject(0);
    assertEquals("never", shown.getString("line"));
    assertEquals(4, shown.getLong("events"));
    JsonObject totals = shown.getJsonArray("totals").getJsonObject(0);
    assertEquals("GBP", totals.getString("currency"));
    assertEquals(250, totals.getLong("salesMinor"));
    assertEquals(50, totals.getLong("refundsMinor"));
    assertEquals(1, totals.getLong("payments"));
    assertEquals(250, totals.getLong("paymentsApprovedMinor"));
  }

  @Test
  void stockIsTheSumOfWhatMoved() {
    land(sale(store, UUID.randomUUID(), 100), refund(store, UUID.randomUUID(), null, 50));
    JsonObject level = items("/v1/stock?sku=85123A&store=" + store).getJsonObject(0);
    assertEquals("-1", level.getString("quantity"));
    assertEquals(0, items("/v1/stock?sku=85123a&store=" + store).size());
  }

  @Test
  void goodsWithoutMoneyAreCountedButNotShownAsAnAmount() {
    land(saleAt(0), loss(store, UUID.randomUUID(), "85123A", 1));
    JsonArray totals = items("/v1/stores?store=" + store).getJsonObject(0).getJsonArray("totals");
    assertEquals(1, totals.getJsonObject(1).getLong("stockMovements"));
    JsonObject shown = Nodes.storeOf(await(central.queries().overview()), store);
    assertEquals(1, shown.getJsonArray("totals").size());
  }

  @Test
  void theOverviewHoldsWhatThePageShows() {
    land(saleAt(0));
    JsonObject overview = await(central.queries().overview());
    assertEquals(64, overview.getJsonArray("nodes").getJsonObject(0).getLong("shards"));
    assertEquals(1, Nodes.storeOf(overview, store).getLong("events"));
    JsonObject sale = overview.getJsonArray("sales").getJsonObject(0);
    assertEquals(List.of("card"), sale.getJsonArray("tenders").getList());
    assertEquals("sale", sale.getString("kind"));
  }

  @Test
  void aWrongQuestionIsAnsweredWithWhatToDo() {
    for (String wrong :
        List.of(
            "sales?limit=0",
            "sales?limit=1001",
            "sales?limit=many",
            "sales?since=yesterday",
            "sales?stor=x",
            "sales?store=a&store=b",
            "sales?store=a%20b",
            "sales?cursor=abc",
            "sales?cursor=%00",
            "sales?token=",
            "stores?token=x",
            "stock",
            "stock?store=a&sku=%00")) {
      Said said = get("/v1/" + wrong);
      assertEquals(400, said.status(), wrong);
      assertEquals("application/problem+json", said.type(), wrong);
      assertFalse(said.body().getString("detail").isBlank(), wrong);
    }
  }

  @Test
  void aCardNumberInPlaceOfATokenIsRefusedAndNotRepeated() {
    for (String wrong :
        List.of(
            "sales?token=4111111111111111",
            "payments?token=3782%20822463%2010005",
            "refunds?token=5555-5555-5555-4444",
            "sales?4111111111111111=x")) {
      Said said = get("/v1/" + wrong);
      assertEquals(400, said.status(), wrong);
      assertFalse(said.body().encode().matches(".*[0-9]{7}.*"), said.body().encode());
    }
    assertEquals(200, get("/v1/sales?token=4111111111111112").status(), "a token of digits");
  }

  @Test
  void aCursorBelongsToItsQuestion() {
    land(saleAt(0), saleAt(1));
    String cursor = get("/v1/sales?limit=1&store=" + store).body().getString("next");
    assertEquals(200, get("/v1/sales?limit=5&store=" + store + "&cursor=" + cursor).status());
    assertEquals(400, get("/v1/sales?limit=1&cursor=" + cursor).status());
    assertEquals(400, get("/v1/refunds?limit=1&store=" + store + "&cursor=" + cursor).status());
  }
}
