package io.tillgate.central.query;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * A page of a list.
 *
 * @param next cursor of the following page; null where this is the last
 */
public record Page(JsonArray items, String next) {

  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("items", items);
    return next == null ? json : json.put("next", next);
  }
}
