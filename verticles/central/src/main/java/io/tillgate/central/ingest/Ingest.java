package io.tillgate.central.ingest;

import io.micrometer.core.instrument.Timer;
import io.tillgate.central.shard.Lease;
import io.tillgate.retail.feed.Event;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands consecutive events of one journal: reads them, runs the transaction, and decides what its
 * failure means: another try, an event that is set aside, or a refusal. Used on the context of its
 * shard's verticle.
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

  /**
   * SQLSTATE classes of what PostgreSQL will not take, however often it is sent: data, constraints,
   * and limits such as that of an index entry.
   */
  private static final Set<String> NEVER_TAKEN = Set.of("22", "23", "54");

  /** Runs what takes long on another thread, and completes on the caller's context. */
  public interface Work {
    <T> Future<T> aside(Callable<T> work);
  }

  private final Pool pool;
  private final Work work;
  private final Lease lease;
  private final LandingTransaction transaction;
  private final IngestMetrics metrics;
  private final Clock clock;

  /** Whether the database is known not to take batches now: an outage is one line, not many. */
  private boolean complained;

  public Ingest(Pool pool, Work work, Lease lease, IngestMetrics metrics, Clock clock) {
    this.pool = pool;
    this.work = work;
    this.lease = lease;
    this.transaction = new LandingTransaction(lease, metrics);
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
                transaction
                    .run(connection, source, readings)
                    .onSuccess(landed -> sample.stop(metrics.commit))
                    .eventually(connection::close))
        .map(landed -> count(source, landed))
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
   * The reader let something through that cannot be written. The batch is halved until the one
   * event stands alone; that one is stored as a problem, and the rest goes on.
   */
  private Future<Long> orApart(Source source, List<Reading> readings, Throwable failure) {
    if (!isPoison(failure)) return Future.failedFuture(refusal(source, failure));
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
    Reading problem = new Reading.Problem(poison.event(), poison.at(), null, reason(failure));
    return land(source, List.of(problem), 1)
        .recover(again -> Future.failedFuture(refusal(source, again)));
  }

  /**
   * A fault of what was sent, ours to survive: the database is well and will not change its mind.
   */
  private static boolean isPoison(Throwable failure) {
    if (failure instanceof PgException e) {
      String state = e.getSqlState();
      return state != null && state.length() == 5 && NEVER_TAKEN.contains(state.substring(0, 2));
    }
    return failure instanceof NullPointerException
        || failure instanceof IllegalArgumentException
        || failure instanceof ArithmeticException;
  }

  private static String reason(Throwable failure) {
    return failure instanceof PgException e
        ? "PostgreSQL refuses it: SQLSTATE " + e.getSqlState()
        : "it cannot be projected: " + failure.getClass().getSimpleName();
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

  private long count(Source source, LandingTransaction.Landed landed) {
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
    return landed.next();
  }
}
