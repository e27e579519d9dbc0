package io.tillgate.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.CardRoom;
import io.tillgate.card.CardSettings;
import io.tillgate.card.CardVerticle;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.journal.Cursor;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.tillgate.journal.Record;
import io.tillgate.retail.feed.EventType;
import io.tillgate.sandbox.acquirer.Acquirer;
import io.tillgate.sandbox.acquirer.AcquirerSettings;
import io.tillgate.sandbox.acquirer.ApprovalRules;
import io.tillgate.sandbox.acquirer.Faults;
import io.tillgate.sandbox.acquirer.Faults.Fault;
import io.tillgate.sandbox.net.Line;
import io.tillgate.sandbox.terminal.Entry;
import io.tillgate.sandbox.terminal.Terminal;
import io.tillgate.sandbox.terminal.TerminalSettings;
import io.tillgate.sandbox.terminal.TestCard;
import io.tillgate.wire.Dialect;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Terminals, a card room and two acquirers that misbehave, each over two bad lines. */
@Timeout(300)
class TwoAcquirersTest {
  private static final int TERMINALS = 6;
  private static final int PAYMENTS = Integer.getInteger("payments", 10);
  private static final Faults STORM =
      new Faults(
          Map.of(
              Fault.SILENT, 30,
              Fault.SLOW, 60,
              Fault.LATE, 30,
              Fault.DOUBLED, 60,
              Fault.DROPPED, 20,
              Fault.LOST, 30),
          100,
          600,
          false,
          true);

  @TempDir Path directory;
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Acquirer> acquirers = new HashMap<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<Terminal> terminals = new ArrayList<>();
  private final JsonObject settings = new JsonObject();
  private final Vertx vertx = Vertx.vertx();
  private Dialect dialect;
  private Journal journal;
  private KeyRing ring;
  private CardVerticle room;
  private String deployment;

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private void acquirer(String name) {
    AcquirerSettings each =
        AcquirerSettings.of(dialect, directory.resolve(name))
            .withRules(ApprovalRules.GENEROUS)
            .withFaults(STORM, seed)
            .withSignOnFirst(true);
    acquirers.put(name, await(Acquirer.start(vertx, each)));
    Line preferred = line(name);
    Line second = line(name);
    settings
        .getJsonArray("acquirers")
        .add(
            new JsonObject()
                .put("name", name)
                .put(
                    "endpoints",
                    JsonArray.of("127.0.0.1:" + preferred.port(), "127.0.0.1:" + second.port()))
                .put("preferAgainMillis", 100)
                .put("networkTimeoutMillis", 300)
                .put("reconnectFirstMillis", 20)
                .put("reconnectLongestMillis", 200)
                .put("breakerTimeouts", 3)
                .put("breakerResetMillis", 200)
                .put("steadyMillis", 200)
                .put("steadyLongestMillis", 800));
  }

  private Line line(String acquirer) {
    int port = acquirers.get(acquirer).port();
    Line line = await(Line.open(vertx, 0, "127.0.0.1", port));
    lines.add(line);
    return line;
  }

  private static JsonArray routes(String visa, String others) {
    return JsonArray.of(
        new JsonObject()
            .put("brands", JsonArray.of("visa"))
            .put("acquirer", visa)
            .put("failOverTo", others),
        new JsonObject().put("acquirer", others).put("failOverTo", visa));
  }

  /** The dialect that ships, with times for a test. */
  private String quick() throws Exception {
    Path shipped =
        Path.of(System.getProperty("project.root", ".."), "conf/acquirer/iso87-ascii.yaml");
    String text =
        Files.readString(shipped)
            .replaceFirst("answerMillis: \\d+", "answerMillis: 400")
            .replaceFirst("firstMillis: \\d+", "firstMillis: 50")
            .replaceFirst("maxMillis: \\d+", "maxMillis: 300")
            .replaceFirst("idleMillis: \\d+", "idleMillis: 200");
    return Files.writeString(directory.resolve("quick.yaml"), text).toString();
  }

  private void open() throws Exception {
    settings.put("dialect", quick()).put("acquirers", new JsonArray());
    dialect = Dialect.load(Path.of(settings.getString("dialect")));
    acquirer("bank-a");
    acquirer("bank-b");
    settings.put("routes", routes("bank-a", "bank-b"));
    settings.put("payments", new JsonObject().put("drainMillis", 50));
    settings.put("terminals", new JsonObject().put("port", 0));
    Path keys = directory.resolve("keys");
    ring = KeyRing.init(keys, keys.resolve(KeyRing.KEK_FILE), Clock.systemUTC());
    startRoom();
    settings.getJsonObject("terminals").put("port", room.status().terminalPort());
    for (int i = 1; i <= TERMINALS; i++) terminals.add(terminal("TERM000" + i));
  }

  private Terminal terminal(String name) {
    return await(
        Terminal.start(
            vertx,
            new TerminalSettings(
                name,
                "SHOP-1",
                "100001",
                "GBP",
                dialect,
                "127.0.0.1",
                room.status().terminalPort(),
                null,
                directory.resolve(name),
                3_000,
                100)));
  }

  private void startRoom() throws Exception {
    JournalSettings small =
        new JournalSettings(1 << 20, 1 << 16, 1 << 18, 1 << 20, 0, Duration.ofDays(7));
    journal = Journal.open(directory.resolve("journal"), ring.dataKey(), small);
    room =
        new CardVerticle(
            CardRoom.open(
                CardSettings.of(settings),
                directory.resolve("card"),
                new CardRoom.Means(
                    journal,
                    ring,
                    new SimpleMeterRegistry(),
                    Clock.systemUTC(),
                    new Random(seed),
                    failure -> {})));
    deployment = await(vertx.deployVerticle(room));
  }

  private void stopRoom() {
    await(vertx.undeploy(deployment));
    journal.close();
  }

  /** Every terminal pays {@link #PAYMENTS} times. */
  private Future<?> day(String name) {
    List<Future<Void>> all = new ArrayList<>();
    for (Terminal terminal : terminals) all.add(pay(terminal, name, 0));
    return Future.all(all);
  }

  private Future<Void> pay(Terminal terminal, String day, int number) {
    if (number == PAYMENTS) return terminal.settled();
    TestCard card = number % 2 == 0 ? TestCard.VISA : TestCard.MASTERCARD;
    if (random.nextInt(12) == 0) disturb();
    return terminal
        .settled()
        .compose(free -> terminal.pay(day + number, 100 + number, card, Entry.CHIP))
        .compose(paid -> pay(terminal, day, number + 1));
  }

  /** An acquirer drops all connections, or one of the lines to it is cut for a while. */
  private void disturb() {
    if (random.nextInt(4) == 0) {
      acquirers.get(random.nextBoolean() ? "bank-a" : "bank-b").disconnectAll();
      return;
    }
    Line line = lines.get(random.nextInt(lines.size()));
    line.cut(random.nextBoolean() ? Line.Cut.HANG : Line.Cut.RESET);
    vertx.setTimer(50 + random.nextInt(1_000), later -> line.heal());
  }

  private static void until(String what, java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) throw new AssertionError("in vain: " + what);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** What stands in the store's books, in minor units, by acquirer. */
  private Map<String, Long> books() {
    Map<String, String> acquirerOf = new HashMap<>();
    Map<String, Long> approved = new HashMap<>();
    Set<String> undone = new HashSet<>();
    try (Cursor cursor = journal.cursor(0)) {
      for (Record each = cursor.next(); each != null; each = cursor.next()) {
        String id = new String(each.key(), StandardCharsets.ISO_8859_1);
        String payload = new String(each.payload(), StandardCharsets.UTF_8);
        switch (EventType.of(each.type()).orElseThrow()) {
          case PAYMENT_INTENT -> acquirerOf.put(id, new JsonObject(payload).getString("acquirer"));
          case PAYMENT_OUTCOME ->
              approved.put(id, new JsonObject(payload).getLong("approvedMinor", 0L));
          case REVERSAL_OWED -> undone.add(id);
          default -> {}
        }
      }
    }
    Map<String, Long> books = new HashMap<>(Map.of("bank-a", 0L, "bank-b", 0L));
    approved.forEach(
        (id, minor) -> {
          if (!undone.contains(id)) books.merge(acquirerOf.get(id), minor, Long::sum);
        });
    return books;
  }

  private static long pounds(JsonObject totals) {
    return totals.getJsonObject("GBP", new JsonObject()).getLong("paymentsMinor", 0L);
  }

  @Test
  @DisplayName("each acquirer's books balance after a storm, a stop in the middle and other routes")
  void eachAcquirersBooksBalanceAfterAStormAStopAndOtherRoutes() throws Exception {
    System.out.println("TwoAcquirersTest seed " + seed);
    open();
    try {
      Future<?> first = day("first");
      until("half of it is done", () -> journal.status().durableOffset() > TERMINALS * PAYMENTS);
      stopRoom();
      settings.put("routes", routes("bank-b", "bank-a"));
      startRoom();
      await(first);
      await(day("second"));
      for (Acquirer each : acquirers.values()) await(each.faults(Faults.NONE));
      for (Line each : lines) await(each.heal());
      until("nothing is owed", () -> room.status().reversalsOwed() == 0);
      until("nothing is in flight", () -> room.status().inFlight() == 0);
      long atTerminals = 0;
      for (Terminal each : terminals) atTerminals += pounds(await(each.totals()));
      Map<String, Long> books = books();
      assertTrue(atTerminals > 0);
      for (String name : acquirers.keySet()) {
        long atAcquirer = pounds(await(acquirers.get(name).totals("")));
        assertTrue(atAcquirer > 0, name + " took part");
        assertEquals(books.get(name), atAcquirer, name);
        atTerminals -= atAcquirer;
      }
      assertEquals(0, atTerminals, "what terminals were told is what acquirers hold");
    } finally {
      stopRoom();
      ring.close();
      await(vertx.close());
    }
  }
}
