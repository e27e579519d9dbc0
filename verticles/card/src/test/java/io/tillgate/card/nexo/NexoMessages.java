package io.tillgate.card.nexo;

import io.vertx.core.json.JsonObject;

/** What a till sends. */
final class NexoMessages {
  static final String SALE = "till-1";
  private static final String TIME = "2026-01-01T00:00:00.000Z";

  private NexoMessages() {}

  static JsonObject header(String category, String poiId, String serviceId) {
    return new JsonObject()
        .put("ProtocolVersion", "3.0")
        .put("MessageClass", "Service")
        .put("MessageCategory", category)
        .put("MessageType", "Request")
        .put("ServiceID", serviceId)
        .put("SaleID", SALE)
        .put("POIID", poiId);
  }

  static JsonObject request(String category, String poiId, String serviceId, JsonObject body) {
    return new JsonObject()
        .put(
            "SaleToPOIRequest",
            new JsonObject()
                .put("MessageHeader", header(category, poiId, serviceId))
                .put(category + "Request", body));
  }

  static JsonObject transaction(String id) {
    return new JsonObject().put("TransactionID", id).put("TimeStamp", TIME);
  }

  static JsonObject payment(String poiId, String serviceId, Number amount, String currency) {
    JsonObject amounts = new JsonObject().put("Currency", currency).put("RequestedAmount", amount);
    return request(
        "Payment",
        poiId,
        serviceId,
        new JsonObject()
            .put(
                "SaleData", new JsonObject().put("SaleTransactionID", transaction("s" + serviceId)))
            .put("PaymentTransaction", new JsonObject().put("AmountsReq", amounts)));
  }

  static JsonObject reversal(String poiId, String serviceId, String transactionId, Number amount) {
    JsonObject body =
        new JsonObject()
            .put(
                "OriginalPOITransaction",
                new JsonObject().put("POITransactionID", transaction(transactionId)))
            .put("ReversalReason", "MerchantCancel");
    if (amount != null) body.put("ReversedAmount", amount);
    return request("Reversal", poiId, serviceId, body);
  }

  static JsonObject reference(String serviceId) {
    return new JsonObject()
        .put("MessageCategory", "Payment")
        .put("SaleID", SALE)
        .put("ServiceID", serviceId);
  }

  static JsonObject status(String poiId, String about) {
    return request(
        "TransactionStatus",
        poiId,
        "q" + Integer.toString(about.hashCode() & 0xFFFFFF, 36),
        new JsonObject().put("MessageReference", reference(about)));
  }

  static JsonObject abort(String poiId, String about) {
    return request(
        "Abort",
        poiId,
        "a" + Integer.toString(about.hashCode() & 0xFFFFFF, 36),
        new JsonObject()
            .put("MessageReference", reference(about))
            .put("AbortReason", "MerchantAbort"));
  }
}
