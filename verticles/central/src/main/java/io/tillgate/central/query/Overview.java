package io.tillgate.central.query;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;

/** One picture of central: nodes, stores, and what came last. A handful of indexed reads. */
final class Overview {

  /** A count beyond is shown as this; it is bad enough. */
  private static final int MOST_PROBLEMS = 1_000;

  /** A box whose clock is ahead would else head the list for ever. */
  private static final String NOT_FROM_THE_FUTURE = "<= clock_timestamp() + interval '5 minutes'";

  private static final String NODES =
      """
      select n.name, n.since, count(l.shard) filter (where l.expires > clock_timestamp()) as shards
      from central_nodes n left join shard_lease l on l.owner = n.node
      where n.seen > clock_timestamp() - interval '10 seconds'
      group by n.node, n.name, n.since order by n.name""";

  private static final String PROBLEMS =
      "select (select count(*) from (select 1 from event_problems limit %1$d) p)"
              .formatted(MOST_PROBLEMS)
          + " + (select count(*) from (select 1 from conflicts limit %1$d) c)"
              .formatted(MOST_PROBLEMS);

  private static final String CASES =
      """
      select kind, count(*) as open, min(opened_at) as oldest, count(distinct store) as stores,
        min(store) as store
      from cases where closed_at is null group by kind order by kind""";

  private static final String LATEST_SALES =
      """
      select l.*, (select array_agg(distinct lower(replace(t.kind, '_', ' '))) from tenders t
          where t.store = l.store and t.event_id = l.id) as tenders
      from (
        (select 'sale' as kind, occurred_at, store, till, line_count, total_minor, currency,
          sale_id as id
        from sales where occurred_at %1$s
        order by occurred_at desc, store desc, sale_id desc limit %2$d)
        union all
        (select 'refund', occurred_at, store, till, line_count, total_minor, currency, refund_id
        from refunds where occurred_at %1$s
        order by occurred_at desc, store desc, refund_id desc limit %2$d)) l
      order by l.occurred_at desc, l.id limit %2$d""";

  private static final String LATEST_PAYMENTS =
      """
      select store, at, terminal, kind, amount_minor, currency, outcome_currency,
        reversal_currency, result, reversal, card_brand, card_last_four
      from payments where at %s order by at desc, store desc, payment_id desc limit %d""";

  private static final int LATEST = 20;

  private final Pool pool;
  private final StoreQuery stores;

  Overview(Pool pool, StoreQuery stores) {
    this.pool = pool;
    this.stores = stores;
  }

  Future<JsonObject> now() {
    Future<JsonArray> nodes = rows(NODES, Overview::node);
    Future<Long> problems =
        pool.preparedQuery(PROBLEMS).execute().map(rows -> rows.iterator().next().getLong(0));
    Future<JsonArray> cases = rows(CASES, Overview::cases);
    Future<JsonArray> storesNow = stores.live();
    Future<JsonArray> sales =
        rows(LATEST_SALES.formatted(NOT_FROM_THE_FUTURE, LATEST), Overview::sale);
    Future<JsonArray> payments =
        rows(LATEST_PAYMENTS.formatted(NOT_FROM_THE_FUTURE, LATEST), Overview::payment);
    return Future.all(nodes, problems, cases, storesNow, sales, payments)
        .map(
            all ->
                new JsonObject()
                    .put("time", Instant.now().toString())
                    .put("problems", problems.result())
                    .put("cases", cases.result())
                    .put("nodes", nodes.result())
                    .put("stores", storesNow.result())
                    .put("sales", sales.result())
                    .put("payments", payments.result()));
  }

  private Future<JsonArray> rows(String sql, Function<Row, JsonObject> item) {
    return pool.preparedQuery(sql).execute().map(rows -> array(rows, item));
  }

  private static JsonArray array(RowSet<Row> rows, Function<Row, JsonObject> item) {
    JsonArray array = new JsonArray();
    rows.forEach(row -> array.add(item.apply(row)));
    return array;
  }

  private static JsonObject node(Row row) {
    return new JsonObject()
        .put("id", row.getString("name"))
        .put("shards", row.getLong("shards"))
        .put("since", Lists.time(row, "since"));
  }

  private static JsonObject cases(Row row) {
    return new JsonObject()
        .put("kind", Lists.lower(row.getString("kind")))
        .put("open", row.getLong("open"))
        .put("oldest", Lists.time(row, "oldest"))
        .put("stores", row.getLong("stores"))
        .put("store", row.getString("store"));
  }

  private static JsonObject sale(Row row) {
    JsonArray tenders = new JsonArray();
    String[] kinds = row.getArrayOfStrings("tenders");
    if (kinds != null) for (String kind : kinds) tenders.add(kind);
    return new JsonObject()
        .put("kind", row.getString("kind"))
        .put("time", Lists.time(row, "occurred_at"))
        .put("store", row.getString("store"))
        .put("till", row.getString("till"))
        .put("lines", row.getInteger("line_count"))
        .put("tenders", tenders)
        .put("totalMinor", row.getLong("total_minor"))
        .put("currency", row.getString("currency"));
  }

  private static JsonObject payment(Row row) {
    Long amount = row.getLong("amount_minor");
    String currency = Lists.currency(row);
    String reversal = row.getString("reversal");
    JsonObject payment =
        new JsonObject()
            .put("time", Lists.time(row, "at"))
            .put("store", row.getString("store"))
            .put("terminal", row.getString("terminal"))
            .put("kind", row.getString("kind"))
            .put("amountMinor", amount == null ? 0 : amount)
            .put("currency", currency == null ? "XXX" : currency)
            .put("result", row.getString("result"))
            .put("reversal", reversal.equals("NONE") ? null : reversal.toLowerCase(Locale.ROOT));
    if (row.getString("card_brand") != null) {
      payment.put(
          "card",
          new JsonObject()
              .put("brand", row.getString("card_brand"))
              .put("lastFour", row.getString("card_last_four")));
    }
    return payment;
  }
}
