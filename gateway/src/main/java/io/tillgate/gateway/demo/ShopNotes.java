package io.tillgate.gateway.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What a shop has to say beside its sums, so that no basket goes missing in silence. */
final class ShopNotes {
  private ShopNotes() {}

  /**
   * @param totals as the shop's {@code /totals} gives them
   */
  static List<String> of(String store, JsonObject totals) {
    List<String> notes = new ArrayList<>();
    long refused = totals.getLong("refused");
    long unpostable = totals.getLong("unpostable");
    JsonArray reasons = totals.getJsonArray("refusals");
    if (refused > 0) notes.add("%s: the edge refused %,d events".formatted(store, refused));
    if (unpostable > 0) {
      notes.add(
          "%s: of %,d invoices of the file no sale or refund could be made"
              .formatted(store, unpostable));
    }
    if (!reasons.isEmpty()) notes.add("  the first: " + reasons.getString(0));
    for (Object trouble : totals.getJsonArray("trouble")) notes.add(store + ": " + trouble);
    return notes;
  }
}
