package io.tillgate.sandbox.nexo;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sandbox terminal charged and gave back, and what it answered. One context. */
final class NexoBooks {
  /** Of these the oldest is forgotten, as a terminal does. */
  private static final int MAX_ANSWERS = 10_000;

  /**
   * @param refundedMinor of it
   */
  private record Charge(String currency, long minor, long refundedMinor) {}

  private final Map<String, JsonObject> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JsonObject> eldest) {
          return size() > MAX_ANSWERS;
        }
      };

  private final Map<String, Charge> charges = new HashMap<>();
  private final Map<String, Long> refunds = new HashMap<>();
  private long transactions;

  static String key(String saleId, String serviceId) {
    return saleId + "/" + serviceId;
  }

  JsonObject answer(String key) {
    return answers.get(key);
  }

  void answered(String key, JsonObject container) {
    answers.put(key, container);
  }

  String nextTransaction() {
    return "BV%09d.SANDBOX%08X"
        .formatted(++transactions, transactions * 2_654_435_761L & 0xFFFFFFFFL);
  }

  void charge(String transaction, String currency, long minor) {
    charges.put(transaction, new Charge(currency, minor, 0));
  }

  void refund(String currency, long minor) {
    refunds.merge(currency, minor, Long::sum);
  }

  /**
   * Gives back; -1 where there is no such payment, or not so much of it left.
   *
   * @param amount null: all that is left
   */
  long giveBack(String transaction, BigDecimal amount) {
    Charge charge = charges.get(transaction);
    if (charge == null) return -1;
    long left = charge.minor - charge.refundedMinor;
    long minor = amount == null ? left : amount.movePointRight(2).longValueExact();
    if (minor > left || minor == 0) return -1;
    charges.put(
        transaction, new Charge(charge.currency, charge.minor, charge.refundedMinor + minor));
    return minor;
  }

  /** What is charged and not given back, in minor units by currency. */
  JsonObject totals() {
    Map<String, Long> sums = new HashMap<>();
    for (Charge each : charges.values()) {
      sums.merge(each.currency, each.minor - each.refundedMinor, Long::sum);
    }
    JsonObject standing = new JsonObject();
    sums.forEach(standing::put);
    JsonObject refunded = new JsonObject();
    refunds.forEach(refunded::put);
    return new JsonObject()
        .put("standingMinor", standing)
        .put("refundedMinor", refunded)
        .put("payments", charges.size());
  }
}
