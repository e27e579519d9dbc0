package io.tillgate.vault;

import io.vertx.core.json.JsonObject;

/** What a caller is told. */
sealed interface Reply {
  int status();

  /**
   * The destination has the number.
   *
   * @param answered its HTTP status
   * @param answer the fields of its answer that the caller may see
   */
  record Delivered(int answered, JsonObject answer) implements Reply {
    @Override
    public int status() {
      return 200;
    }
  }

  /** Nothing was sent, or it is not known whether it arrived. */
  record Refused(int status, String title, String detail) implements Reply {}

  default JsonObject body() {
    if (this instanceof Delivered delivered) {
      return new JsonObject()
          .put("destinationStatus", delivered.answered())
          .put("answer", delivered.answer());
    }
    Refused refused = (Refused) this;
    return new JsonObject()
        .put("title", refused.title())
        .put("status", refused.status())
        .put("detail", refused.detail());
  }
}
