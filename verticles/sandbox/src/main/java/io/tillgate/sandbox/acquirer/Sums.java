package io.tillgate.sandbox.acquirer;

import io.tillgate.sandbox.acquirer.Transaction.Kind;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers and sums, by terminal and currency; amounts in minor units. {@code payments} and {@code
 * refunds} are what stands: approved, and not reversed.
 */
final class Sums {
  /** The names of what is counted; those that end in {@code Minor} are amounts. */
  private static final List<String> NAMES =
      List.of(
          "payments",
          "paymentsMinor",
          "refunds",
          "refundsMinor",
          "approved",
          "approvedMinor",
          "reversed",
          "reversedMinor",
          "declined");

  private final Map<String, Map<String, Map<String, Long>>> byTerminal = new TreeMap<>();

  void decided(Transaction decided) {
    if (decided.kind() == Kind.INQUIRY) return;
    Map<String, Long> of = of(decided.identity().terminal(), decided.currency());
    if (decided.approvedMinor() == 0) {
      add(of, "declined", 1);
      return;
    }
    String name = name(decided);
    add(of, name, 1);
    add(of, name + "Minor", decided.approvedMinor());
    add(of, "approved", 1);
    add(of, "approvedMinor", decided.approvedMinor());
  }

  /**
   * @param leftMinor what still stands after a reversal in part
   */
  void reversed(Transaction original, long leftMinor) {
    if (original.kind() == Kind.INQUIRY || original.approvedMinor() == 0) return;
    Map<String, Long> of = of(original.identity().terminal(), original.currency());
    long backMinor = original.approvedMinor() - leftMinor;
    String name = name(original);
    if (leftMinor == 0) add(of, name, -1);
    add(of, name + "Minor", -backMinor);
    add(of, "reversed", 1);
    add(of, "reversedMinor", backMinor);
  }

  private static String name(Transaction of) {
    return of.kind() == Kind.REFUND ? "refunds" : "payments";
  }

  private Map<String, Long> of(String terminal, String currency) {
    return byTerminal
        .computeIfAbsent(terminal == null ? "" : terminal, made -> new TreeMap<>())
        .computeIfAbsent(currency, made -> new TreeMap<>());
  }

  private static void add(Map<String, Long> to, String name, long more) {
    to.merge(name, more, Math::addExact);
  }

  /** Sums by currency over all terminals whose names begin so. */
  JsonObject json(String terminalPrefix) {
    Map<String, Map<String, Long>> totals = new TreeMap<>();
    byTerminal.forEach(
        (terminal, byCurrency) -> {
          if (!terminal.startsWith(terminalPrefix)) return;
          byCurrency.forEach(
              (currency, of) ->
                  of.forEach(
                      (name, value) ->
                          add(
                              totals.computeIfAbsent(currency, made -> new TreeMap<>()),
                              name,
                              value)));
        });
    JsonObject json = new JsonObject();
    totals.forEach(
        (currency, of) -> {
          JsonObject named = new JsonObject();
          for (String name : NAMES) named.put(name, of.getOrDefault(name, 0L));
          json.put(currency, named);
        });
    return json;
  }

  /** By terminal and currency. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    byTerminal.forEach((terminal, of) -> json.put(terminal, json(of)));
    return json;
  }

  private static JsonObject json(Map<String, Map<String, Long>> byCurrency) {
    JsonObject json = new JsonObject();
    byCurrency.forEach(
        (currency, of) -> {
          JsonObject named = new JsonObject();
          of.forEach(named::put);
          json.put(currency, named);
        });
    return json;
  }

  /** Reads what {@link #json()} wrote. */
  void restore(JsonObject json) {
    for (String terminal : json.fieldNames()) {
      JsonObject byCurrency = json.getJsonObject(terminal);
      for (String currency : byCurrency.fieldNames()) {
        JsonObject named = byCurrency.getJsonObject(currency);
        for (String name : named.fieldNames()) {
          add(of(terminal, currency), name, named.getLong(name));
        }
      }
    }
  }
}
