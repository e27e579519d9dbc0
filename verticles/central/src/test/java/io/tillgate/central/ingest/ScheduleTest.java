package io.tillgate.central.ingest;

import static io.tillgate.central.Postgres.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.central.Facts;
import io.tillgate.central.Postgres;
import io.tillgate.central.database.Database;
import io.tillgate.central.shard.Lease;
import io.tillgate.central.shard.Shards;
import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import io.tillgate.retail.feed.EventType;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Journals of random days, sent in random pieces: doubled, overlapping, overtaking, to an owner
 * that is replaced on the way. In the end central has each journal as it is, and its projections
 * are what a plain count of the journal says.
 */
class ScheduleTest {
  private static final int JOURNALS = 4;
  private static final int EVENTS = 300;
  private static final int PIECE = 25;
  private static final int AT_ONCE = 6;

  private final long seed = Long.getLong("seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final IngestMetrics metrics = new IngestMetrics(new SimpleMeterRegistry());
  private Vertx vertx;
  private Postgres postgres;
  private Database database;

  /** A journal, and a plain count of it. */
  private final class Journal {
    private final Source source;
    private final int shard;
    private final List<Event> events = new ArrayList<>();
    private final Map<String, Long> expected = new HashMap<>();
    private long next;

    private Journal(String store) {
      source = new Source(store, "edge-1", 1 + random.nextInt(1_000));
      shard = Shards.of(store);
      while (events.size() < EVENTS) happen();
    }

    private void happen() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> sell();
        case 3 -> refund();
        case 4 -> tell(Facts.loss(source.store(), id(), "sku-" + random.nextInt(3), 1));
        case 5, 6, 7 -> pay();
        case 8 -> events.add(Event.withheld(events.size(), 0, 128 + random.nextInt(100)));
        default -> poison();
      }
    }

    private void sell() {
      long minor = random.nextInt(10_000);
      UUID id = id();
      tell(Facts.sale(source.store(), id, minor));
      count("sales", minor);
      if (random.nextInt(8) == 0) tell(Facts.sale(source.store(), id, minor));
      if (random.nextInt(8) == 0) {
        tell(Facts.sale(source.store(), id, minor + 1));
        add("conflicts", 1);
      }
    }

    private void refund() {
      long minor = random.nextInt(1_000);
      tell(Facts.refund(source.store(), id(), id(), minor));
      count("refunds", minor);
    }

    private void pay() {
      long minor = 1 + random.nextInt(10_000);
      String id = id().toString();
      tell(Facts.intent(id, "T" + random.nextInt(4), "000001", minor));
      int end = random.nextInt(4);
      if (end == 0) return;
      if (end == 1) {
        tell(Facts.timedOut(id));
      } else {
        tell(Facts.approved(id, minor));
      }
      boolean reversed = end < 3;
      if (reversed) {
        tell(Facts.owed(id, minor));
        tell(Facts.acknowledged(id));
        count("payments_reversed", minor);
      } else {
        count("payments", minor);
      }
    }

    private void poison() {
      int offset = events.size();
      if (random.nextBoolean()) {
        events.add(Facts.raw(offset, EventType.SALE, "{\"id\":" + random.nextInt()));
        add("problems", 1);
      } else {
        events.add(Facts.raw(offset, 90, "k", "{}".getBytes(StandardCharsets.UTF_8)));
      }
    }

    private UUID id() {
      return new UUID(random.nextLong(), random.nextLong());
    }

    private void tell(Object fact) {
      events.add(Facts.event(events.size(), fact));
    }

    private void count(String figure, long minor) {
      add(figure, 1);
      add(figure + "_minor", minor);
    }

    private void add(String figure, long n) {
      expected.merge(figure, n, Long::sum);
    }

    /** Some piece of it, most often near where central is. */
    private Batch piece() {
      long from = Math.max(0, next + random.nextInt(2 * PIECE) - PIECE);
      int first = (int) Math.min(from, events.size() - 1);
      int last = Math.min(events.size(), first + 1 + random.nextInt(PIECE));
      return new Batch(first, events.subList(first, last));
    }
  }

  @BeforeEach
  void open() {
    System.out.println("seed " + seed + " (-Dseed=…)");
    vertx = Vertx.vertx();
    postgres = Postgres.database();
    database = postgres.open(vertx);
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
  }

  @Test
  void howeverAJournalIsSentCentralHasItOnceAndInFull() {
    List<Journal> journals = new ArrayList<>();
    for (int i = 0; i < JOURNALS; i++) journals.add(new Journal("store-" + i));
    for (Journal journal : journals) serve(journal.shard);
    while (journals.stream().anyMatch(j -> j.next < j.events.size())) {
      List<Future<Long>> sent = new ArrayList<>();
      for (Journal journal : journals) {
        for (int i = 0; i < AT_ONCE; i++) sent.add(send(journal, journal.piece()));
        int end = (int) Math.min(journal.events.size(), journal.next + PIECE);
        if (journal.next < end) {
          List<Event> following = journal.events.subList((int) journal.next, end);
          sent.add(send(journal, new Batch(journal.next, following)));
        }
      }
      if (random.nextInt(6) == 0) serve(journals.get(random.nextInt(JOURNALS)).shard);
      await(Future.join(sent).otherwiseEmpty());
    }
    journals.forEach(this::assertWhole);
  }

  /** Another owner takes the shard, while the old one is still there and does not know. */
  private void serve(int shard) {
    String node = "node-" + random.nextInt(1_000_000);
    postgres.execute(
        "update shard_lease set owner = '%s', fence = fence + 1, expires = now() + interval '1 hour' where shard = %d"
            .formatted(node, shard));
    long fence = postgres.number("select fence from shard_lease where shard = " + shard);
    Ingest ingest =
        new Ingest(
            database.ingest(),
            new Aside(vertx),
            new Lease(shard, node, fence),
            metrics,
            Clock.systemUTC());
    await(vertx.deployVerticle(new IngestVerticle(ingest, metrics)));
  }

  private Future<Long> send(Journal journal, Batch batch) {
    DeliveryOptions options =
        new DeliveryOptions().setHeaders(journal.source.headers(batch.firstOffset()));
    return vertx
        .eventBus()
        .<Long>request(Shards.ingestAddress(journal.shard), Buffer.buffer(batch.encode()), options)
        .map(reply -> reply.body())
        .onSuccess(next -> journal.next = Math.max(journal.next, next));
  }

  private void assertWhole(Journal journal) {
    String where = " where store = '" + journal.source.store() + "'";
    List<List<String>> rows =
        postgres.rows(
            "select event_offset, type, event_key from events" + where + " order by event_offset");
    List<List<String>> journalled = new ArrayList<>();
    for (Event event : journal.events) {
      String key = event.key().length == 0 ? null : event.keyText();
      List<String> row = new ArrayList<>();
      row.add(Long.toString(event.offset()));
      row.add(Integer.toString(event.type()));
      row.add(key);
      journalled.add(row);
    }
    assertEquals(journalled, rows);
    for (String figure : List.of("sales", "refunds", "payments", "payments_reversed")) {
      for (String column : List.of(figure, figure + "_minor")) {
        long total =
            postgres.number("select coalesce(sum(" + column + "), 0) from store_totals" + where);
        assertEquals(journal.expected.getOrDefault(column, 0L), total, column);
      }
    }
    long problems = postgres.number("select count(*) from event_problems" + where);
    assertEquals(journal.expected.getOrDefault("problems", 0L), problems);
    long conflicts = postgres.number("select count(*) from conflicts" + where);
    assertEquals(journal.expected.getOrDefault("conflicts", 0L), conflicts);
    assertEquals(
        postgres.rows(
            "select sku, sum(thousandths) from stock_movements" + where + " group by 1 order by 1"),
        postgres.rows("select sku, thousandths from stock_levels" + where + " order by 1"));
    assertEquals(
        postgres.rows("select count(*), sum(total_minor) from sales" + where),
        postgres.rows(
            "select sales, sales_minor from store_totals" + where + " and currency = 'GBP'"));
  }
}
