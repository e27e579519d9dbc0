package io.tillgate.central.query;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;

/** Stock levels of a store, by SKU: the sum of all movements that central has. */
final class StockQuery {
  private static final String LEVELS =
      "select sku, thousandths, moved_at from stock_levels where store = $1"
          + " and ($2::text is null or sku = $2) and ($3::text is null or sku > $3)"
          + " order by sku limit $4";

  private StockQuery() {}

  /**
   * @param sku one SKU, or null for all
   */
  static Future<Page> ask(Pool pool, Question question, String sku) {
    Cursor after = question.after();
    return pool.preparedQuery(LEVELS)
        .execute(
            Tuple.of(question.store())
                .addString(sku)
                .addString(after == null ? null : after.id())
                .addInteger(question.limit() + 1))
        .map(
            rows -> {
              JsonArray items = new JsonArray();
              String last = "";
              for (var row : rows) {
                if (items.size() == question.limit()) {
                  Cursor next = Cursor.byName(question.store(), last);
                  return new Page(items, next.encode(question.filter()));
                }
                last = row.getString("sku");
                items.add(
                    new JsonObject()
                        .put("store", question.store())
                        .put("sku", last)
                        .put("quantity", decimal(row.getLong("thousandths")))
                        .put("movedAt", Lists.time(row, "moved_at")));
              }
              return new Page(items, null);
            });
  }

  /** A string, as in the canonical model: {@code 6}, {@code -0.25}. */
  private static String decimal(long thousandths) {
    return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
  }
}
