package io.tillgate.gateway.demo;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.journal.JournalRefusal;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Starts the world, lets it sell, and balances its books. Used by one thread; see {@link #stop}.
 */
public final class Demo {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** For what is in doubt at the end: reversals that repeat, records that wait for a line. */
  private static final Duration SETTLE_PATIENCE = Duration.ofSeconds(90);

  private static final int CTRL_C = 3;

  private final DemoSettings settings;
  private final PrintStream out;
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile StatusLine status;

  public Demo(DemoSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
  }

  /** Ends the selling; {@link #run} then balances the books and returns. Any thread. */
  public void stop() {
    asked.countDown();
  }

  /**
   * Runs to the end.
   *
   * @return whether all books agree
   * @throws IOException where something could not be started or read, with the place of its log
   */
  public boolean run() throws IOException, BadKeyRing, JournalRefusal, InterruptedException {
    Files.createDirectories(settings.data());
    Vertx vertx = Vertx.vertx();
    try (FileChannel lockFile =
            FileChannel.open(
                settings.data().resolve("demo.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        throw new IOException(
            settings.data() + " is used by another demo: stop it, or name another --data");
      }
      try (World world = new World(settings, vertx, this::tell)) {
        return run(world, vertx);
      }
    } finally {
      vertx.close();
    }
  }

  private boolean run(World world, Vertx vertx)
      throws IOException, BadKeyRing, JournalRefusal, InterruptedException {
    out.println("Starting PostgreSQL, two nodes of central, two stores and their outside world …");
    long began = System.nanoTime();
    world.start();
    DemoPage page = new DemoPage(vertx, world.lines(), world::livingPage);
    int port = page.listen(settings.pagePort()).toCompletionStage().toCompletableFuture().join();
    out.printf("Up in %.1f s. ", (System.nanoTime() - began) / 1e9);
    out.println("The page is http://127.0.0.1:" + port + "/");
    out.println("Data and logs: " + settings.data().toAbsolutePath());
    status = new StatusLine(world, out);
    try (Keyboard keyboard = Keyboard.listen(key -> pressed(key, world))) {
      if (keyboard.isThere()) out.println("Keys: 1 2 cut or heal a store's line, q ends the day.");
      sell(world);
    }
    out.println();
    return balance(world);
  }

  private void pressed(int key, World world) {
    int store = key - '1';
    if (key == 'q' || key == CTRL_C) {
      stop();
    } else if (store >= 0 && store < DemoSettings.STORES.size()) {
      String name = DemoSettings.STORES.get(store);
      world.lines().set(name, !world.lines().isUp(name));
    }
  }

  private void sell(World world) throws InterruptedException {
    long began = System.nanoTime();
    boolean cut = false;
    Duration elapsed = Duration.ZERO;
    while (settings.length() == null || elapsed.compareTo(settings.length()) < 0) {
      boolean wanted = false;
      for (Span span : settings.wanDown()) wanted |= span.holds(elapsed);
      // Only at the edges of a span, so that keyboard and page keep their say within it.
      if (wanted != cut) world.lines().set(DemoSettings.STORES.get(0), !wanted);
      cut = wanted;
      status.show(elapsed);
      if (asked.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) return;
      elapsed = Duration.ofNanos(System.nanoTime() - began);
    }
  }

  private boolean balance(World world)
      throws IOException, BadKeyRing, JournalRefusal, InterruptedException {
    out.println("The shops close; what is in doubt is settled …");
    world.lines().healAll();
    quieten(world);
    for (World.Store store : world.stores()) {
      settle(store.name() + "'s tills", () -> world.reading().post(store.shopControl(), "/drain"));
    }
    for (World.Store store : world.stores()) {
      settle(store.name() + "'s tills", () -> isBalanced(world, store));
      settle(store.name() + "'s reversals", () -> isZero(world, store, "card_reversals_owed"));
    }
    Books books = new Books(world);
    for (World.Store store : world.stores()) books.enterShop(store);
    world.stopShops();
    for (World.Store store : world.stores()) {
      settle(store.name() + "'s uplink", () -> isZero(world, store, "uplink_backlog_records"));
    }
    world.stopEdges();
    for (World.Store store : world.stores()) {
      books.enterAcquirer(store);
      books.enterJournal(store);
    }
    books.enterCentral();
    out.println();
    books.sheet().print(out);
    if (world.restarts() > 0) out.println(world.restarts() + " processes died and came back.");
    return books.sheet().balanced();
  }

  /** The acquirer behaves from now on, or a reversal could meet faults for ever. */
  private void quieten(World world) throws InterruptedException {
    JsonObject none = new JsonObject();
    for (String fault : new String[] {"silent", "slow", "late", "doubled", "dropped", "lost"}) {
      none.put(fault, 0);
    }
    JsonObject faults = new JsonObject().put("perMille", none);
    settle("the acquirer", () -> world.reading().put(world.acquirerControl(), "/faults", faults));
  }

  private static boolean isBalanced(World world, World.Store store) {
    return world
        .reading()
        .json(store.shopControl(), "/totals")
        .map(totals -> totals.getString("state").equals("balanced"))
        .orElse(false);
  }

  private static boolean isZero(World world, World.Store store, String metric) {
    return world
        .reading()
        .metric(store.edge().management(), "tillgate_" + metric)
        .map(value -> value == 0)
        .orElse(false);
  }

  /** Waits, with a bound: the balance sheet then tells what is missing. */
  private void settle(String what, BooleanSupplier settled) throws InterruptedException {
    long end = System.nanoTime() + SETTLE_PATIENCE.toNanos();
    while (!settled.getAsBoolean()) {
      if (System.nanoTime() > end) {
        out.println(what + " did not settle within " + SETTLE_PATIENCE.toSeconds() + " s");
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void tell(String sentence) {
    StatusLine line = status;
    if (line != null) line.news(sentence);
    else out.println(sentence);
  }
}
