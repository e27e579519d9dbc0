package io.tillgate.central.query;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A list, newest first, in pages by key: no offset, so that a deep page costs what the first does.
 *
 * @param table its rows have {@code store} and the two columns named here
 * @param id a column that is unique within a store
 * @param byToken the condition for a card's token, {@code %d} in place of the parameter; null where
 *     the list has none
 * @param isOpen the condition for what is open; null where nothing in the list ever closes
 */
record ListQuery(
    String table,
    String time,
    String id,
    String idType,
    String columns,
    String byToken,
    String isOpen,
    Function<Row, JsonObject> item) {

  Future<Page> ask(Pool pool, Question question) {
    List<Object> values = new ArrayList<>();
    StringBuilder sql = new StringBuilder("select ").append(columns);
    sql.append(", store as key_store, ").append(time).append(" as key_time, ");
    sql.append(id).append("::text as key_id from ").append(table).append(" where true");
    if (question.store() != null) {
      sql.append(" and store = $").append(add(values, question.store()));
    }
    if (question.since() != null) {
      sql.append(" and ").append(time).append(" >= $").append(add(values, question.since()));
    }
    if (question.token() != null) {
      sql.append(" and ").append(byToken.formatted(add(values, question.token())));
    }
    if (question.open() != null) {
      sql.append(" and (").append(isOpen).append(") = ").append(question.open());
    }
    Cursor after = question.after();
    if (after != null) {
      sql.append(
          " and (%s, store, %s) < ($%d, $%d, $%d::text::%s)"
              .formatted(
                  time,
                  id,
                  add(values, after.at()),
                  add(values, after.store()),
                  add(values, after.id()),
                  idType));
    }
    sql.append(
        " order by %s desc, store desc, %s desc limit $%d"
            .formatted(time, id, add(values, question.limit() + 1)));
    return pool.preparedQuery(sql.toString())
        .execute(Tuple.wrap(values))
        .map(rows -> page(rows, question));
  }

  private static int add(List<Object> values, Object value) {
    values.add(value);
    return values.size();
  }

  private Page page(Iterable<Row> rows, Question question) {
    JsonArray items = new JsonArray();
    Row last = null;
    for (Row row : rows) {
      if (items.size() == question.limit()) {
        return new Page(items, cursor(last).encode(question.filter()));
      }
      items.add(item.apply(row));
      last = row;
    }
    return new Page(items, null);
  }

  private static Cursor cursor(Row row) {
    return new Cursor(
        row.getOffsetDateTime("key_time"), row.getString("key_store"), row.getString("key_id"));
  }
}
