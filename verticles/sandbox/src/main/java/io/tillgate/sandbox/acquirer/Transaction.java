package io.tillgate.sandbox.acquirer;

import io.vertx.core.json.JsonObject;

/**
 * A request that was decided. No card number: last four at most.
 *
 * @param requestedMinor minor units of {@code currency}
 * @param approvedMinor what moved: the whole, a part, or 0
 * @param currency ISO 4217 letters
 * @param code ISO 8583 DE39 of the answer
 * @param rrn DE37 of the answer
 * @param authorizationCode DE38 of the answer, or null
 */
record Transaction(
    Identity identity,
    Kind kind,
    long requestedMinor,
    long approvedMinor,
    String currency,
    String code,
    String rrn,
    String authorizationCode,
    String lastFour) {

  /** Which way the money goes. */
  enum Kind {
    PAYMENT,
    REFUND,
    /** Nothing moves: a balance inquiry, a verification. */
    INQUIRY
  }

  /** By which a later message names it. */
  String reference() {
    return identity.terminal() + "/" + rrn;
  }

  JsonObject json() {
    return new JsonObject()
        .put("identity", identity.json())
        .put("kind", kind.name())
        .put("requestedMinor", requestedMinor)
        .put("approvedMinor", approvedMinor)
        .put("currency", currency)
        .put("code", code)
        .put("rrn", rrn)
        .put("authorizationCode", authorizationCode)
        .put("lastFour", lastFour);
  }

  static Transaction of(JsonObject json) {
    return new Transaction(
        Identity.of(json.getJsonObject("identity")),
        Kind.valueOf(json.getString("kind")),
        json.getLong("requestedMinor"),
        json.getLong("approvedMinor"),
        json.getString("currency"),
        json.getString("code"),
        json.getString("rrn"),
        json.getString("authorizationCode"),
        json.getString("lastFour"));
  }
}
