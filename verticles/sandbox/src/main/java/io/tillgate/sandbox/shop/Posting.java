package io.tillgate.sandbox.shop;

import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.StockMovement;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * An event on its way to the edge: its body is fixed, and is the same at every try.
 *
 * @param id the event's UUID
 * @param currency null for what has no price
 * @param body JSON
 */
record Posting(String id, Kind kind, String currency, long minor, String body) {

  private static final String TENDERS = "tenders";

  /** What is posted, and where to. */
  enum Kind {
    SALE("/v1/sales"),
    REFUND("/v1/refunds"),
    WRITE_OFF("/v1/stock-movements");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  static Posting of(RetailEvent event) {
    String body = body(event);
    String id = event.id().toString();
    if (event instanceof Sale sale) {
      return new Posting(id, Kind.SALE, sale.currency(), sale.totals().totalMinor(), body);
    }
    if (event instanceof Refund refund) {
      return new Posting(id, Kind.REFUND, refund.currency(), refund.totals().totalMinor(), body);
    }
    return new Posting(id, Kind.WRITE_OFF, null, 0, body);
  }

  /** As the event API reads it: a journal leaves out what is empty, a till says it. */
  private static String body(RetailEvent event) {
    String text = new String(RetailJson.write(event), StandardCharsets.UTF_8);
    if (event instanceof StockMovement) return text;
    JsonObject body = new JsonObject(text);
    return body.containsKey(TENDERS) ? text : body.put(TENDERS, new JsonArray()).encode();
  }

  JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("kind", kind.name())
        .put("currency", currency)
        .put("minor", minor)
        .put("body", body);
  }

  static Posting of(JsonObject json) {
    return new Posting(
        json.getString("id"),
        Kind.valueOf(json.getString("kind")),
        json.getString("currency"),
        json.getLong("minor"),
        json.getString("body"));
  }
}
