package io.tillgate.sandbox.shop;

import io.tillgate.sandbox.Affinity;
import io.tillgate.sandbox.basket.Basket;
import io.tillgate.sandbox.basket.Baskets;
import io.tillgate.sandbox.shop.Posting.Kind;
import io.tillgate.sandbox.terminal.Terminal;
import io.tillgate.sandbox.terminal.TerminalSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store's tills and terminals in one process. It sells baskets one after the other at its pace,
 * counts what the edge accepted and what its cards paid, and goes on where it stopped, also after
 * {@code kill -9}: nothing it was told is forgotten, nothing it owes is dropped.
 *
 * <p>All state belongs to one context; methods may be called from any thread.
 */
public final class Shop {
  private static final Logger LOG = LoggerFactory.getLogger(Shop.class);

  private final Vertx vertx;
  private final Context context;
  private final Affinity affinity;
  private final ShopSettings settings;
  private final EventDoor door;
  private final List<Till> tills = new ArrayList<>();
  private final List<Promise<JsonObject>> untilBalanced = new ArrayList<>();
  private final TotalsFile totalsFile;
  private ShopControl control;
  private Counter counter;
  private int nextTill;
  private boolean draining;

  private Shop(Vertx vertx, ShopSettings settings) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.affinity = new Affinity(context);
    this.settings = settings;
    ShopSettings.Edge edge = settings.edge();
    this.door = new EventDoor(vertx, edge.events(), edge.trust(), edge.apiKey(), settings.tills());
    this.totalsFile = new TotalsFile(vertx, settings.data().resolve("totals.json"), this::totals);
  }

  /**
   * Opens the store: what was cut off is finished first, and baskets begin to come.
   *
   * @return fails where a file cannot be used, the sales cannot be read, or the port is taken
   */
  public static Future<Shop> start(Vertx vertx, ShopSettings settings) {
    return open(vertx, settings).compose(shop -> shop.on(() -> shop.trade()).map(shop));
  }

  /** As {@link #start}, but no basket comes: what was cut off is finished, and that is all. */
  public static Future<Shop> open(Vertx vertx, ShopSettings settings) {
    Shop shop = new Shop(vertx, settings);
    return shop.on(
            () -> {
              Future<Void> opened = Future.succeededFuture();
              for (int i = 1; i <= settings.tills(); i++) {
                int till = i;
                opened = opened.compose(before -> shop.openTill(till));
              }
              shop.control = new ShopControl(vertx, shop);
              return opened.compose(all -> shop.control.listen(settings.controlPort()));
            })
        .map(shop);
  }

  private Future<Void> openTill(int number) {
    ShopSettings.Edge edge = settings.edge();
    TerminalSettings terminal =
        TerminalSettings.of(
                String.format("%s%02d", settings.terminalPrefix(), number),
                merchant(),
                edge.dialect(),
                edge.terminalHost(),
                edge.terminalPort(),
                settings.data().resolve("terminal-" + number + ".log"))
            .withCurrency(settings.currency())
            .withWaits(edge.answerMillis(), 1_000)
            .withTls(edge.terminalTls());
    return Terminal.start(vertx, terminal)
        .compose(
            started ->
                new Till(
                        vertx,
                        settings.store(),
                        "till-" + number,
                        started,
                        door,
                        new Tenders(settings.seed(), settings.cardPercent()),
                        this::changed)
                    .start(context, settings.data().resolve("till-" + number + ".log")))
        .map(
            till -> {
              tills.add(till);
              return null;
            });
  }

  private String merchant() {
    String name = settings.store().toUpperCase(Locale.ROOT);
    return name.length() <= 15 ? name : name.substring(0, 15);
  }

  private Future<Void> trade() {
    long first = tills.stream().mapToLong(till -> till.memory().nextBasket()).max().orElse(0);
    return vertx
        .executeBlocking(
            () ->
                settings.sales() == null
                    ? Baskets.seeded(settings.seed(), settings.currency())
                    : Baskets.of(settings.sales(), settings.currency()))
        .compose(
            baskets -> {
              counter = new Counter(vertx, baskets, settings.pace(), this::sell);
              return counter.open(first);
            })
        .onSuccess(
            ignored ->
                LOG.info(
                    "store {} sells from basket {}, {} tills, seed {}",
                    settings.store(),
                    first,
                    tills.size(),
                    settings.seed()));
  }

  /** Gives the basket to the next free till; false where none is. */
  private boolean sell(long number, Basket basket) {
    for (int i = 0; i < tills.size(); i++) {
      Till till = tills.get((nextTill + i) % tills.size());
      if (!till.isFree()) continue;
      nextTill = (nextTill + i + 1) % tills.size();
      till.sell(number, basket);
      return true;
    }
    return false;
  }

  private void changed() {
    if (counter != null && !draining) counter.look();
    tellBalanced();
    totalsFile.touch();
  }

  /** HTTP: {@code GET /totals}, {@code POST /drain}, {@code /health/ready}. */
  public int controlPort() {
    return control.port();
  }

  /**
   * No new baskets; completes with {@link #totals()} when every event is answered and every
   * reversal acknowledged.
   */
  public Future<JsonObject> drain() {
    return on(
        () -> {
          draining = true;
          if (counter != null) counter.close();
          Promise<JsonObject> balanced = Promise.promise();
          untilBalanced.add(balanced);
          tellBalanced();
          return balanced.future();
        });
  }

  /** Whoever waits is told once tills and terminals have nothing left to do. */
  private void tellBalanced() {
    if (untilBalanced.isEmpty() || !tills.stream().allMatch(Till::isEmpty)) return;
    List<Future<Void>> settled = new ArrayList<>();
    for (Till till : tills) settled.add(till.terminal().settled());
    Future.all(settled)
        .compose(all -> totals())
        .onSuccess(
            totals -> {
              totalsFile.touch();
              List<Promise<JsonObject>> told = List.copyOf(untilBalanced);
              untilBalanced.clear();
              told.forEach(promise -> promise.tryComplete(totals));
            });
  }

  /**
   * What the shop counted. Sales, refunds and write-offs are what the edge accepted; payments and
   * card refunds are what its terminals were told and did not have to reverse.
   *
   * <pre>{@code
   * {"store", "state": "trading|draining|balanced", "baskets",
   *  "sales": {"GBP": {"count", "minor"}}, "refunds": {…}, "writeOffs": {"count"},
   *  "cardPayments": {"GBP": {"count", "minor"}}, "cardRefunds": {…}, "reversed": {…},
   *  "declined", "refused", "unpostable", "refusals": […],
   *  "pending": {"events", "baskets", "reversals"}, "trouble": […]}
   * }</pre>
   */
  public Future<JsonObject> totals() {
    return on(
        () -> {
          List<Future<JsonObject>> terminals = new ArrayList<>();
          List<Future<Integer>> owed = new ArrayList<>();
          for (Till till : tills) {
            terminals.add(till.terminal().totals());
            owed.add(till.terminal().owed());
          }
          return Future.all(terminals)
              .compose(all -> Future.all(owed))
              .map(
                  all ->
                      totals(
                          CardTotals.sum(terminals.stream().map(Future::result).toList()),
                          owed.stream().mapToInt(Future::result).sum()));
        });
  }

  private JsonObject totals(CardTotals cards, int reversals) {
    TillMemory.Tallies accepted = new TillMemory.Tallies();
    long events = 0;
    long begun = 0;
    long refused = 0;
    long unpostable = 0;
    JsonArray refusals = new JsonArray();
    JsonArray trouble = new JsonArray();
    for (Till till : tills) {
      TillMemory memory = till.memory();
      accepted.addAll(memory.accepted());
      events += memory.outbox().size();
      if (memory.begun() != null) begun++;
      refused += memory.refused();
      unpostable += memory.unpostable();
      memory.refusals().forEach(refusals::add);
      if (till.trouble() != null) trouble.add(till.trouble());
    }
    if (counter != null && counter.stopped() != null) trouble.add(counter.stopped());
    boolean balanced = draining && events + begun + reversals == 0;
    JsonObject writeOffs = accepted.json(Kind.WRITE_OFF).getJsonObject("", new JsonObject());
    return new JsonObject()
        .put("store", settings.store())
        .put("state", balanced ? "balanced" : draining ? "draining" : "trading")
        .put("baskets", counter == null ? 0 : counter.served())
        .put("sales", accepted.json(Kind.SALE))
        .put("refunds", accepted.json(Kind.REFUND))
        .put("writeOffs", new JsonObject().put("count", writeOffs.getLong("count", 0L)))
        .put("cardPayments", cards.payments())
        .put("cardRefunds", cards.refunds())
        .put("reversed", cards.reversed())
        .put("declined", cards.declined())
        .put("refused", refused)
        .put("unpostable", unpostable)
        .put("refusals", refusals)
        .put(
            "pending",
            new JsonObject()
                .put("events", events)
                .put("baskets", begun)
                .put("reversals", reversals))
        .put("trouble", trouble);
  }

  /** Stops at once; what is not finished is finished after the next start. */
  public Future<Void> close() {
    return on(
        () -> {
          if (counter != null) counter.close();
          Future<Void> closed = control.close().eventually(totalsFile::write);
          for (Till till : tills) closed = closed.eventually(till::close);
          return closed.onComplete(ignored -> door.close());
        });
  }

  private <T> Future<T> on(Supplier<Future<T>> deed) {
    return affinity.call(deed);
  }
}
