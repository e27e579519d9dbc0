package io.tillgate.sandbox.terminal;

import io.vertx.core.json.JsonObject;

/** What a terminal tells its till. */
public sealed interface PaymentResult {

  /** Six digits; null where nothing was sent. */
  String stan();

  /**
   * The whole amount.
   *
   * @param rrn ISO 8583 DE37 of the answer, or null
   * @param authorizationCode DE38, or null
   */
  record Approved(long amountMinor, String stan, String rrn, String authorizationCode)
      implements PaymentResult {}

  /** A part; the till collects the rest. */
  record Partial(long amountMinor, String stan, String rrn, String authorizationCode)
      implements PaymentResult {}

  /** Nothing; the code is DE39. */
  record Declined(String stan, String responseCode) implements PaymentResult {}

  /**
   * No answer: the bank may have approved. The terminal owes a reversal, and sends it until it is
   * acknowledged. For the till it is as good as declined.
   */
  record Unknown(String stan) implements PaymentResult {}

  /** Nothing was sent, and nothing is owed for it. */
  record Unsent(String reason) implements PaymentResult {
    @Override
    public String stan() {
      return null;
    }
  }

  /** What moved: the whole, a part, or 0. */
  static long approvedMinor(PaymentResult result) {
    if (result instanceof Approved approved) return approved.amountMinor();
    if (result instanceof Partial partial) return partial.amountMinor();
    return 0;
  }

  /** For the terminal's own file. */
  static JsonObject json(PaymentResult result) {
    JsonObject json =
        new JsonObject()
            .put("result", result.getClass().getSimpleName())
            .put("stan", result.stan());
    if (result instanceof Approved approved) {
      put(json, approved.amountMinor(), approved.rrn(), approved.authorizationCode());
    } else if (result instanceof Partial partial) {
      put(json, partial.amountMinor(), partial.rrn(), partial.authorizationCode());
    } else if (result instanceof Declined declined) {
      json.put("responseCode", declined.responseCode());
    } else if (result instanceof Unsent unsent) {
      json.put("reason", unsent.reason());
    }
    return json;
  }

  static PaymentResult of(JsonObject json) {
    String stan = json.getString("stan");
    String rrn = json.getString("rrn");
    String code = json.getString("authorizationCode");
    return switch (json.getString("result")) {
      case "Approved" -> new Approved(json.getLong("amountMinor"), stan, rrn, code);
      case "Partial" -> new Partial(json.getLong("amountMinor"), stan, rrn, code);
      case "Declined" -> new Declined(stan, json.getString("responseCode"));
      case "Unknown" -> new Unknown(stan);
      case "Unsent" -> new Unsent(json.getString("reason"));
      default -> throw new IllegalArgumentException("no result: " + json.getString("result"));
    };
  }

  private static void put(JsonObject json, long amountMinor, String rrn, String code) {
    json.put("amountMinor", amountMinor).put("rrn", rrn).put("authorizationCode", code);
  }
}
