package io.tillgate.gateway.demo;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.gateway.demo.BalanceSheet.Count;
import io.tillgate.gateway.demo.BalanceSheet.Measure;
import io.tillgate.gateway.demo.BalanceSheet.Party;
import io.tillgate.journal.Cursor;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalRefusal;
import io.tillgate.journal.JournalSettings;
import io.tillgate.journal.Record;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Reads what each party counted into a balance sheet, once nothing moves any more. */
final class Books {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final World world;
  private final BalanceSheet sheet = new BalanceSheet();

  Books(World world) {
    this.world = world;
  }

  BalanceSheet sheet() {
    return sheet;
  }

  /** What the store's tills and terminals were told; asked while the shop still runs. */
  void enterShop(World.Store store) throws IOException, InterruptedException {
    JsonObject totals = told(store.name() + "'s shop", store.shopControl(), "/totals");
    enter(Party.SHOP, store, Measure.SALES, totals.getJsonObject("sales"));
    enter(Party.SHOP, store, Measure.REFUNDS, totals.getJsonObject("refunds"));
    enter(Party.SHOP, store, Measure.CARD_PAYMENTS, totals.getJsonObject("cardPayments"));
    enter(Party.SHOP, store, Measure.CARD_REFUNDS, totals.getJsonObject("cardRefunds"));
    long writeOffs = totals.getJsonObject("writeOffs").getLong("count");
    Count counted = new Count(writeOffs, 0);
    sheet.enter(Party.SHOP, store.name(), Measure.WRITE_OFFS, BalanceSheet.NO_MONEY, counted);
    ShopNotes.of(store.name(), totals).forEach(sheet::note);
  }

  private void enter(Party party, World.Store store, Measure measure, JsonObject byCurrency) {
    for (String currency : byCurrency.fieldNames()) {
      JsonObject sum = byCurrency.getJsonObject(currency);
      Count count = new Count(sum.getLong("count"), sum.getLong("minor"));
      sheet.enter(party, store.name(), measure, currency, count);
    }
  }

  void enterAcquirer(World.Store store) throws IOException, InterruptedException {
    String path = "/totals?terminal=" + store.terminalPrefix();
    JsonObject totals = told("the acquirer", world.acquirerControl(), path);
    for (String currency : totals.fieldNames()) {
      JsonObject sums = totals.getJsonObject(currency);
      String name = store.name();
      Count paid = new Count(sums.getLong("payments"), sums.getLong("paymentsMinor"));
      Count back = new Count(sums.getLong("refunds"), sums.getLong("refundsMinor"));
      sheet.enter(Party.ACQUIRER, name, Measure.CARD_PAYMENTS, currency, paid);
      sheet.enter(Party.ACQUIRER, name, Measure.CARD_REFUNDS, currency, back);
    }
  }

  void enterCentral() throws IOException, InterruptedException {
    JsonArray stores = told("central", world::livingPage, "/v1/stores").getJsonArray("items");
    for (int i = 0; i < stores.size(); i++) {
      JsonObject store = stores.getJsonObject(i);
      JsonArray totals = store.getJsonArray("totals");
      long writeOffs = 0;
      for (int j = 0; j < totals.size(); j++) {
        JsonObject sums = totals.getJsonObject(j);
        writeOffs += sums.getLong("stockMovements");
        enterCentral(store.getString("store"), sums);
      }
      sheet.enter(
          Party.CENTRAL,
          store.getString("store"),
          Measure.WRITE_OFFS,
          BalanceSheet.NO_MONEY,
          new Count(writeOffs, 0));
    }
  }

  private void enterCentral(String store, JsonObject sums) {
    String currency = sums.getString("currency");
    enterCentral(store, Measure.SALES, currency, sums, "sales");
    enterCentral(store, Measure.REFUNDS, currency, sums, "refunds");
    enterCentral(store, Measure.CARD_PAYMENTS, currency, sums, "payments");
    enterCentral(store, Measure.CARD_REFUNDS, currency, sums, "cardRefunds");
  }

  private void enterCentral(
      String store, Measure measure, String currency, JsonObject sums, String name) {
    Count count = new Count(sums.getLong(name), sums.getLong(name + "Minor"));
    sheet.enter(Party.CENTRAL, store, measure, currency, count);
  }

  /** Reads the journal of an edge that has stopped. */
  void enterJournal(World.Store store) throws IOException, BadKeyRing, JournalRefusal {
    Tally tally = new Tally();
    try (KeyRing ring = KeyRing.open(world.premises().keys(store.name()));
        Journal journal =
            Journal.open(
                world.premises().journal(store.name()),
                ring.dataKey(),
                JournalSettings.defaults());
        Cursor cursor = journal.cursor(journal.firstOffset())) {
      for (Record record = cursor.next(); record != null; record = cursor.next()) {
        tally.add(record.type(), record.payload());
      }
    }
    tally.enter(sheet, store.name());
    if (tally.offline() > 0) {
      sheet.note(
          "%s approved %d card payments offline, and told the acquirer of them."
              .formatted(store.name(), tally.offline()));
    }
  }

  private static JsonObject told(String who, int port, String path)
      throws IOException, InterruptedException {
    return told(who, () -> port, path);
  }

  /** Asks again where the process is just being started again, perhaps on another port. */
  private static JsonObject told(String who, IntSupplier port, String path)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<JsonObject> answer = Reading.json(port.getAsInt(), path);
      if (answer.isPresent()) return answer.get();
      if (System.nanoTime() > end) throw new IOException(who + " does not tell its totals");
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }
}
