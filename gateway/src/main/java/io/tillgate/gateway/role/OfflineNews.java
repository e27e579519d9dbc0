package io.tillgate.gateway.role;

import io.tillgate.card.CardStatus;
import io.tillgate.card.standin.Exposure;
import io.vertx.core.json.JsonObject;

/** What a heartbeat tells of sales that were approved offline and are not settled. */
final class OfflineNews {
  private OfflineNews() {}

  /** The field {@code offline}; nothing where the card room has not started. */
  static JsonObject of(CardStatus status) {
    if (status == null) return new JsonObject();
    Exposure.Figures owed = status.exposure();
    JsonObject sums = new JsonObject();
    owed.sumsMinor().forEach(sums::put);
    JsonObject offline =
        new JsonObject()
            .put("count", owed.count())
            .put("sumsMinor", sums)
            .put("parked", status.advicesParked());
    if (owed.count() > 0) offline.put("oldestMillis", owed.oldestEpochMillis());
    return new JsonObject().put("offline", offline);
  }
}
