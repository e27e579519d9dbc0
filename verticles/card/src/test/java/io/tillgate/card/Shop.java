package io.tillgate.card;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.card.standin.Undone;
import io.tillgate.journal.Cursor;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.tillgate.journal.Record;
import io.tillgate.retail.feed.EventType;
import io.tillgate.wire.Dialect;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A whole card room over a directory, with an acquirer beside it; real sockets, real files. */
public final class Shop implements AutoCloseable {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

  public final Iso iso;
  public final TestHost host;
  public final JsonObject settings;
  public SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Path directory;
  private final KeyRing ring;
  public Vertx vertx;
  public Journal journal;
  private CardVerticle verticle;
  private String deployment;
  private boolean isRunning;

  /** Opens a shop whose acquirer speaks {@code dialect}, which may come with the program. */
  public Shop(Path directory, String dialect, JsonObject settings) throws Exception {
    this(directory, dialect, settings, 0);
  }

  /** The same with a port of its own for terminals. */
  public Shop(Path directory, String dialect, JsonObject settings, int port) throws Exception {
    this.directory = directory;
    this.iso =
        new Iso(
            dialect.endsWith(".yaml") ? Dialect.load(Path.of(dialect)) : Dialect.named(dialect));
    this.host = new TestHost(iso);
    this.settings = settings.put("dialect", dialect);
    section("terminals").put("port", port);
    if (!settings.containsKey("acquirers")) {
      JsonObject acquirer = section("acquirer");
      if (!acquirer.containsKey("endpoints")) {
        acquirer.put("endpoints", new JsonArray().add("127.0.0.1:" + host.port()));
      }
      acquirer.put("reconnectFirstMillis", 20).put("reconnectLongestMillis", 100);
    }
    section("oneTimeKeys").put("slots", 256);
    Path keys = directory.resolve("keys");
    this.ring = KeyRing.init(keys, keys.resolve(KeyRing.KEK_FILE), Clock.systemUTC());
    start();
  }

  /** A dialect whose acquirer may take {@code answerMillis} and whose reversals go again soon. */
  public static String quick(Path directory, String name, long answerMillis) throws IOException {
    Path source = Path.of(System.getProperty("project.root"), "conf/acquirer", name + ".yaml");
    String text =
        Files.readString(source)
            .replaceFirst("answerMillis: \\d+", "answerMillis: " + answerMillis)
            .replaceFirst("firstMillis: \\d+", "firstMillis: 50")
            .replaceFirst("maxMillis: \\d+", "maxMillis: 200")
            .replaceFirst("triesBeforeParking: \\d+", "triesBeforeParking: 3");
    Path file = directory.resolve("quick-" + name + ".yaml");
    Files.writeString(file, text.replaceFirst("dialect: .*", "dialect: quick-" + name));
    return file.toString();
  }

  private JsonObject section(String name) {
    if (!settings.containsKey(name)) settings.put(name, new JsonObject());
    return settings.getJsonObject(name);
  }

  public void start() throws Exception {
    vertx = Vertx.vertx();
    metrics = new SimpleMeterRegistry();
    JournalSettings small =
        new JournalSettings(1 << 20, 1 << 16, 1 << 18, 1 << 20, 0, Duration.ofDays(7));
    journal = Journal.open(directory.resolve("journal"), ring.dataKeys(), small);
    CardRoom room =
        CardRoom.open(
            CardSettings.of(settings),
            directory.resolve("card"),
            new CardRoom.Means(
                journal, ring, metrics, Clock.systemUTC(), new Random(1), failure -> {}));
    verticle = new CardVerticle(room);
    deployment = done(vertx.deployVerticle(verticle));
    isRunning = true;
  }

  public KeyRing ring() {
    return ring;
  }

  public CardStatus status() {
    return verticle.status();
  }

  public Future<Undone> undoOffline(String paymentId, long amountMinor) {
    return verticle.undoOffline(paymentId, amountMinor);
  }

  public Cases cases() {
    return verticle.cases();
  }

  public void awaitLinks() {
    await("the links are up", () -> status().linksUp() == status().links());
  }

  public TestTerminal terminal() throws IOException {
    return new TestTerminal(iso, status().terminalPort());
  }

  /** Waits for {@code condition}; fails with its name. */
  public static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + WAIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) throw new AssertionError("in vain: " + what);
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  /** What the journal holds: types, and payloads as text. */
  public record Told(EventType type, String key, String payload) {}

  public List<Told> told() {
    List<Told> told = new ArrayList<>();
    try (Cursor cursor = journal.cursor(0)) {
      for (Record record = cursor.next(); record != null; record = cursor.next()) {
        told.add(
            new Told(
                EventType.of(record.type()).orElseThrow(),
                new String(record.key(), StandardCharsets.UTF_8),
                new String(record.payload(), StandardCharsets.ISO_8859_1)));
      }
    }
    return told;
  }

  public List<EventType> types() {
    return told().stream().map(Told::type).toList();
  }

  public double count(String meter, String... tags) {
    return metrics.find(meter).tags(tags).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  /** Stops the card room as a program is asked to; the journal stays open to be read. */
  public void undeploy() {
    done(vertx.undeploy(deployment));
    done(vertx.close());
    isRunning = false;
  }

  public void closeJournal() {
    journal.close();
  }

  private static <T> T done(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() throws IOException {
    if (isRunning) undeploy();
    closeJournal();
    host.close();
    ring.close();
  }
}
