package io.tillgate.gateway.demo;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.journal.JournalRefusal;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The end of the day: shops close, what is in doubt is settled, and all books are read once nothing
 * moves any more. Processes may still die meanwhile; whoever is away is asked again.
 */
final class ClosingTime {
  /** For what is in doubt: reversals that repeat, records that wait for a line. */
  private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(90);

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final World world;
  private final PrintStream out;

  ClosingTime(World world, PrintStream out) {
    this.world = world;
    this.out = out;
  }

  /** Prints the balance sheet; gives whether it balances. */
  boolean balance() throws IOException, BadKeyRing, JournalRefusal, InterruptedException {
    out.println("The shops close; what is in doubt is settled ...");
    world.lines().healAll();
    world.healAcquirer();
    settle("the acquirer", this::quieten);
    for (World.Store store : world.stores()) Reading.post(store.shopControl(), "/drain");
    for (World.Store store : world.stores()) {
      settle(store.name() + "'s tills", () -> isDrained(store));
      settle(store.name() + "'s reversals", () -> isZero(store, "card_reversals_owed"));
      settle(store.name() + "'s advices", () -> isZero(store, "card_standin_exposure"));
    }
    Books books = new Books(world);
    for (World.Store store : world.stores()) books.enterShop(store);
    world.stopShops();
    for (World.Store store : world.stores()) {
      settle(store.name() + "'s uplink", () -> isZero(store, "uplink_backlog_records"));
    }
    world.stopEdges();
    for (World.Store store : world.stores()) {
      books.enterAcquirer(store);
      books.enterJournal(store);
    }
    books.enterCentral();
    out.println();
    books.sheet().print(out);
    int restarts = world.restarts();
    if (restarts > 0) out.println("Processes that died and were started again: " + restarts + ".");
    return books.sheet().balanced();
  }

  /** The acquirer behaves from now on, or a reversal could meet faults for ever. */
  private boolean quieten() {
    JsonObject none = new JsonObject();
    for (String fault : World.FAULTS.keySet()) none.put(fault, 0);
    JsonObject faults = new JsonObject().put("perMille", none);
    return Reading.put(world.acquirerControl(), "/faults", faults);
  }

  /** A shop that died meanwhile has opened again, and is told once more to close. */
  private static boolean isDrained(World.Store store) {
    Optional<String> state =
        Reading.json(store.shopControl(), "/totals").map(totals -> totals.getString("state"));
    if (state.filter("trading"::equals).isPresent()) Reading.post(store.shopControl(), "/drain");
    return state.filter("balanced"::equals).isPresent();
  }

  private static boolean isZero(World.Store store, String metric) {
    return Reading.metric(store.edge().management(), "tillgate_" + metric)
        .filter(value -> value == 0)
        .isPresent();
  }

  /** Waits, with a bound: the balance sheet then tells what is missing. */
  private void settle(String what, BooleanSupplier settled) throws InterruptedException {
    long end = System.nanoTime() + SETTLE_PATIENCE.toNanos();
    while (!settled.getAsBoolean()) {
      if (System.nanoTime() > end) {
        out.println(what + " did not settle within " + SETTLE_PATIENCE.toSeconds() + " s");
        return;
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
    }
  }
}
