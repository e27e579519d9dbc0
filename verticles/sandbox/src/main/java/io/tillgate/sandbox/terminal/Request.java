package io.tillgate.sandbox.terminal;

import io.tillgate.retail.IsoCurrency;
import io.vertx.core.json.JsonObject;

/**
 * One payment or refund as the terminal remembers it: all it needs to write the message again, and
 * no card number.
 *
 * @param reference the till's own, unique; asking twice with one reference pays once
 * @param amountMinor minor units of {@code currency}
 * @param stan six digits
 * @param local local date and time, {@code yyMMddHHmmss}
 * @param transmission date and time in UTC, {@code MMddHHmmss}
 */
record Request(
    String reference,
    Kind kind,
    long amountMinor,
    String currency,
    TestCard card,
    Entry entry,
    String stan,
    String local,
    String transmission) {

  /** Which way the money goes. */
  enum Kind {
    PAYMENT,
    REFUND
  }

  /** Three digits (ISO 4217). */
  String currencyNumber() {
    return String.format("%03d", IsoCurrency.of(currency).orElseThrow().number());
  }

  JsonObject json() {
    return new JsonObject()
        .put("reference", reference)
        .put("kind", kind.name())
        .put("amountMinor", amountMinor)
        .put("currency", currency)
        .put("card", card.name())
        .put("entry", entry.name())
        .put("stan", stan)
        .put("local", local)
        .put("transmission", transmission);
  }

  static Request of(JsonObject json) {
    return new Request(
        json.getString("reference"),
        Kind.valueOf(json.getString("kind")),
        json.getLong("amountMinor"),
        json.getString("currency"),
        TestCard.valueOf(json.getString("card")),
        Entry.valueOf(json.getString("entry")),
        json.getString("stan"),
        json.getString("local"),
        json.getString("transmission"));
  }
}
