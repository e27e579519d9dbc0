package io.tillgate.pos;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** A till that sends right events, which tests then bend. */
final class Till {
  private Till() {}

  /** Two lines, inclusive tax, paid in cash with change: 2 × 2.55 + 0.75 kg × 8.00 = 11.10. */
  static JsonObject sale() {
    return new JsonObject()
        .put("id", UUID.randomUUID().toString())
        .put("store", Edge.STORE)
        .put("till", "till-1")
        .put("occurredAt", "2026-03-01T10:15:30.250+01:00")
        .put("currency", "GBP")
        .put("receiptNumber", "536365")
        .put(
            "lines",
            new JsonArray()
                .add(line("1", "85123A", "2", 255, 510))
                .add(line("2", "0017", "0.75", 800, 600)))
        .put(
            "tenders",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("id", "1")
                        .put("kind", "cash")
                        .put("amountMinor", 2000)
                        .put("changeMinor", 890)))
        .put("totals", totals(1110, 0, 0, 1110));
  }

  static JsonObject refund() {
    return new JsonObject()
        .put("id", UUID.randomUUID().toString())
        .put("store", Edge.STORE)
        .put("till", "till-1")
        .put("occurredAt", "2026-03-02T09:00:00Z")
        .put("currency", "GBP")
        .put("lines", new JsonArray().add(line("1", "85123A", "1", 255, 255).put("restock", true)))
        .put(
            "tenders",
            new JsonArray()
                .add(new JsonObject().put("id", "1").put("kind", "cash").put("amountMinor", 255)))
        .put("totals", totals(255, 0, 0, 255));
  }

  static JsonObject loss() {
    return new JsonObject()
        .put("id", UUID.randomUUID().toString())
        .put("store", Edge.STORE)
        .put("occurredAt", "2026-03-02T09:00:00Z")
        .put("kind", "loss")
        .put("sku", "85123A")
        .put("quantity", "-3")
        .put("reason", "broken");
  }

  static JsonObject line(String id, String sku, String quantity, long price, long total) {
    return new JsonObject()
        .put("id", id)
        .put("sku", sku)
        .put("description", "WHITE HANGING HEART T-LIGHT HOLDER")
        .put("quantity", quantity)
        .put("unitPriceMinor", price)
        .put("totalMinor", total);
  }

  static JsonObject totals(long lines, long tax, long included, long total) {
    return new JsonObject()
        .put("linesMinor", lines)
        .put("taxMinor", tax)
        .put("includedTaxMinor", included)
        .put("totalMinor", total);
  }

  static JsonObject batch(Object... kindsAndEvents) {
    JsonArray events = new JsonArray();
    for (int i = 0; i < kindsAndEvents.length; i += 2) {
      events.add(
          new JsonObject().put("kind", kindsAndEvents[i]).put("event", kindsAndEvents[i + 1]));
    }
    return new JsonObject().put("events", events);
  }
}
