package io.tillgate.card.cases;

import io.tillgate.journal.Entry;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** What the journal is given of a case, and read of it; the key is the case's id. Functions. */
final class CaseRecords {
  private CaseRecords() {}

  static Entry opened(Case open) {
    JsonObject json = about(open.id(), open.kind(), open.paymentId());
    json.put("where", open.where()).put("detail", open.detail());
    return entry(EventType.CASE_OPENED, open.id(), json.put("openedMillis", open.openedMillis()));
  }

  static Entry closed(Case closed, CaseClosed.Ending ending, String detail) {
    JsonObject json = about(closed.id(), closed.kind(), closed.paymentId());
    json.put("ending", ending.name());
    if (detail != null) json.put("detail", detail);
    return entry(EventType.CASE_CLOSED, closed.id(), json);
  }

  private static JsonObject about(String id, CaseKind kind, String paymentId) {
    JsonObject json = new JsonObject().put("caseId", id).put("kind", kind.name());
    return paymentId == null ? json : json.put("paymentId", paymentId);
  }

  private static Entry entry(EventType type, String id, JsonObject json) {
    return new Entry(
        type.code(), id.getBytes(StandardCharsets.ISO_8859_1), json.toBuffer().getBytes());
  }

  /** Null where a newer version opened a case of a kind that is not known here. */
  static Case opened(byte[] payload) {
    JsonObject json = new JsonObject(Buffer.buffer(payload));
    CaseKind kind = kind(json.getString("kind"));
    if (kind == null) return null;
    return new Case(
        json.getString("caseId"),
        kind,
        json.getString("paymentId"),
        json.getString("where"),
        json.getString("detail"),
        json.getLong("openedMillis"));
  }

  private static CaseKind kind(String name) {
    for (CaseKind kind : CaseKind.values()) if (kind.name().equals(name)) return kind;
    return null;
  }

  static String closedId(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }
}
