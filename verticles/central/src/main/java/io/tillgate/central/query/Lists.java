package io.tillgate.central.query;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The lists of the API: where their rows come from, and what an item looks like. */
final class Lists {

  /**
   * A card tender belongs to a payment of the same store and terminal that has its RRN, or its STAN
   * and a time within a day: STANs begin again after 999,999.
   */
  private static final String BY_TOKEN =
      """
      (store, %s) in (
        select t.store, t.event_id from payments p join tenders t
          on t.store = p.store and t.terminal = p.terminal and t.rrn = coalesce(p.answer_rrn, p.rrn)
        where p.card_token = $%%1$d and t.subject = '%s'
        union
        select t.store, t.event_id from payments p join tenders t
          on t.store = p.store and t.terminal = p.terminal and t.stan = p.stan
          and t.occurred_at between p.at - interval '1 day' and p.at + interval '1 day'
        where p.card_token = $%%1$d and t.subject = '%s'
          and (t.rrn is null or coalesce(p.answer_rrn, p.rrn) is null))""";

  static final ListQuery SALES =
      new ListQuery(
          "sales",
          "occurred_at",
          "sale_id",
          "uuid",
          "edge, landed_at, body",
          BY_TOKEN.formatted("sale_id", "sale", "sale"),
          null,
          Lists::told);

  static final ListQuery REFUNDS =
      new ListQuery(
          "refunds",
          "occurred_at",
          "refund_id",
          "uuid",
          "edge, landed_at, body",
          BY_TOKEN.formatted("refund_id", "refund", "refund"),
          null,
          Lists::told);

  static final ListQuery PAYMENTS =
      new ListQuery(
          "payments", "at", "payment_id", "text", "*", "card_token = $%d", null, Lists::payment);

  static final ListQuery CASES =
      new ListQuery(
          "cases",
          "opened_at",
          "case_id",
          "text",
          "*",
          null,
          "closed_at is null",
          Lists::unsettled);

  static final ListQuery PROBLEMS =
      new ListQuery(
          "event_problems",
          "central_time",
          "(edge || '/' || epoch || '/' || event_offset)",
          "text",
          "store, edge, epoch, event_offset, type, reason, central_time",
          null,
          null,
          Lists::problem);

  static final ListQuery CONFLICTS =
      new ListQuery(
          "conflicts",
          "central_time",
          "(edge || '/' || epoch || '/' || event_offset)",
          "text",
          "store, edge, epoch, event_offset, subject, subject_id, reason, central_time",
          null,
          null,
          Lists::conflict);

  private Lists() {}

  /** A sale or refund as the till told it, and how it came. */
  private static JsonObject told(Row row) {
    return ((JsonObject) row.getValue("body"))
        .copy()
        .put("edge", row.getString("edge"))
        .put("landedAt", time(row, "landed_at"));
  }

  private static JsonObject payment(Row row) {
    JsonObject json =
        new JsonObject()
            .put("id", row.getString("payment_id"))
            .put("store", row.getString("store"))
            .put("edge", row.getString("edge"))
            .put("at", time(row, "at"))
            .put("landedAt", time(row, "landed_at"));
    put(json, "kind", row.getString("kind"));
    put(json, "terminal", row.getString("terminal"));
    put(json, "acquirer", row.getString("acquirer"));
    put(json, "amountMinor", row.getLong("amount_minor"));
    put(json, "currency", currency(row));
    put(json, "stan", row.getString("stan"));
    put(json, "rrn", either(row.getString("answer_rrn"), row.getString("rrn")));
    put(json, "card", card(row));
    put(json, "outcomeAt", time(row, "outcome_at"));
    put(json, "result", row.getString("result"));
    put(json, "responseCode", row.getString("response_code"));
    put(json, "approvedMinor", row.getLong("approved_minor"));
    put(json, "authorizationCode", row.getString("authorization_code"));
    put(json, "reversal", reversal(row));
    put(json, "advice", advice(row));
    put(json, "lateAnswer", late(row));
    return json;
  }

  static String currency(Row row) {
    return either(
        row.getString("currency"),
        either(row.getString("outcome_currency"), row.getString("reversal_currency")));
  }

  private static JsonObject card(Row row) {
    if (row.getString("card_token") == null && row.getString("card_brand") == null) return null;
    JsonObject card = new JsonObject();
    put(card, "token", row.getString("card_token"));
    put(card, "bin", row.getString("card_bin"));
    put(card, "lastFour", row.getString("card_last_four"));
    put(card, "brand", row.getString("card_brand"));
    put(card, "entryMode", row.getString("card_entry_mode"));
    put(card, "par", row.getString("card_par"));
    return card;
  }

  private static JsonObject reversal(Row row) {
    if (row.getString("reversal").equals("NONE")) return null;
    JsonObject reversal =
        new JsonObject().put("state", row.getString("reversal").toLowerCase(Locale.ROOT));
    put(reversal, "reason", row.getString("reversal_reason"));
    put(reversal, "amountMinor", row.getLong("reversal_minor"));
    put(reversal, "at", time(row, "reversal_at"));
    put(reversal, "tries", row.getLong("reversal_tries"));
    put(reversal, "responseCode", row.getString("reversal_code"));
    return reversal;
  }

  /** Of a payment that its edge approved offline; {@code leftMinor} is what stands of it. */
  private static JsonObject advice(Row row) {
    if (row.getString("advice").equals("NONE")) return null;
    JsonObject advice =
        new JsonObject().put("state", row.getString("advice").toLowerCase(Locale.ROOT));
    put(advice, "leftMinor", row.getLong("advice_left_minor"));
    put(advice, "at", time(row, "advice_at"));
    put(advice, "tries", row.getInteger("advice_tries"));
    put(advice, "responseCode", row.getString("advice_code"));
    return advice;
  }

  private static JsonObject late(Row row) {
    if (row.getOffsetDateTime("late_at") == null) return null;
    JsonObject late = new JsonObject().put("at", time(row, "late_at"));
    put(late, "responseCode", row.getString("late_code"));
    put(late, "authorizationCode", row.getString("late_authorization"));
    return late;
  }

  private static JsonObject unsettled(Row row) {
    JsonObject json =
        new JsonObject()
            .put("id", row.getString("case_id"))
            .put("store", row.getString("store"))
            .put("edge", row.getString("edge"))
            .put("kind", lower(row.getString("kind")))
            .put("openedAt", time(row, "opened_at"))
            .put("landedAt", time(row, "landed_at"));
    put(json, "paymentId", row.getString("payment_id"));
    put(json, "where", row.getString("place"));
    put(json, "detail", row.getString("detail"));
    put(json, "closedAt", time(row, "closed_at"));
    put(json, "ending", lower(row.getString("ending")));
    put(json, "endingDetail", row.getString("ending_detail"));
    return json;
  }

  /** As the API writes what Java calls {@code UNKNOWN_RESULT}: {@code unknown-result}. */
  static String lower(String name) {
    return name == null ? null : name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static JsonObject place(Row row) {
    return new JsonObject()
        .put("store", row.getString("store"))
        .put("edge", row.getString("edge"))
        .put("epoch", row.getLong("epoch"))
        .put("offset", row.getLong("event_offset"))
        .put("reason", row.getString("reason"))
        .put("landedAt", time(row, "central_time"));
  }

  private static JsonObject problem(Row row) {
    return place(row).put("type", row.getInteger("type"));
  }

  private static JsonObject conflict(Row row) {
    return place(row)
        .put("subject", row.getString("subject"))
        .put("id", row.getString("subject_id"));
  }

  static String time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : text(time);
  }

  static String text(OffsetDateTime time) {
    return DateTimeFormatter.ISO_INSTANT.format(time.withOffsetSameInstant(ZoneOffset.UTC));
  }

  static void put(JsonObject json, String name, Object value) {
    if (value != null) json.put(name, value);
  }

  private static String either(String first, String second) {
    return first != null ? first : second;
  }
}
