package io.tillgate.central.landing;

import io.tillgate.central.shard.Shards;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/**
 * An edge's sign of life.
 *
 * @param epoch of its journal
 * @param durable the highest offset that is durable at the edge; -1 where none is
 * @param acknowledged the highest offset that central acknowledged, as the edge knows it; -1 none
 * @param clockMillis the edge's wall clock
 * @param line {@code up} or what the edge calls it, or null
 * @param terminals connected ones, or null
 * @param version of the edge's program, or null
 * @param zone of the store, an IANA name, or null
 * @param offline what was approved offline and is not settled: {@code count}, {@code sumsMinor} by
 *     currency, {@code oldestMillis}, {@code parked}; or null
 * @param denyList the version of the deny list that the edge holds, or null
 */
record Heartbeat(
    Long epoch,
    Long durable,
    Long acknowledged,
    long clockMillis,
    String line,
    Integer terminals,
    String version,
    String zone,
    JsonObject offline,
    Long denyList) {

  static final int MAX_BYTES = 16 << 10;
  private static final int MAX_TEXT = 64;
  private static final int MAX_CURRENCIES = 32;

  private static final String STORE =
      "insert into stores (store, shard, zone) values ($1, $2, $3)"
          + " on conflict (store) do update set zone = excluded.zone"
          + " where excluded.zone is not null and stores.zone is distinct from excluded.zone";

  private static final String EDGE =
      """
      insert into edges (store, edge, certificate, last_heartbeat, clock_skew_millis, epoch,
        durable, acknowledged, line, terminals, version, deny_list,
        offline)
      values ($1, $2, $3, clock_timestamp(), $4, $5, $6, $7, $8, $9, $10, $11, $12)
      on conflict (store, edge) do update set certificate = excluded.certificate,
        last_heartbeat = excluded.last_heartbeat, clock_skew_millis = excluded.clock_skew_millis,
        epoch = excluded.epoch, durable = excluded.durable, acknowledged = excluded.acknowledged,
        line = excluded.line, terminals = excluded.terminals, version = excluded.version,
        deny_list = excluded.deny_list, offline = excluded.offline""";

  /**
   * @throws IllegalArgumentException with what is wrong, where it is no heartbeat
   */
  static Heartbeat read(byte[] body) {
    JsonObject json;
    try {
      json = new JsonObject(Buffer.buffer(body));
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("the body is not a JSON object", e);
    }
    Long terminals = number(json, "terminals", 0);
    Long clock = number(json, "clockMillis", 0);
    if (clock == null) throw new IllegalArgumentException("clockMillis is missing");
    return new Heartbeat(
        number(json, "epoch", Long.MIN_VALUE),
        number(json, "durable", -1),
        number(json, "acknowledged", -1),
        clock,
        text(json, "line"),
        terminals == null ? null : (int) Math.min(terminals, Integer.MAX_VALUE),
        text(json, "version"),
        zone(json),
        offline(json.getValue("offline")),
        number(json, "denyList", 0));
  }

  /** Keeps it; the store and the edge get their rows where this is their first sign. */
  Future<?> store(Pool pool, EdgeName name, String certificate, long nowMillis) {
    return pool.preparedQuery(STORE)
        .execute(Tuple.of(name.store(), Shards.of(name.store()), zone))
        .compose(
            done ->
                pool.preparedQuery(EDGE)
                    .execute(
                        Tuple.of(name.store(), name.edge(), certificate)
                            .addLong(clockMillis - nowMillis)
                            .addLong(epoch)
                            .addLong(durable)
                            .addLong(acknowledged)
                            .addString(line)
                            .addInteger(terminals)
                            .addString(version)
                            .addLong(denyList)
                            .addValue(offline)));
  }

  private static Long number(JsonObject json, String name, long least) {
    Object value = json.getValue(name);
    if (value == null) return null;
    if (!(value instanceof Integer || value instanceof Long)
        || ((Number) value).longValue() < least) {
      throw new IllegalArgumentException(name + " must be a whole number, " + least + " or more");
    }
    return ((Number) value).longValue();
  }

  private static String text(JsonObject json, String name) {
    Object value = json.getValue(name);
    if (value == null) return null;
    if (!(value instanceof String text) || text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          name + " must be a text of at most " + MAX_TEXT + " characters");
    }
    return text;
  }

  /** Known fields alone: what is kept is shown to people. */
  private static JsonObject offline(Object value) {
    if (value == null) return null;
    if (!(value instanceof JsonObject told)) {
      throw new IllegalArgumentException("offline must be an object");
    }
    JsonObject kept = new JsonObject();
    for (String name : List.of("count", "parked", "oldestMillis")) {
      Long number = number(told, name, 0);
      if (number != null) kept.put(name, number);
    }
    if (!(told.getValue("sumsMinor") instanceof JsonObject sums) || sums.size() > MAX_CURRENCIES) {
      throw new IllegalArgumentException(
          "offline.sumsMinor must have at most " + MAX_CURRENCIES + " currencies");
    }
    JsonObject keptSums = new JsonObject();
    for (String currency : sums.fieldNames()) {
      if (!currency.matches("[A-Z]{3}")) {
        throw new IllegalArgumentException("offline.sumsMinor has what is no ISO 4217 currency");
      }
      keptSums.put(currency, number(sums, currency, 0));
    }
    return kept.put("sumsMinor", keptSums);
  }

  private static String zone(JsonObject json) {
    String zone = text(json, "zone");
    if (zone == null) return null;
    try {
      return ZoneId.of(zone).getId();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("zone must be an IANA time zone", e);
    }
  }
}
