package io.tillgate.central.query;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stores: their line, what waits in them, how much comes, and their totals. */
final class StoreQuery {

  /**
   * A backlog is what the last heartbeat said was durable at the edge less what central has of that
   * journal by now. Events a second are those of the last six full tens of seconds.
   */
  private static final String STORES =
      """
      select s.store, s.zone, e.last_heartbeat, e.silent, e.backlog, e.skew, e.terminals, e.edges,
        j.events, t.minute,
        case when e.silent is null then 'never' when e.silent > $1 then 'down'
          when e.silent > $2 then 'stale' else 'up' end as line
      from stores s
      left join lateral (
        select max(e.last_heartbeat) as last_heartbeat,
          (extract(epoch from clock_timestamp() - max(e.last_heartbeat)) * 1000)::bigint as silent,
          coalesce(sum(greatest(e.durable + 1 - coalesce(j.next_offset, 0), 0)), 0)::bigint as backlog,
          max(e.clock_skew_millis) filter (where abs(e.clock_skew_millis) = m.worst) as skew,
          sum(e.terminals)::bigint as terminals,
          jsonb_agg(jsonb_build_object('edge', e.edge, 'version', e.version, 'line', e.line,
            'certificate', e.certificate, 'denyList', e.deny_list, 'offline', e.offline) order by e.edge) as edges
        from edges e
        left join edge_epochs j on j.store = e.store and j.edge = e.edge and j.epoch = e.epoch
        cross join (select max(abs(clock_skew_millis)) as worst from edges where store = s.store) m
        where e.store = s.store) e on true
      left join lateral (
        select coalesce(sum(next_offset), 0)::bigint as events
        from edge_epochs where store = s.store) j on true
      left join lateral (
        select coalesce(sum(events), 0)::bigint as minute from store_traffic
        where store = s.store
          and tens between floor(extract(epoch from clock_timestamp()) / 10) - 6
            and floor(extract(epoch from clock_timestamp()) / 10) - 1) t on true
      """;

  private static final String PAGE =
      STORES
          + "where ($3::text is null or s.store = $3) and ($4::text is null or s.store > $4)"
          + " order by s.store limit $5";

  /** Those in trouble first, so that a bound cuts off those in order. */
  private static final String WORST =
      "select * from ("
          + STORES
          + ") s order by array_position(array['down','stale','never','up'], line), backlog desc,"
          + " store limit $3";

  private static final String TOTALS =
      "select * from store_totals where store = any($1) order by store, currency";

  /** ISO 4217's code where there is no currency. */
  private static final String NO_CURRENCY = "XXX";

  private final Pool pool;
  private final QuerySettings settings;

  StoreQuery(Pool pool, QuerySettings settings) {
    this.pool = pool;
    this.settings = settings;
  }

  Future<Page> page(Question question) {
    Cursor after = question.after();
    Tuple values =
        Tuple.of(settings.downAfterMillis(), settings.staleAfterMillis())
            .addString(question.store())
            .addString(after == null ? null : after.store())
            .addInteger(question.limit() + 1);
    return stores(PAGE, values)
        .map(
            stores -> {
              if (stores.size() <= question.limit()) return new Page(array(stores), null);
              List<JsonObject> shown = stores.subList(0, question.limit());
              String last = shown.get(shown.size() - 1).getString("store");
              return new Page(array(shown), Cursor.byName(last, "").encode(question.filter()));
            });
  }

  /** The most troubled ones, in the order of their names. */
  Future<JsonArray> live() {
    return stores(
            WORST,
            Tuple.of(
                settings.downAfterMillis(), settings.staleAfterMillis(), settings.liveStores()))
        .map(
            stores -> {
              stores.sort(Comparator.comparing(store -> store.getString("store")));
              stores.forEach(StoreQuery::dropWhatHasNoMoney);
              return array(stores);
            });
  }

  private Future<List<JsonObject>> stores(String sql, Tuple values) {
    List<JsonObject> stores = new ArrayList<>();
    return pool.preparedQuery(sql)
        .execute(values)
        .compose(
            rows -> {
              rows.forEach(row -> stores.add(store(row)));
              Object names =
                  stores.stream().map(store -> store.getString("store")).toArray(String[]::new);
              return pool.preparedQuery(TOTALS).execute(Tuple.of(names));
            })
        .map(
            rows -> {
              Map<String, JsonArray> totals = new HashMap<>();
              rows.forEach(
                  row ->
                      totals
                          .computeIfAbsent(row.getString("store"), made -> new JsonArray())
                          .add(TotalsJson.of(row)));
              stores.forEach(store -> addTotals(store, totals.get(store.getString("store"))));
              return stores;
            });
  }

  private static void addTotals(JsonObject store, JsonArray totals) {
    JsonArray lines = totals == null ? new JsonArray() : totals;
    long owed = 0;
    for (int i = 0; i < lines.size(); i++) owed += lines.getJsonObject(i).getLong("reversalsOwed");
    store.put("reversalsOwed", owed).put("totals", lines);
  }

  /** A page shows sums of money; goods alone have none. */
  private static void dropWhatHasNoMoney(JsonObject store) {
    store.getJsonArray("totals").stream()
        .map(JsonObject.class::cast)
        .filter(line -> line.getString("currency").equals(NO_CURRENCY))
        .filter(line -> line.getLong("payments") + line.getLong("cardRefunds") == 0)
        .toList()
        .forEach(store.getJsonArray("totals")::remove);
  }

  private static JsonObject store(Row row) {
    JsonObject store =
        new JsonObject()
            .put("store", row.getString("store"))
            .put("line", row.getString("line"))
            .put("backlog", row.getLong("backlog"))
            .put("events", row.getLong("events"))
            .put("eventsPerSecond", row.getLong("minute") / 60.0);
    Lists.put(store, "zone", row.getString("zone"));
    Lists.put(store, "lastHeartbeat", Lists.time(row, "last_heartbeat"));
    Lists.put(store, "lastHeartbeatMillis", row.getLong("silent"));
    Lists.put(store, "clockSkewMillis", row.getLong("skew"));
    Lists.put(store, "terminals", row.getLong("terminals"));
    Lists.put(store, "edges", row.getValue("edges"));
    return store;
  }

  private static JsonArray array(List<JsonObject> stores) {
    JsonArray array = new JsonArray();
    stores.forEach(array::add);
    return array;
  }
}
