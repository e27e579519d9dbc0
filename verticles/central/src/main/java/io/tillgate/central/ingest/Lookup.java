package io.tillgate.central.ingest;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads what central knows of the things that a batch speaks of, pipelined. The edge's row must be
 * locked by an earlier statement of the same transaction.
 */
final class Lookup {
  private static final byte[] NO_DIGEST = {};

  private Lookup() {}

  static Future<Known> of(SqlConnection connection, Source source, Known.Wanted wanted) {
    Known known = Known.nothing();
    return Future.all(
            List.of(
                payments(connection, source, wanted.payments(), known.payments()),
                digests(
                    connection,
                    "select sale_id, digest from sales where store = $1 and sale_id = any($2)",
                    source,
                    wanted.sales(),
                    known.sales()),
                digests(
                    connection,
                    "select refund_id, digest from refunds where store = $1 and refund_id = any($2)",
                    source,
                    wanted.refunds(),
                    known.refunds()),
                digests(
                    connection,
                    "select movement_id, digest from stock_movements where store = $1"
                        + " and movement_id = any($2)",
                    source,
                    wanted.movements(),
                    known.movements())))
        .map(known);
  }

  private static Future<?> payments(
      SqlConnection connection,
      Source source,
      Set<String> wanted,
      Map<String, PaymentState> found) {
    if (wanted.isEmpty()) return Future.succeededFuture();
    Object ids = wanted.toArray(String[]::new);
    return connection
        .preparedQuery(PaymentRows.SELECT)
        .execute(Tuple.of(source.store(), ids))
        .onSuccess(
            rows -> rows.forEach(r -> found.put(r.getString("payment_id"), PaymentRows.read(r))));
  }

  private static Future<?> digests(
      SqlConnection connection,
      String select,
      Source source,
      Set<UUID> wanted,
      Map<UUID, byte[]> found) {
    if (wanted.isEmpty()) return Future.succeededFuture();
    Object ids = wanted.toArray(UUID[]::new);
    return connection
        .preparedQuery(select)
        .execute(Tuple.of(source.store(), ids))
        .onSuccess(
            rows ->
                rows.forEach(
                    row -> {
                      var digest = row.getBuffer(1);
                      found.put(row.getUUID(0), digest == null ? NO_DIGEST : digest.getBytes());
                    }));
  }
}
