package io.tillgate.central.ingest;

import io.tillgate.central.shard.Lease;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one transaction that lands events: checks the lease, locks the journal's row, takes what is
 * new, writes events and projections, moves the next offset, commits. What does not depend on an
 * answer is pipelined: three round trips in all, and the commit.
 */
final class LandingTransaction {
  private static final Logger LOG = LoggerFactory.getLogger(LandingTransaction.class);

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

  /**
   * @param skipped events at the beginning that central had already
   */
  record Landed(long next, int skipped, Changes changes) {}

  private final Lease lease;
  private final IngestMetrics metrics;

  LandingTransaction(Lease lease, IngestMetrics metrics) {
    this.lease = lease;
    this.metrics = metrics;
  }

  /** Commits, or fails having rolled back. */
  Future<Landed> run(SqlConnection connection, Source source, List<Reading> readings) {
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
        .recover(failure -> orRollBack(connection, failure));
  }

  private Future<Landed> orRollBack(SqlConnection connection, Throwable failure) {
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
}
