package io.tillgate.sandbox.shop;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a shop's terminals counted together; each part is by currency. */
record CardTotals(JsonObject payments, JsonObject refunds, JsonObject reversed, long declined) {

  static CardTotals sum(List<JsonObject> terminals) {
    CardTotals sum = new CardTotals(new JsonObject(), new JsonObject(), new JsonObject(), 0);
    for (JsonObject terminal : terminals) {
      for (String currency : terminal.fieldNames()) {
        sum = sum.plus(currency, terminal.getJsonObject(currency));
      }
    }
    return sum;
  }

  private CardTotals plus(String currency, JsonObject of) {
    add(payments, currency, of.getLong("payments"), of.getLong("paymentsMinor"));
    add(refunds, currency, of.getLong("refunds"), of.getLong("refundsMinor"));
    add(reversed, currency, of.getLong("reversed"), of.getLong("reversedMinor"));
    return new CardTotals(payments, refunds, reversed, declined + of.getLong("declined"));
  }

  private static void add(JsonObject to, String currency, long count, long minor) {
    if (count == 0) return;
    JsonObject before =
        to.getJsonObject(currency, new JsonObject().put("count", 0L).put("minor", 0L));
    to.put(
        currency,
        new JsonObject()
            .put("count", before.getLong("count") + count)
            .put("minor", before.getLong("minor") + minor));
  }
}
