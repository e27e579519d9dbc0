package io.tillgate.sandbox.shop;

import static io.tillgate.sandbox.Await.await;
import static io.tillgate.sandbox.Await.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tillgate.retail.Sale;
import io.tillgate.retail.StockMovement;
import io.tillgate.retail.Tender;
import io.tillgate.sandbox.OtherProcess;
import io.tillgate.sandbox.acquirer.Acquirer;
import io.tillgate.sandbox.acquirer.AcquirerSettings;
import io.tillgate.sandbox.acquirer.Faults;
import io.tillgate.sandbox.acquirer.Faults.Fault;
import io.tillgate.wire.Dialect;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop whose terminals talk to an acquirer and whose tills talk to an edge in miniature. */
class ShopTest {
  private static final Dialect DIALECT = Dialect.named("iso87-binary");

  @TempDir Path folder;
  private Vertx vertx;
  private MiniatureEdge edge;
  private Acquirer acquirer;
  private long seed;

  @BeforeEach
  void start() {
    seed = System.nanoTime();
    System.err.println("ShopTest: seed " + seed);
    vertx = Vertx.vertx();
    edge = new MiniatureEdge(vertx, seed);
    acquirer =
        await(Acquirer.start(vertx, AcquirerSettings.of(DIALECT, folder.resolve("acquirer"))));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void aDayBalances() {
    Shop shop = await(Shop.start(vertx, settings(200)));
    until("a hundred are sold", () -> edge.events().size() >= 100);
    assertBalance(await(shop.drain()));
    assertTrue(
        edge.sales().stream().anyMatch(sale -> kinds(sale).equals(Set.of(Tender.Kind.CARD))));
    assertTrue(
        edge.sales().stream().anyMatch(sale -> kinds(sale).equals(Set.of(Tender.Kind.CASH))));
  }

  @Test
  void everyEventIsRecordedOnceByAnEdgeThatIsBusyAndHangsUp() {
    edge.misbehave(20, 20);
    Shop shop = await(Shop.start(vertx, settings(100)));
    until("sixty are sold", () -> edge.events().size() >= 60);
    edge.misbehave(0, 0);
    assertBalance(await(shop.drain()));
  }

  @Test
  void moneyBalancesWithAnAcquirerThatMisbehaves() {
    Faults faults =
        Faults.NONE
            .with(Fault.SILENT, 100)
            .with(Fault.DOUBLED, 100)
            .with(Fault.DROPPED, 100)
            .with(Fault.LOST, 100);
    await(acquirer.faults(faults));
    Shop shop = await(Shop.start(vertx, settings(100)));
    until("sixty are sold", () -> edge.events().size() >= 60);
    JsonObject totals = await(shop.drain());
    assertBalance(totals);
    assertTrue(totals.getJsonObject("reversed").containsKey("GBP"), "something was reversed");
  }

  @Test
  void aPartThatTheCardDidNotPayIsPaidInCash() {
    Shop shop = await(Shop.start(vertx, settings(200)));
    until("a card paid a part", () -> edge.sales().stream().anyMatch(ShopTest::isSplit));
    assertBalance(await(shop.drain()));
  }

  private static boolean isSplit(Sale sale) {
    return kinds(sale).equals(Set.of(Tender.Kind.CARD, Tender.Kind.CASH));
  }

  private static Set<Tender.Kind> kinds(Sale sale) {
    Set<Tender.Kind> kinds = new HashSet<>();
    sale.tenders().forEach(tender -> kinds.add(tender.kind()));
    return kinds;
  }

  @Test
  void aRefusedEventIsCountedAndShownAndDoesNotStopTheTill() {
    edge.refuse("100004");
    Shop shop = await(Shop.start(vertx, settings(200).withSales(null, 5)));
    until("others are sold", () -> edge.events().size() >= 20);
    JsonObject totals = await(shop.drain());
    assertEquals(1, totals.getLong("refused"));
    assertTrue(totals.getJsonArray("refusals").getString(0).contains("422"));
    assertEquals(
        edge.sales().size(),
        totals.getJsonObject("sales").getJsonObject("GBP").getLong("count").intValue());
  }

  @Test
  void theRealSalesGoThroughWhole() {
    Path sales = Path.of(System.getProperty("sales.file", "online-retail.csv"));
    if (!Files.exists(sales)) {
      System.err.println("SKIPPED: no file of real sales; name one with -Dsales.file=FILE.csv");
    }
    assumeTrue(Files.exists(sales), "no file of real sales");
    int invoices = 458;
    Shop shop =
        await(
            Shop.start(
                vertx,
                settings(1_000).withSales(sales, seed).withPace(4, new Pace.Rate(1_000), 50)));
    until("all are sold", () -> await(shop.totals()).getLong("baskets") >= invoices + 5);
    assertBalance(await(shop.drain()));
    assertEquals(
        389, edge.sales().stream().filter(sale -> firstRound(sale.receiptNumber())).count());
    assertEquals(
        39, edge.refunds().stream().filter(refund -> firstRound(refund.receiptNumber())).count());
    assertTrue(edge.events().stream().filter(StockMovement.class::isInstance).count() >= 30);
  }

  private static boolean firstRound(String receipt) {
    return !receipt.contains("-");
  }

  @Test
  void whatWasCutOffIsFinishedAfterKills() throws Exception {
    Random random = new Random(seed);
    edge.misbehave(5, 5);
    await(acquirer.faults(Faults.NONE.with(Fault.SILENT, 50).with(Fault.DROPPED, 50)));
    for (int kill = 0; kill < 2; kill++) {
      try (OtherProcess shop =
          OtherProcess.start(
              Main.class,
              String.valueOf(edge.port()),
              String.valueOf(acquirer.port()),
              folder.resolve("shop").toString())) {
        shop.said("ready");
        int enough = edge.events().size() + 30 + random.nextInt(60);
        until("some are sold", () -> edge.events().size() >= enough);
        shop.kill();
      }
    }
    edge.misbehave(0, 0);
    Shop shop = await(Shop.open(vertx, settings(1)));
    JsonObject totals = await(shop.drain());
    assertBalance(totals);
    Set<String> receipts = new HashSet<>();
    for (Sale sale : edge.sales()) {
      assertTrue(receipts.add(sale.receiptNumber()), sale.receiptNumber() + " was sold twice");
    }
  }

  /** A shop that sells until it is killed. */
  public static final class Main {
    public static void main(String[] arguments) {
      await(
          Shop.start(
              Vertx.vertx(),
              settings(
                  Integer.parseInt(arguments[0]),
                  Integer.parseInt(arguments[1]),
                  Path.of(arguments[2]),
                  100)));
      System.out.println("ready");
      System.out.flush();
    }
  }

  @Test
  void aBasketWhosePaymentWasCutOffIsPaidInCash() throws IOException {
    Path left = folder.resolve("left");
    await(acquirer.faults(Faults.NONE.with(Fault.SILENT, 1_000)));
    Shop before = await(Shop.start(vertx, oneTill(folder.resolve("shop"))));
    until("a card is asked for", () -> await(acquirer.activity()).getLong("received") == 1);
    copy("till-1.log", left);
    copy("terminal-1.log", left);
    await(before.close());
    await(acquirer.faults(Faults.NONE));
    Shop after = await(Shop.open(vertx, oneTill(left)));
    assertBalance(await(after.drain()));
    assertEquals(1, edge.sales().size());
    assertEquals(Set.of(Tender.Kind.CASH), kinds(edge.sales().get(0)));
  }

  @Test
  void aBasketWhoseApprovalTheTillNeverSawIsPaidOnce() throws IOException {
    Path left = folder.resolve("left");
    await(acquirer.faults(Faults.NONE.with(Fault.SLOW, 1_000).withWaits(2_000, 1)));
    Shop before = await(Shop.start(vertx, oneTill(folder.resolve("shop"))));
    until("a card is asked for", () -> await(acquirer.activity()).getLong("received") == 1);
    copy("till-1.log", left);
    until("it is sold", () -> edge.sales().size() == 1);
    copy("terminal-1.log", left);
    await(before.close());
    Shop after = await(Shop.open(vertx, oneTill(left)));
    assertBalance(await(after.drain()));
    assertEquals(1, edge.sales().size());
    assertEquals(Set.of(Tender.Kind.CARD), kinds(edge.sales().get(0)));
  }

  private void copy(String file, Path into) throws IOException {
    Files.createDirectories(into);
    Files.copy(folder.resolve("shop").resolve(file), into.resolve(file));
  }

  /**
   * A patient till that sells one basket in a long time, by card; seed 1 begins with a purchase.
   */
  private ShopSettings oneTill(Path data) {
    return ShopSettings.of(
            "london",
            ShopSettings.Edge.onLoopback(edge.port(), acquirer.port(), DIALECT),
            "LON",
            data)
        .withPace(1, new Pace.Rate(0.001), 100);
  }

  @Test
  void aSecondRunGoesOnWhereTheFirstOneStopped() {
    Shop first = await(Shop.start(vertx, settings(200)));
    until("some are sold", () -> edge.events().size() >= 20);
    JsonObject before = await(first.drain());
    await(first.close());
    Shop second = await(Shop.start(vertx, settings(200)));
    until("more are sold", () -> edge.events().size() >= 40);
    JsonObject after = await(second.drain());
    assertBalance(after);
    assertTrue(after.getLong("baskets") > before.getLong("baskets"));
    assertEquals(edge.sales().size(), new HashSet<>(receipts()).size(), "none was sold twice");
  }

  private List<String> receipts() {
    return edge.sales().stream().map(Sale::receiptNumber).toList();
  }

  @Test
  void aDeadEdgeStopsNoCashAndNothingIsLost() {
    int dead = 1;
    ShopSettings settings =
        new ShopSettings(
            "london",
            ShopSettings.Edge.onLoopback(dead, dead, DIALECT),
            2,
            "LON",
            folder.resolve("shop"),
            null,
            1,
            "GBP",
            new Pace.Rate(200),
            70,
            0);
    Shop shop = await(Shop.start(vertx, settings));
    until("events wait", () -> pending(shop) >= 50);
    await(shop.close());
    Shop again = await(Shop.open(vertx, settings(1)));
    JsonObject totals = await(again.drain());
    assertBalance(totals);
    assertTrue(edge.events().size() >= 50);
  }

  private static long pending(Shop shop) {
    return await(shop.totals()).getJsonObject("pending").getLong("events");
  }

  @Test
  void theSameFilesCannotBeUsedTwice() {
    await(Shop.start(vertx, settings(10)));
    AssertionError refused =
        assertThrows(AssertionError.class, () -> await(Shop.start(vertx, settings(10))));
    assertTrue(refused.getMessage().contains("another running process"), refused.getMessage());
  }

  @Test
  void anotherProcessReadsTotalsAndDrains() throws Exception {
    Shop shop = await(Shop.start(vertx, settings(200)));
    until("some are sold", () -> edge.events().size() >= 20);
    assertEquals("trading", http(shop, HttpMethod.GET, "/totals").getString("state"));
    http(shop, HttpMethod.POST, "/drain");
    until(
        "it is balanced",
        () -> http(shop, HttpMethod.GET, "/totals").getString("state").equals("balanced"));
    JsonObject totals = http(shop, HttpMethod.GET, "/totals");
    assertBalance(totals);
    await(shop.close());
    String file = Files.readString(folder.resolve("shop").resolve("totals.json"));
    assertEquals(totals, new JsonObject(file));
  }

  private JsonObject http(Shop shop, HttpMethod method, String path) {
    WebClient web = WebClient.create(vertx);
    Buffer body =
        await(web.request(method, shop.controlPort(), "127.0.0.1", path).send()).bodyAsBuffer();
    web.close();
    return body.toJsonObject();
  }

  /** The shop's, the edge's and the acquirer's figures are the same. */
  private void assertBalance(JsonObject totals) {
    JsonObject pending = totals.getJsonObject("pending");
    assertEquals(
        new JsonObject().put("events", 0L).put("baskets", 0L).put("reversals", 0), pending);
    assertEquals("balanced", totals.getString("state"));
    JsonObject sales = totals.getJsonObject("sales").getJsonObject("GBP");
    assertEquals(edge.sales().size(), sales.getLong("count").intValue());
    assertEquals(edge.salesMinor(), sales.getLong("minor"));
    assertEquals(edge.refunds().size(), count(totals.getJsonObject("refunds")));
    assertEquals(
        edge.events().stream().filter(StockMovement.class::isInstance).count(),
        totals.getJsonObject("writeOffs").getLong("count"));
    assertEquals(0, totals.getLong("refused"), totals.getJsonArray("refusals").encode());
    JsonObject books = await(acquirer.totals("LON")).getJsonObject("GBP", new JsonObject());
    JsonObject cards = totals.getJsonObject("cardPayments");
    assertEquals(books.getLong("payments", 0L), count(cards));
    assertEquals(books.getLong("paymentsMinor", 0L), minor(cards));
    assertEquals(books.getLong("refunds", 0L), count(totals.getJsonObject("cardRefunds")));
    long byCardMinor =
        edge.sales().stream()
            .flatMap(sale -> sale.tenders().stream())
            .filter(tender -> tender.kind() == Tender.Kind.CARD)
            .mapToLong(Tender::amountMinor)
            .sum();
    assertEquals(minor(cards), byCardMinor, "what tills say cards paid");
  }

  private static long count(JsonObject byCurrency) {
    return byCurrency.getJsonObject("GBP", new JsonObject()).getLong("count", 0L);
  }

  private static long minor(JsonObject byCurrency) {
    return byCurrency.getJsonObject("GBP", new JsonObject()).getLong("minor", 0L);
  }

  private ShopSettings settings(double rate) {
    return settings(edge.port(), acquirer.port(), folder.resolve("shop"), rate);
  }

  private static ShopSettings settings(int events, int terminals, Path data, double rate) {
    ShopSettings.Edge edge = ShopSettings.Edge.onLoopback(events, terminals, DIALECT);
    ShopSettings.Edge impatient =
        new ShopSettings.Edge(
            edge.events(),
            null,
            null,
            edge.terminalHost(),
            edge.terminalPort(),
            null,
            DIALECT,
            400);
    return ShopSettings.of("london", impatient, "LON", data).withPace(3, new Pace.Rate(rate), 70);
  }
}
