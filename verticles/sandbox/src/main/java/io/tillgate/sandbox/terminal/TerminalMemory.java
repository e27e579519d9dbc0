package io.tillgate.sandbox.terminal;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a terminal knows, as a fold over its file: {@link #apply} is the only way to change it, for
 * entries read at start-up as for new ones. Belongs to the terminal's context.
 */
final class TerminalMemory {
  /** Results that a till may still ask for; the oldest is forgotten first. */
  static final int MAX_RESULTS = 1_000;

  private static final int LAST_STAN = 999_999;

  private int stan;
  private Request open;
  private Request owed;
  private final Map<String, Sums> sums = new TreeMap<>();
  private final Map<String, PaymentResult> results =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PaymentResult> eldest) {
          return size() > MAX_RESULTS;
        }
      };

  /** Of one currency. Reversed ones were never approved as far as this terminal knows. */
  private static final class Sums {
    long payments;
    long paymentsMinor;
    long refunds;
    long refundsMinor;
    long declined;
    long unknown;
    long reversed;
    long reversedMinor;
  }

  static JsonObject requested(Request request) {
    return new JsonObject().put("entry", "requested").put("request", request.json());
  }

  static JsonObject settled(Request request, PaymentResult result) {
    return new JsonObject()
        .put("entry", "settled")
        .put("reference", request.reference())
        .put("result", PaymentResult.json(result));
  }

  static JsonObject reversed(Request request, String responseCode) {
    return new JsonObject()
        .put("entry", "reversed")
        .put("stan", request.stan())
        .put("responseCode", responseCode);
  }

  void apply(JsonObject entry) {
    switch (entry.getString("entry")) {
      case "requested" -> {
        open = Request.of(entry.getJsonObject("request"));
        stan = Integer.parseInt(open.stan());
      }
      case "settled" -> settle(PaymentResult.of(entry.getJsonObject("result")));
      case "reversed" -> {
        Sums of = sums(owed.currency());
        of.reversed++;
        of.reversedMinor += owed.amountMinor();
        owed = null;
      }
      case "snapshot" -> restore(entry);
      default -> throw new IllegalArgumentException("entry " + entry.getString("entry"));
    }
  }

  private void settle(PaymentResult result) {
    Sums of = sums(open.currency());
    long approvedMinor = PaymentResult.approvedMinor(result);
    if (approvedMinor > 0 && open.kind() == Request.Kind.REFUND) {
      of.refunds++;
      of.refundsMinor += approvedMinor;
    } else if (approvedMinor > 0) {
      of.payments++;
      of.paymentsMinor += approvedMinor;
    } else if (result instanceof PaymentResult.Unknown) {
      of.unknown++;
      owed = open;
    } else if (result instanceof PaymentResult.Declined) {
      of.declined++;
    }
    results.put(open.reference(), result);
    open = null;
  }

  private Sums sums(String currency) {
    return sums.computeIfAbsent(currency, made -> new Sums());
  }

  /** The next trace number: after 999999 comes 000001. */
  String nextStan() {
    return String.format("%06d", stan == LAST_STAN ? 1 : stan + 1);
  }

  /** Asked and not settled: at start-up its answer is lost. */
  Request open() {
    return open;
  }

  /** What must be reversed before anything else is asked, or null. */
  Request owed() {
    return owed;
  }

  PaymentResult result(String reference) {
    return results.get(reference);
  }

  /** Sums by currency: {@code {"GBP": {"payments": n, "paymentsMinor": n, …}}}. */
  JsonObject totals() {
    JsonObject totals = new JsonObject();
    sums.forEach(
        (currency, of) ->
            totals.put(
                currency,
                new JsonObject()
                    .put("payments", of.payments)
                    .put("paymentsMinor", of.paymentsMinor)
                    .put("refunds", of.refunds)
                    .put("refundsMinor", of.refundsMinor)
                    .put("declined", of.declined)
                    .put("unknown", of.unknown)
                    .put("reversed", of.reversed)
                    .put("reversedMinor", of.reversedMinor)));
    return totals;
  }

  /** All of it in few entries, to begin a new file with. */
  List<JsonObject> snapshot() {
    JsonObject all = new JsonObject().put("entry", "snapshot").put("stan", stan);
    if (owed != null) all.put("owed", owed.json());
    all.put("sums", totals());
    JsonObject kept = new JsonObject();
    results.forEach((reference, result) -> kept.put(reference, PaymentResult.json(result)));
    all.put("results", kept);
    List<JsonObject> entries = new ArrayList<>(List.of(all));
    if (open != null) entries.add(requested(open));
    return entries;
  }

  private void restore(JsonObject all) {
    stan = all.getInteger("stan");
    owed = all.containsKey("owed") ? Request.of(all.getJsonObject("owed")) : null;
    JsonObject kept = all.getJsonObject("results");
    for (String reference : kept.fieldNames()) {
      results.put(reference, PaymentResult.of(kept.getJsonObject(reference)));
    }
    JsonObject counted = all.getJsonObject("sums");
    for (String currency : counted.fieldNames()) {
      JsonObject from = counted.getJsonObject(currency);
      Sums of = sums(currency);
      of.payments = from.getLong("payments");
      of.paymentsMinor = from.getLong("paymentsMinor");
      of.refunds = from.getLong("refunds");
      of.refundsMinor = from.getLong("refundsMinor");
      of.declined = from.getLong("declined");
      of.unknown = from.getLong("unknown");
      of.reversed = from.getLong("reversed");
      of.reversedMinor = from.getLong("reversedMinor");
    }
  }
}
