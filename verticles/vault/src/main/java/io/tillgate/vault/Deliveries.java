package io.tillgate.vault;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.central.audit.AuditTrail;
import io.tillgate.central.audit.Deed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Has card numbers sent to destinations. What is asked is in the audit trail before anything is
 * opened, and what became of it afterwards, before the caller hears; the caller's rate is counted
 * from that trail, over all nodes. One context.
 */
final class Deliveries {
  private static final String ASKED = "vault.delivery.asked";
  private static final String ENDED = "vault.delivery.ended";

  private static final String LAST_HOUR =
      "select count(*) from audit_trail where who = $1 and what = '"
          + ASKED
          + "' and at > clock_timestamp() - interval '1 hour'";

  /** A stolen box may have sealed another number under a token: stores must agree. */
  private static final int MAX_STORES = 16;

  private static final String SEALED =
      "select key_id, sealed from vault_cards where token = $1 order by last_seen desc limit "
          + MAX_STORES;

  private final VaultSettings settings;
  private final VaultKeys keys;
  private final Pool pool;
  private final AuditTrail audit;
  private final MeterRegistry metrics;
  private final Map<String, Road> roads = new HashMap<>();

  Deliveries(
      Vertx vertx, VaultSettings settings, VaultKeys keys, Pool pool, MeterRegistry metrics) {
    this.settings = settings;
    this.keys = keys;
    this.pool = pool;
    this.audit = new AuditTrail(pool);
    this.metrics = metrics;
    for (Destination each : settings.destinations()) {
      roads.put(each.name(), new Road(vertx, each));
    }
  }

  /** Fails where the database does not answer: then nothing was sent, or nobody was told so. */
  Future<Reply> deliver(Caller caller, Request request, String origin) {
    Destination destination = settings.destination(request.destination());
    if (destination == null || !caller.destinations().contains(destination.name())) {
      return end(
          caller,
          request,
          origin,
          new Reply.Refused(
              403, "Not allowed", "this caller may not have numbers sent to this destination"));
    }
    return audit
        .addIf(deed(caller, ASKED, request, "", origin), connection -> mayAsk(connection, caller))
        .compose(row -> asked(row, caller, request, destination, origin));
  }

  private static Future<Boolean> mayAsk(SqlConnection connection, Caller caller) {
    return connection
        .preparedQuery(LAST_HOUR)
        .execute(Tuple.of(caller.name()))
        .map(rows -> rows.iterator().next().getLong(0) < caller.perHour());
  }

  private Future<Reply> asked(
      Optional<Long> row, Caller caller, Request request, Destination destination, String origin) {
    if (row.isEmpty()) {
      Reply tooMany =
          new Reply.Refused(
              429, "Too many", "more than " + caller.perHour() + " deliveries within an hour");
      return end(caller, request, origin, tooMany);
    }
    return pool.preparedQuery(SEALED)
        .execute(Tuple.of(request.token()))
        .compose(rows -> send(rows, request, destination))
        .compose(reply -> end(caller, request, origin, reply));
  }

  private Future<Reply> send(RowSet<Row> rows, Request request, Destination destination) {
    if (rows.size() == 0) {
      return refused(404, "No such card", "the vault has no number for this token");
    }
    byte[] pan = null;
    try {
      for (Row row : rows) {
        byte[] sealed = row.getBuffer("sealed").getBytes();
        byte[] opened = keys.open(row.getString("key_id"), sealed, request.token());
        if (opened == null) continue;
        boolean isOther = pan != null && !Arrays.equals(pan, opened);
        if (pan == null) pan = opened;
        else Arrays.fill(opened, (byte) 0);
        if (isOther) {
          metrics.counter("tillgate.vault.contradictions").increment();
          return refused(
              409,
              "Stores disagree",
              "two stores sealed different numbers under this token: look which box is not ours");
        }
      }
      if (pan == null) {
        return refused(
            410, "Not to be opened", "the key under which this number was sealed is gone");
      }
      return roads.get(destination.name()).send(destination.fill(pan));
    } finally {
      if (pan != null) Arrays.fill(pan, (byte) 0);
    }
  }

  private static Future<Reply> refused(int status, String title, String detail) {
    return Future.succeededFuture(new Reply.Refused(status, title, detail));
  }

  /** The caller hears once it is in the trail how it ended. */
  private Future<Reply> end(Caller caller, Request request, String origin, Reply reply) {
    String result =
        reply instanceof Reply.Delivered delivered
            ? "delivered, answered " + delivered.answered()
            : ((Reply.Refused) reply).title();
    metrics
        .counter("tillgate.vault.deliveries", "status", Integer.toString(reply.status()))
        .increment();
    return audit.add(deed(caller, ENDED, request, result, origin)).map(reply);
  }

  private static Deed deed(
      Caller caller, String what, Request request, String result, String origin) {
    String target = request.token() + " to " + request.destination();
    return new Deed(caller.name(), what, target, request.reason(), result, origin);
  }

  void close() {
    roads.values().forEach(Road::close);
  }
}
