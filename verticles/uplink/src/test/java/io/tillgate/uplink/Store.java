package io.tillgate.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.journal.Cursor;
import io.tillgate.journal.DataKey;
import io.tillgate.journal.Entry;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalSettings;
import io.tillgate.journal.Record;
import io.tillgate.retail.feed.Event;
import io.tillgate.retail.feed.EventType;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** One store's box for a test: a real journal, a real certificate, an uplink, and centrals. */
final class Store {
  static final String NAME = "tillgate://zurich/edge-1";

  private static final long WAIT_MILLIS = 60_000;

  final Vertx vertx = Vertx.vertx();
  final MeterRegistry metrics = new SimpleMeterRegistry();
  final Landed landed = new Landed();
  final Path directory;
  final TestAuthority authority;
  final JsonObject section = new JsonObject();
  Journal journal;
  private final List<TestCentral> centrals = new ArrayList<>();
  private UplinkVerticle verticle;
  private String deployment;

  Store(Path directory) throws Exception {
    this.directory = directory;
    this.authority = new TestAuthority(directory, "company");
    TestAuthority.Pem own = authority.edge(NAME);
    section
        .put("trustFile", authority.certificate().toString())
        .put("certificateFile", own.certificate().toString())
        .put("keyFile", own.key().toString())
        .put("backoffFirstMillis", 5)
        .put("backoffMaxMillis", 20)
        .put("requestTimeoutMillis", 10_000)
        .put("heartbeatMillis", 3_600_000)
        .put("refusedRetryMillis", 3_600_000)
        .put("stopFlushMillis", 200);
    openJournal(Duration.ofDays(7));
  }

  /** Opens the journal anew. */
  void openJournal(Duration minAge) throws Exception {
    if (journal != null) journal.close();
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    JournalSettings small = new JournalSettings(4 << 20, 1 << 20, 2 << 20, 16L << 20, 0, minAge);
    journal = Journal.open(directory.resolve("journal"), DataKey.of(key), small);
  }

  /** Flips a byte of the n-th record's frame on disk, and opens the journal again. */
  void damageRecord(int n) throws Exception {
    journal.close();
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) damage(file, n);
    }
    journal = null;
    openJournal(Duration.ofDays(7));
  }

  private static void damage(Path file, int n) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int frames = -1;
    for (int at = 0; at + 64 < bytes.length; at += 8) {
      boolean isFrame =
          bytes[at] == 'T' && bytes[at + 1] == 'G' && bytes[at + 2] == 'J' && bytes[at + 3] == 'G';
      if (isFrame && ++frames == n) {
        bytes[at + 60] ^= 1;
        Files.write(file, bytes);
        return;
      }
    }
  }

  TestCentral central() throws Exception {
    TestAuthority.Pem own = authority.host("localhost");
    return central(TestCentral.tls(own, authority.certificate()));
  }

  TestCentral central(io.vertx.core.http.HttpServerOptions options) throws Exception {
    TestCentral central = TestCentral.start(vertx, options, landed);
    centrals.add(central);
    return central;
  }

  UplinkSettings settings(URI... uris) {
    JsonArray list = new JsonArray();
    for (URI uri : uris) list.add(uri.toString());
    return UplinkSettings.of("zurich", "edge-1", section.copy().put("centrals", list));
  }

  final HeldDenyList denyList = new HeldDenyList();

  /** A deny list that a test looks into. Any thread. */
  static final class HeldDenyList implements DenyListKeeper {
    volatile long version = -1;
    volatile long confirmedMillis;
    volatile List<String> tokens = List.of();
    volatile boolean isDiskFull;

    @Override
    public long version() {
      return version;
    }

    @Override
    public void replace(long newer, long centralMillis, Collection<String> cards)
        throws IOException {
      if (isDiskFull) throw new IOException("no space left");
      tokens = List.copyOf(cards);
      version = newer;
    }

    @Override
    public void confirm(long same, long centralMillis) {
      confirmedMillis = centralMillis;
    }
  }

  /** What a restart of the box needs; nothing unless a test says so. */
  final AtomicLong neededFrom = new AtomicLong(Long.MAX_VALUE);

  void up(URI... uris) throws Exception {
    EdgeFacts facts =
        new EdgeFacts(
            "test",
            ZoneId.of("Europe/Zurich"),
            () -> 3,
            neededFrom::get,
            JsonObject::new,
            denyList);
    verticle = new UplinkVerticle(journal, settings(uris), metrics, facts);
    deployment = TestCentral.await(vertx.deployVerticle(verticle));
  }

  void down() throws Exception {
    TestCentral.await(vertx.undeploy(deployment));
    deployment = null;
  }

  UplinkStatus status() {
    return verticle.status();
  }

  /** Appends records, the odd ones larger, and waits until they are durable. */
  void append(int count) throws Exception {
    append(count, n -> ("{\"sale\":" + n + ",\"text\":\"" + "x".repeat((int) (n % 50)) + "\"}"));
  }

  void append(int count, LongFunction<String> payload) throws Exception {
    CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    long from = journal.nextOffset();
    for (int i = 0; i < count; i++) {
      last =
          journal.append(
              new Entry(
                  EventType.SALE.code(),
                  ("s" + (from + i)).getBytes(StandardCharsets.UTF_8),
                  payload.apply(from + i).getBytes(StandardCharsets.UTF_8)));
      if (i % 5_000 == 4_999 || payload.apply(i).length() > 100_000) last.get(30, TimeUnit.SECONDS);
    }
    last.get(30, TimeUnit.SECONDS);
  }

  void awaitLanded() {
    long next = journal.nextOffset();
    until("central has all below " + next, () -> landed.next() >= next);
  }

  /** Central's copy is the journal, record for record. */
  void assertLandedEqualsJournal() {
    List<Event> copy = landed.events();
    try (Cursor cursor = journal.cursor(0)) {
      for (Event event : copy) assertSame(cursor.next(), event);
      assertEquals(null, cursor.next(), "central lacks the end");
    }
  }

  private static void assertSame(Record record, Event event) {
    assertEquals(record.offset(), event.offset());
    assertEquals(record.type(), event.type());
    assertEquals(record.epochMillis(), event.epochMillis());
    if (EventType.isLocal(record.type())) {
      assertEquals(0, event.key().length + event.payload().length, "a local record travelled");
    } else {
      assertTrue(Arrays.equals(record.key(), event.key()), "key of " + record.offset());
      assertTrue(Arrays.equals(record.payload(), event.payload()), "payload");
    }
  }

  void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("in vain: " + what + "; " + (verticle == null ? "" : status()));
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  void awaitLine(Class<? extends LineState> state) {
    until("the line is " + state.getSimpleName(), () -> state.isInstance(status().line()));
  }

  void close() throws Exception {
    if (deployment != null) down();
    for (TestCentral central : centrals) central.stop();
    TestCentral.await(vertx.close());
    journal.close();
  }
}
