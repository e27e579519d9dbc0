package io.tillgate.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The page in a real browser, fed by overviews made here. Needs Chromium; skipped where it is not.
 */
class PageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path PICTURES = Path.of("target", "pictures");
  private static final AtomicReference<JsonObject> overview = new AtomicReference<>();
  private static final AtomicReference<JsonArray> lines = new AtomicReference<>();
  private static final List<HttpServerRequest> streams = new CopyOnWriteArrayList<>();
  private static final AtomicInteger refused = new AtomicInteger();
  private static volatile boolean away;
  private static Vertx vertx;
  private static Playwright playwright;
  private static Browser browser;
  private static String address;

  @BeforeAll
  static void open() throws Exception {
    assumeTrue(Files.isExecutable(CHROMIUM), "needs Chromium at " + CHROMIUM);
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    router.route("/v1/live").handler(PageTest::live);
    router.route("/demo/lines").handler(PageTest::lines);
    LiveFeed feed =
        new LiveFeed(
            vertx, () -> Future.succeededFuture(overview.get()), new SimpleMeterRegistry());
    ConsoleRoutes.mount(router, feed);
    HttpServer server = vertx.createHttpServer().requestHandler(router);
    int port =
        server
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
    address = "http://127.0.0.1:" + port + "/";
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** As a proxy does whose central has gone. */
  private static void live(RoutingContext request) {
    if (away) {
      request.response().setStatusCode(502).end();
      refused.incrementAndGet();
    } else {
      streams.add(request.request());
      request.next();
    }
  }

  private static void lines(RoutingContext request) {
    if (lines.get() == null) request.next();
    else request.json(lines.get());
  }

  @AfterAll
  static void close() {
    if (playwright != null) playwright.close();
    if (vertx != null) vertx.close();
  }

  @Test
  void aStoreInStepIsSaidInOneSentence() {
    overview.set(overview("up", 0));
    Page page = show();
    page.waitForSelector(".verdict.good");
    assertEquals("Both stores are in step", page.textContent("h1"));
    assertEquals("£7,346.10 188", page.textContent(".totals dd >> nth=0").strip());
    assertTrue(page.textContent(".latest").contains("till-1"));
    picture(page, "in-step.png");
  }

  @Test
  void aStoreOutOfReachIsNamedWithWhatToDo() {
    overview.set(overview("down", 1432));
    Page page = show();
    page.waitForSelector(".verdict.warn");
    assertEquals("store-02 is out of reach", page.textContent("h1"));
    assertTrue(page.textContent(".verdict p").contains("goes on selling"));
    assertEquals("not known", page.textContent(".store.bad .figures dd >> nth=1"));
    picture(page, "out-of-reach.png");
  }

  @Test
  void anOpenCaseIsNamedWithWhatToDo() {
    JsonObject now = overview("up", 0);
    now.getJsonArray("stores").getJsonObject(0).put("edges", offlineBox());
    now.put(
        "cases",
        new JsonArray()
            .add(openCase("card-number-found", 1, 1))
            .add(openCase("unknown-result", 3, 2)));
    overview.set(now);
    Page page = show();
    page.waitForSelector(".verdict.warn");
    assertEquals("1 case needs a person", page.textContent("h1"));
    assertTrue(page.textContent(".cases").contains("Find the till or route"));
    assertTrue(page.textContent(".cases").contains("2 stores"));
    assertTrue(page.textContent(".exposure").contains("£12.40"));
    assertTrue(page.textContent(".exposure").contains("1 min ago"));
    picture(page, "cases.png");
    page.setViewportSize(400, 900);
    picture(page, "cases-phone.png");
  }

  private static JsonArray offlineBox() {
    JsonObject offline =
        new JsonObject()
            .put("count", 2)
            .put("sumsMinor", new JsonObject().put("GBP", 1240))
            .put("oldestMillis", System.currentTimeMillis() - 61_000);
    return new JsonArray().add(new JsonObject().put("edge", "box-1").put("offline", offline));
  }

  private static JsonObject openCase(String kind, int open, int stores) {
    return new JsonObject()
        .put("kind", kind)
        .put("open", open)
        .put("oldest", Instant.now().minusSeconds(600).toString())
        .put("stores", stores)
        .put("store", "store-01");
  }

  @Test
  void theFeedChangesThePageWithoutReloading() {
    overview.set(overview("up", 0));
    Page page = show();
    page.waitForSelector(".verdict.good");
    overview.set(overview("down", 7));
    page.waitForSelector(".verdict.warn");
    assertTrue(page.isVisible("text=line down"));
  }

  @Test
  void nothingIsFetchedFromAnywhereElseAndNothingFails() {
    overview.set(overview("up", 0));
    List<String> complaints = new ArrayList<>();
    List<String> requests = new ArrayList<>();
    Page page = browser.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") && !message.text().contains("404")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(request -> requests.add(request.url()));
    page.navigate(address);
    page.waitForSelector(".verdict.good");
    assertEquals(List.of(), complaints);
    assertTrue(requests.stream().allMatch(url -> url.startsWith(address)), requests::toString);
  }

  @Test
  void aPageThatLostCentralGoesOnByItselfHoweverItWasAnswered() {
    overview.set(overview("up", 0));
    Page page = show();
    page.waitForSelector(".verdict.good");
    away = true;
    try {
      streams.forEach(stream -> stream.connection().close());
      page.waitForSelector(".verdict.bad");
      assertEquals("This page has lost central", page.textContent("h1"));
      // Twice: the second time it is the page that asks, and not the browser.
      int before = refused.get();
      page.waitForCondition(() -> refused.get() > before + 1);
    } finally {
      away = false;
    }
    page.waitForSelector(".verdict.good");
  }

  @Test
  void aLineThatWasCutHereIsNamedBeforeCentralNotices() {
    overview.set(overview("up", 0));
    lines.set(new JsonArray().add(line("store-01", true)).add(line("store-02", true)));
    try {
      Page page = show();
      page.waitForSelector("text=Cut the line");
      page.waitForSelector("text=Both stores are in step");
      lines.set(new JsonArray().add(line("store-01", true)).add(line("store-02", false)));
      page.waitForSelector("text=You cut store-02 off");
      assertTrue(page.textContent(".store.warn .line").contains("line cut here"));
      overview.set(overview("down", 0));
      page.waitForSelector("text=store-02 is out of reach");
    } finally {
      lines.set(null);
    }
  }

  private static JsonObject line(String store, boolean up) {
    return new JsonObject().put("store", store).put("up", up);
  }

  @Test
  void aStoreThatMissesHeartbeatsIsNotCalledInStep() {
    overview.set(overview("stale", 0));
    Page page = show();
    page.waitForSelector("text=store-02 has missed heartbeats");
    assertTrue(page.isVisible("text=no heartbeat"));
  }

  @Test
  void nothingSticksOutOnAPhoneOrOnADesk() {
    overview.set(overview("up", 0));
    Page page = show();
    page.waitForSelector(".verdict.good");
    for (int width : new int[] {360, 420, 700, 900, 1280}) {
      page.setViewportSize(width, 900);
      assertEquals(List.of(), page.evaluate(STICKS_OUT), () -> "at " + width + " pixels");
    }
  }

  /** Tables wider than the card they are in, by their titles. */
  private static final String STICKS_OUT =
      "[...document.querySelectorAll('.latest')].filter(card => card.scrollWidth > card.clientWidth)"
          + ".map(card => card.querySelector('h3').textContent)";

  private static Page show() {
    Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1200, 900));
    page.navigate(address);
    return page;
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name)).setFullPage(true));
  }

  private static JsonObject overview(String secondLine, int backlog) {
    String now = Instant.now().toString();
    JsonArray sales = new JsonArray();
    JsonArray payments = new JsonArray();
    for (int i = 0; i < 12; i++) {
      boolean refund = i == 3;
      sales.add(
          new JsonObject()
              .put("kind", refund ? "refund" : "sale")
              .put("time", now)
              .put("store", "store-0" + (1 + i % 2))
              .put("till", "till-" + (1 + i % 3))
              .put("lines", 1 + i * 3)
              .put("tenders", new JsonArray().add(i % 4 == 0 ? "cash" : "card"))
              .put("totalMinor", 1234 + i * 977)
              .put("currency", "GBP"));
      payments.add(
          new JsonObject()
              .put("time", now)
              .put("store", "store-0" + (1 + i % 2))
              .put("terminal", "T000000" + i)
              .put("kind", "PURCHASE")
              .put("amountMinor", 123_456 + i * 97_777)
              .put("currency", "GBP")
              .put("result", i == 5 ? "DECLINED" : i == 7 ? "TIMED_OUT" : "APPROVED")
              .put("reversal", i == 7 ? "owed" : null)
              .put("card", new JsonObject().put("brand", "mastercard").put("lastFour", "4444")));
    }
    return new JsonObject()
        .put("time", now)
        .put("problems", 0)
        .put(
            "nodes",
            new JsonArray()
                .add(new JsonObject().put("id", "central-1").put("shards", 33).put("since", now))
                .add(new JsonObject().put("id", "central-2").put("shards", 31).put("since", now)))
        .put(
            "stores",
            new JsonArray()
                .add(store("store-01", "up", 0))
                .add(store("store-02", secondLine, backlog)))
        .put("sales", sales)
        .put("payments", payments);
  }

  private static JsonObject store(String name, String line, int backlog) {
    return new JsonObject()
        .put("store", name)
        .put("line", line)
        .put("lastHeartbeatMillis", line.equals("up") ? 800 : 14_000)
        .put("backlog", backlog)
        .put("events", System.currentTimeMillis() / 100)
        .put("reversalsOwed", 0)
        .put(
            "totals",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("currency", "GBP")
                        .put("sales", 188)
                        .put("salesMinor", 734_610)
                        .put("refunds", 9)
                        .put("refundsMinor", 12_310)
                        .put("payments", 140)
                        .put("paymentsMinor", 540_020)));
  }
}
