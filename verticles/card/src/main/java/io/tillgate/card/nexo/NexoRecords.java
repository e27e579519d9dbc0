package io.tillgate.card.nexo;

import io.tillgate.card.nexo.NexoPayment.Transaction;
import io.tillgate.journal.Entry;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.PaymentIntent.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * What the journal is given of a nexo payment beside the records of every payment: local records
 * that name what was asked and what the till is to hear. The key is the payment's id. Functions.
 */
final class NexoRecords {
  private NexoRecords() {}

  /** Stands before its intent, in the same append. */
  static Entry asked(NexoPayment payment) {
    NexoAsk ask = payment.ask;
    return entry(
        payment.id(),
        new JsonObject()
            .put("step", "ASKED")
            .put("saleId", ask.key().saleId())
            .put("poiId", ask.key().poiId())
            .put("serviceId", ask.key().serviceId())
            .put("category", ask.category())
            .put("kind", ask.kind().name())
            .put("amountMinor", ask.amountMinor())
            .put("currency", ask.currency())
            .put("saleTransactionId", ask.saleTransactionId())
            .put("saleData", ask.saleData())
            .put("undoes", ask.undoes())
            .put("undoesPayment", payment.undoesPayment));
  }

  static NexoAsk ask(JsonObject json) {
    return new NexoAsk(
        new NexoKey(json.getString("saleId"), json.getString("poiId"), json.getString("serviceId")),
        json.getString("category"),
        Kind.valueOf(json.getString("kind")),
        json.getLong("amountMinor"),
        json.getString("currency"),
        json.getString("saleTransactionId"),
        json.getString("saleData"),
        json.getString("undoes"));
  }

  /**
   * In the append of the outcome.
   *
   * @param untold whether no till waits to hear it
   */
  static Entry answered(String paymentId, byte[] answer, Transaction transaction, boolean untold) {
    JsonObject json = new JsonObject().put("step", "ANSWERED").put("untold", untold);
    json.put("answer", new String(answer, StandardCharsets.UTF_8));
    return entry(paymentId, put(json, transaction));
  }

  /** The terminal's transaction became known after the payment was given up. */
  static Entry found(String paymentId, Transaction transaction) {
    return entry(paymentId, put(new JsonObject().put("step", "FOUND"), transaction));
  }

  private static JsonObject put(JsonObject json, Transaction transaction) {
    if (transaction == null) return json;
    return json.put("transactionId", transaction.id()).put("timeStamp", transaction.timeStamp());
  }

  static Transaction transaction(JsonObject json) {
    String id = json.getString("transactionId");
    return id == null ? null : new Transaction(id, json.getString("timeStamp"));
  }

  /** The till did not hear the approval after all. */
  static Entry untold(String paymentId) {
    return entry(paymentId, new JsonObject().put("step", "UNTOLD"));
  }

  /** A till came back and is told now. */
  static Entry told(String paymentId) {
    return entry(paymentId, new JsonObject().put("step", "TOLD"));
  }

  private static Entry entry(String paymentId, JsonObject json) {
    return new Entry(
        EventType.NEXO_PAYMENT.code(),
        paymentId.getBytes(StandardCharsets.ISO_8859_1),
        json.toBuffer().getBytes());
  }

  static JsonObject read(byte[] payload) {
    return new JsonObject(Buffer.buffer(payload));
  }
}
