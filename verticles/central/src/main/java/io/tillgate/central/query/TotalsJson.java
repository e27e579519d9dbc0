package io.tillgate.central.query;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;

/**
 * A row of {@code store_totals}: {@code payments_approved_minor} is {@code paymentsApprovedMinor}.
 */
final class TotalsJson {
  private TotalsJson() {}

  static JsonObject of(Row row) {
    JsonObject json = new JsonObject().put("currency", row.getString("currency"));
    for (int i = 0; i < row.size(); i++) {
      if (row.getValue(i) instanceof Long figure) json.put(camelCase(row.getColumnName(i)), figure);
    }
    return json;
  }

  private static String camelCase(String column) {
    StringBuilder name = new StringBuilder();
    boolean up = false;
    for (char c : column.toCharArray()) {
      if (c == '_') up = true;
      else {
        name.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return name.toString();
  }
}
