package io.tillgate.card.nexo;

import io.tillgate.card.nexo.NexoMessage.Header;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Messages that the edge makes itself; none holds card data. Functions. */
final class NexoWriter {
  private static final String VERSION = "3.0";

  private NexoWriter() {}

  private static byte[] message(String name, Header header, String body, JsonObject content) {
    JsonObject container = new JsonObject().put("MessageHeader", header.json()).put(body, content);
    return new JsonObject().put(name, container).toBuffer().getBytes();
  }

  private static Header ours(String category, String serviceId, String saleId, String poiId) {
    return new Header("Service", category, "Request", serviceId, null, saleId, poiId, VERSION);
  }

  /** Asks what became of a service. */
  static byte[] inquiry(String saleId, String serviceId, String category, NexoKey about) {
    JsonObject reference = reference(category, about);
    return message(
        NexoMessage.REQUEST,
        ours("TransactionStatus", serviceId, saleId, about.poiId()),
        "TransactionStatusRequest",
        new JsonObject().put("MessageReference", reference).put("ReceiptReprintFlag", false));
  }

  private static JsonObject reference(String category, NexoKey about) {
    return new JsonObject()
        .put("MessageCategory", category)
        .put("SaleID", about.saleId())
        .put("ServiceID", about.serviceId());
  }

  static byte[] abort(String saleId, String serviceId, String category, NexoKey about) {
    return message(
        NexoMessage.REQUEST,
        ours("Abort", serviceId, saleId, about.poiId()),
        "AbortRequest",
        new JsonObject()
            .put("MessageReference", reference(category, about))
            .put("AbortReason", "the till was not answered in time"));
  }

  /** Undoes all of a payment. */
  static byte[] reversal(String saleId, String serviceId, NexoPayment payment, long epochMillis) {
    NexoPayment.Transaction transaction = payment.transaction;
    JsonObject id = transaction(transaction.id(), transaction.timeStamp());
    JsonObject sale =
        new JsonObject().put("SaleTransactionID", transaction(serviceId, time(epochMillis)));
    return message(
        NexoMessage.REQUEST,
        ours("Reversal", serviceId, saleId, payment.poiId()),
        "ReversalRequest",
        new JsonObject()
            .put("SaleData", sale)
            .put("OriginalPOITransaction", new JsonObject().put("POITransactionID", id))
            .put("ReversalReason", "Unable2Compl"));
  }

  private static JsonObject transaction(String id, String timeStamp) {
    return new JsonObject().put("TransactionID", id).put("TimeStamp", timeStamp);
  }

  static String time(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** The word for a failure, and why, as the vendor writes it: form encoding. */
  static JsonObject failure(String condition, String words) {
    return new JsonObject()
        .put("Result", "Failure")
        .put("ErrorCondition", condition)
        .put("AdditionalResponse", "message=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
  }

  /**
   * An answer of the edge's own to a payment or a reversal.
   *
   * @param paymentId stands for the terminal's transaction, of which there is none
   */
  static byte[] failed(
      Header request, NexoAsk ask, String paymentId, long epochMillis, JsonObject response) {
    JsonObject body = new JsonObject().put("Response", response);
    JsonObject poi =
        new JsonObject().put("POITransactionID", transaction(paymentId, time(epochMillis)));
    if (request.category().equals(NexoAsk.PAYMENT)) {
      body.put("SaleData", sale(ask, epochMillis)).put("POIData", poi);
    }
    return message(NexoMessage.RESPONSE, request.answered(), request.category() + "Response", body);
  }

  private static JsonObject sale(NexoAsk ask, long epochMillis) {
    if (ask != null && ask.saleData() != null) return new JsonObject(ask.saleData());
    return new JsonObject().put("SaleTransactionID", transaction("none", time(epochMillis)));
  }

  /** A plain failure of what is answered with a {@code Response} alone. */
  static byte[] failed(Header request, JsonObject response) {
    return message(
        NexoMessage.RESPONSE,
        request.answered(),
        request.category() + "Response",
        new JsonObject().put("Response", response));
  }

  /** A reversal of what is undone already. */
  static byte[] alreadyReversed(Header request) {
    return failed(request, new JsonObject().put("Result", "Success"));
  }

  /** The terminal does not answer, which is what was asked. */
  static byte[] unreachable(Header request, String words) {
    JsonObject status = new JsonObject().put("GlobalStatus", "Unreachable");
    JsonObject body =
        new JsonObject()
            .put("Response", failure("UnavailableDevice", words))
            .put("POIStatus", status.put("CommunicationOKFlag", false));
    return message(NexoMessage.RESPONSE, request.answered(), "DiagnosisResponse", body);
  }

  /** The answer to an inquiry: what {@code payment}'s till was or would have been told. */
  static byte[] status(Header request, NexoPayment payment, byte[] answer) {
    JsonObject told = new JsonObject(new String(answer, StandardCharsets.UTF_8));
    JsonObject container = told.getJsonObject(NexoMessage.RESPONSE);
    String name = payment.ask.category() + "Response";
    JsonObject repeated =
        new JsonObject()
            .put("MessageHeader", container.getJsonObject("MessageHeader"))
            .put(
                "RepeatedResponseMessageBody",
                new JsonObject().put(name, container.getJsonObject(name)));
    JsonObject body =
        new JsonObject()
            .put("Response", new JsonObject().put("Result", "Success"))
            .put(
                "MessageReference",
                reference(payment.ask.category(), payment.key).put("POIID", payment.poiId()))
            .put("RepeatedMessageResponse", repeated);
    return message(NexoMessage.RESPONSE, request.answered(), "TransactionStatusResponse", body);
  }

  /** What the terminal turned down before it looked at it. */
  static byte[] reject(Header request, String words, long epochMillis) {
    Header event =
        new Header(
            "Event",
            "Event",
            "Notification",
            request.serviceId(),
            null,
            request.saleId(),
            request.poiId(),
            VERSION);
    return message(
        NexoMessage.REQUEST,
        event,
        "EventNotification",
        new JsonObject()
            .put("TimeStamp", time(epochMillis))
            .put("EventToNotify", "Reject")
            .put("EventDetails", words));
  }

  /** A body that a terminal wrote, as the answer to the request that asked for it. */
  static byte[] answer(Header request, String body, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 256);
    out.writeBytes(
        ("{\""
                + NexoMessage.RESPONSE
                + "\":{\"MessageHeader\":"
                + request.answered().json().encode())
            .getBytes(StandardCharsets.UTF_8));
    out.writeBytes((",\"" + body + "\":").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(content);
    out.writeBytes("}}".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }
}
