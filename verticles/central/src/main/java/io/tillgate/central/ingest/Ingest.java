package io.tillgate.central.ingest;

import io.micrometer.core.instrument.Timer;
import io.tillgate.central.shard.Lease;
import io.tillgate.retail.feed.Event;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands consecutive events of one journal in one transaction: checks the lease, locks the journal's
 * row, takes what is new, writes events and projections, moves the next offset, commits. Whatever
 * fails leaves nothing behind. Used on the context of its shard's verticle.
 */
public final class Ingest {
  private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

  /** More are read aside: an event loop that reads thousands answers nobody meanwhile. */
  private static final int FEW_EVENTS = 20;

  /** Tries of a transaction that lost against another one of the same store. */
  private static final int MAX_TRIES = 5;

  private static final String UNIQUE_VIOLATION = "23505";
  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK = "40P01";
  private static final Set<String> LOST_A_RACE =
      Set.of(UNIQUE_VIOLATION, SERIALIZATION_FAILURE, DEADLOCK);

  /** SQLSTATE class 22: data that PostgreSQL will not take, however often it is sent. */
  private static final String DATA_EXCEPTION = "22";

  /**
   * KEY SHARE lets the owner renew its lease meanwhile, and makes whoever takes the shard over wait
   * for this transaction: taking over locks the row FOR UPDATE.
   */
  private static final String CHECK_LEASE =
      "select 1 from shard_lease where shard = $1 and owner = $2 and fence = $3"
          + " and expires > clock_timestamp() for key share";

  private static final String LOCK_JOURNAL =
      "select next_offset from edge_epochs where store = $1 and edge = $2 and epoch = $3"
          + " for update";

  private static final String PAST =
      "select 1 from events where store = $1 and edge = $2 and epoch = $3 and event_offset = $4"
          + " and type = $5 and event_key is not distinct from $6";

  private static final String MOVE_ON =
      "update edge_epochs set next_offset = $4, last_landed = clock_timestamp()"
          + " where store = $1 and edge = $2 and epoch = $3";

  private static final String TRAFFIC =
      """
      insert into store_traffic as t (store, slot, tens, events)
      select $1, tens % 8, tens, $2
      from (select floor(extract(epoch from clock_timestamp()) / 10)::bigint) as now (tens)
      on conflict (store, slot) do update set tens = excluded.tens,
        events = case when t.tens = excluded.tens then t.events else 0 end + excluded.events""";

  /** Runs what takes long on another thread, and completes on the caller's context. */
  public interface Work {
    <T> Future<T> aside(Callable<T> work);
  }

  private final Pool pool;
  private final Work work;
  private final Lease lease;
  private final IngestMetrics metrics;
  private final Clock clock;

  /** Whether the database is known not to take batches now: an outage is one line, not many. */
  private boolean complained;

  public Ingest(Pool pool, Work work, Lease lease, IngestMetrics metrics, Clock clock) {
    this.pool = pool;
    this.work = work;
    this.lease = lease;
    this.metrics = metrics;
    this.clock = clock;
  }

  public Lease lease() {
    return lease;
  }

  /**
   * Lands what is new of {@code events}.
   *
   * @param events offsets ascending without gaps
   * @return the next offset, once all before it is committed; or fails with {@link Refusal.Refused}
   */
  Future<Long> land(Source source, List<Event> events) {
    return aside(source, events)
        .compose(
            readings ->
                land(source, readings, 1).recover(failure -> orApart(source, readings, failure)));
  }

  private Future<List<Reading>> aside(Source source, List<Event> events) {
    if (events.size() <= FEW_EVENTS) return Future.succeededFuture(read(source, events));
    return work.aside(() -> read(source, events));
  }

  private List<Reading> read(Source source, List<Event> events) {
    EventReader reader = new EventReader(source.store());
    List<Reading> readings = new ArrayList<>(events.size());
    for (Event event : events) readings.add(reader.read(event, clock.instant()));
    return readings;
  }

  private Future<Long> land(Source source, List<Reading> readings, int tries) {
    Timer.Sample sample = Timer.start();
    return pool.getConnection()
        .compose(
            connection ->
                transaction(connection, source, readings)
                    .onSuccess(next -> sample.stop(metrics.commit))
                    .eventually(connection::close))
        .recover(failure -> orAgain(source, readings, tries, failure));
  }

  /** Another box of the store took the same id at the same time; the next try sees it. */
  private Future<Long> orAgain(
      Source source, List<Reading> readings, int tries, Throwable failure) {
    boolean lost = failure instanceof PgException e && LOST_A_RACE.contains(e.getSqlState());
    if (!lost || tries == MAX_TRIES) return Future.failedFuture(failure);
    return land(source, readings, tries + 1);
  }

  /**
   * PostgreSQL refused a value that the reader let through. The batch is halved until the one event
   * stands alone; that one is stored as a problem, and the rest goes on.
   */
  private Future<Long> orApart(Source source, List<Reading> readings, Throwable failure) {
    if (!isDataException(failure)) return Future.failedFuture(refusal(source, failure));
    if (readings.size() > 1) {
      int half = readings.size() / 2;
      List<Reading> first = readings.subList(0, half);
      List<Reading> second = readings.subList(half, readings.size());
      return land(source, first, 1)
          .recover(again -> orApart(source, first, again))
          .compose(next -> land(source, second, 1))
          .recover(again -> orApart(source, second, again));
    }
    Reading poison = readings.get(0);
    if (poison instanceof Reading.Problem) return Future.failedFuture(refusal(source, failure));
    String reason = "PostgreSQL refuses it: SQLSTATE " + ((PgException) failure).getSqlState();
    Reading problem = new Reading.Problem(poison.event(), poison.at(), null, reason);
    return land(source, List.of(problem), 1)
        .recover(again -> Future.failedFuture(refusal(source, again)));
  }

  private static boolean isDataException(Throwable failure) {
    return failure instanceof PgException e
        && e.getSqlState() != null
        && e.getSqlState().startsWith(DATA_EXCEPTION);
  }

  private Throwable refusal(Source source, Throwable failure) {
    if (failure instanceof Refusal.Refused) return failure;
    metrics.unavailable.increment();
    // A PgException's detail may quote a row; its message and state do not.
    String reason =
        failure instanceof PgException e
            ? "database refuses: SQLSTATE " + e.getSqlState() + " " + e.getErrorMessage()
            : "database does not answer: " + failure;
    if (!complained) LOG.warn("{} not landed: {}; more such are not told of", source, reason);
    complained = true;
    return new Refusal.Unavailable("the database does not take it now").refused();
  }

  private Future<Long> transaction(
      SqlConnection connection, Source source, List<Reading> readings) {
    Known.Wanted wanted = Known.Wanted.by(readings);
    Future<?> begun = connection.query("begin").execute();
    Future<Void> owned = checkLease(connection);
    Future<RowSet<Row>> locked = lock(connection, source);
    Future<Known> known = Lookup.of(connection, source, wanted);
    return Future.join(begun, owned, locked, known)
        .compose(all -> next(connection, source, locked.result()))
        .compose(next -> checkPast(connection, source, readings, next))
        .compose(next -> write(connection, source, readings, known.result(), next))
        .compose(landed -> connection.query("commit").execute().map(landed))
        .onSuccess(landed -> count(source, landed))
        .map(Landed::next)
        .recover(failure -> orRollBack(connection, failure));
  }

  private Future<Long> orRollBack(SqlConnection connection, Throwable failure) {
    return connection.query("rollback").execute().transform(done -> Future.failedFuture(failure));
  }

  private Future<Void> checkLease(SqlConnection connection) {
    return connection
        .preparedQuery(CHECK_LEASE)
        .execute(Tuple.of(lease.shard(), lease.owner(), lease.fence()))
        .compose(
            rows -> {
              if (rows.size() == 1) return Future.succeededFuture();
              metrics.fenced.increment();
              return Future.failedFuture(new Refusal.NotOwner().refused());
            });
  }

  private static Future<RowSet<Row>> lock(SqlConnection connection, Source source) {
    return connection
        .preparedQuery(LOCK_JOURNAL)
        .execute(Tuple.of(source.store(), source.edge(), source.epoch()));
  }

  private Future<Long> next(SqlConnection connection, Source source, RowSet<Row> locked) {
    if (locked.size() == 1) return Future.succeededFuture(locked.iterator().next().getLong(0));
    return introduce(connection, source).map(0L);
  }

  /** First contact: the store, the box and the journal get their rows. */
  private Future<?> introduce(SqlConnection connection, Source source) {
    Future<?> store =
        connection
            .preparedQuery(
                "insert into stores (store, shard) values ($1, $2) on conflict do nothing")
            .execute(Tuple.of(source.store(), lease.shard()));
    Future<?> edge =
        connection
            .preparedQuery("insert into edges (store, edge) values ($1, $2) on conflict do nothing")
            .execute(Tuple.of(source.store(), source.edge()));
    // Without "on conflict": whoever loses the race tries again, and then finds the row.
    Future<?> epoch =
        connection
            .preparedQuery("insert into edge_epochs (store, edge, epoch) values ($1, $2, $3)")
            .execute(Tuple.of(source.store(), source.edge(), source.epoch()));
    return Future.all(store, edge, epoch);
  }

  /**
   * A box that was put back to an older state writes other records at offsets that central has
   * already; skipping them would lose them in silence. The last event that is to be skipped tells:
   * if it is the same, so are those before it.
   */
  private Future<Long> checkPast(
      SqlConnection connection, Source source, List<Reading> readings, long next) {
    long first = readings.get(0).event().offset();
    if (first >= next) return Future.succeededFuture(next);
    int place = (int) Math.min(readings.size(), next - first) - 1;
    Reading told = readings.get(place);
    return connection
        .preparedQuery(PAST)
        .execute(
            Tuple.of(source.store(), source.edge(), source.epoch(), told.event().offset())
                .addInteger(told.event().type())
                .addString(EventReader.key(told.event())))
        .compose(
            rows -> {
              if (rows.size() == 1) return Future.succeededFuture(next);
              metrics.rewritten.increment();
              LOG.error("{} tells another past than central has of it", source);
              return Future.failedFuture(
                  new Refusal.Malformed(
                          "offset "
                              + told.event().offset()
                              + " is another record than central has: this journal was put back to"
                              + " an older state; give the box a new journal directory")
                      .refused());
            });
  }

  private Future<Landed> write(
      SqlConnection connection, Source source, List<Reading> readings, Known known, long next) {
    long first = readings.get(0).event().offset();
    if (first > next) return Future.failedFuture(new Refusal.Gap(next).refused());
    int skipped = (int) Math.min(readings.size(), next - first);
    List<Reading> fresh = readings.subList(skipped, readings.size());
    Changes changes = Fold.of(source, fresh, known);
    Landed landed = new Landed(next + fresh.size(), skipped, changes);
    if (fresh.isEmpty()) return Future.succeededFuture(landed);
    Future<?> moved =
        connection
            .preparedQuery(MOVE_ON)
            .execute(Tuple.of(source.store(), source.edge(), source.epoch(), landed.next()));
    Future<?> traffic =
        connection.preparedQuery(TRAFFIC).execute(Tuple.of(source.store(), (long) fresh.size()));
    return Future.all(Projection.write(connection, source, changes), moved, traffic).map(landed);
  }

  /**
   * @param skipped events at the beginning that central had already
   */
  private record Landed(long next, int skipped, Changes changes) {}

  private void count(Source source, Landed landed) {
    complained = false;
    Changes changes = landed.changes();
    int skipped = landed.skipped();
    metrics.events.increment(changes.events.size());
    metrics.duplicates.increment(skipped + changes.repeats);
    metrics.problems.increment(changes.problems.size());
    metrics.conflicts.increment(changes.conflicts.size());
    // One line a batch: an edge that sends nothing else must not fill the log.
    if (!changes.problems.isEmpty()) {
      Reading.Problem first = (Reading.Problem) changes.problems.get(0).reading();
      LOG.warn(
          "{} problems from {}, stored and not projected; the first at offset {}: {}",
          changes.problems.size(),
          source,
          first.event().offset(),
          first.reason());
    }
    if (!changes.conflicts.isEmpty()) {
      Changes.Conflict first = changes.conflicts.get(0);
      LOG.warn(
          "{} conflicts from {}; the first at offset {}: a {} with {}",
          changes.conflicts.size(),
          source,
          first.offset(),
          first.subject(),
          first.reason());
    }
  }
}
