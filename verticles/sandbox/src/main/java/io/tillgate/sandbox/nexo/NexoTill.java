package io.tillgate.sandbox.nexo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A till that speaks nexo. May be asked by any thread. */
public final class NexoTill {
  /**
   * @param status of HTTP
   * @param body null where there was none, or no JSON
   * @param text as it came
   */
  public record Reply(int status, JsonObject body, String text) {
    /** The part of that name within the answer. */
    public JsonObject part(String name) {
      return body.getJsonObject("SaleToPOIResponse").getJsonObject(name);
    }

    /** Result, or the ErrorCondition where there is one. */
    public String result(String name) {
      JsonObject response = part(name).getJsonObject("Response");
      return response.getString("ErrorCondition", response.getString("Result"));
    }
  }

  private final WebClient client;
  private final String url;
  private final String saleId;
  private final String poiId;

  /**
   * @param url of the gateway, or of a terminal itself
   * @param options TLS among them
   */
  public NexoTill(Vertx vertx, WebClientOptions options, String url, String saleId, String poiId) {
    this.client = WebClient.create(vertx, options);
    this.url = url;
    this.saleId = saleId;
    this.poiId = poiId;
  }

  public void close() {
    client.close();
  }

  /** Sends any bytes. */
  public Future<Reply> post(Buffer body) {
    return client
        .requestAbs(HttpMethod.POST, url)
        .putHeader("content-type", "application/json")
        .sendBuffer(body)
        .map(
            answer -> {
              String text = answer.bodyAsString();
              boolean isJson = text != null && text.startsWith("{");
              return new Reply(
                  answer.statusCode(), isJson ? answer.bodyAsJsonObject() : null, text);
            });
  }

  public Future<Reply> send(JsonObject message) {
    return post(message.toBuffer());
  }

  public JsonObject message(String category, String serviceId, JsonObject body) {
    JsonObject header =
        new JsonObject()
            .put("ProtocolVersion", "3.0")
            .put("MessageClass", "Service")
            .put("MessageCategory", category)
            .put("MessageType", "Request")
            .put("ServiceID", serviceId)
            .put("SaleID", saleId)
            .put("POIID", poiId);
    return new JsonObject()
        .put(
            "SaleToPOIRequest",
            new JsonObject().put("MessageHeader", header).put(category + "Request", body));
  }

  private static JsonObject transaction(String id) {
    String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return new JsonObject().put("TransactionID", id).put("TimeStamp", now);
  }

  /**
   * @param type for example Normal or Refund
   */
  public JsonObject payment(String serviceId, String amount, String currency, String type) {
    JsonObject amounts =
        new JsonObject().put("Currency", currency).put("RequestedAmount", new BigDecimal(amount));
    return message(
        "Payment",
        serviceId,
        new JsonObject()
            .put(
                "SaleData",
                new JsonObject().put("SaleTransactionID", transaction("sale-" + serviceId)))
            .put("PaymentTransaction", new JsonObject().put("AmountsReq", amounts))
            .put("PaymentData", new JsonObject().put("PaymentType", type)));
  }

  public Future<Reply> pay(String serviceId, String amount) {
    return send(payment(serviceId, amount, "EUR", "Normal"));
  }

  /**
   * @param amount null: all of it
   */
  public Future<Reply> reverse(String serviceId, String transactionId, String amount) {
    JsonObject original = new JsonObject().put("POITransactionID", transaction(transactionId));
    JsonObject body =
        new JsonObject()
            .put("OriginalPOITransaction", original)
            .put("ReversalReason", "MerchantCancel");
    if (amount != null) body.put("ReversedAmount", new BigDecimal(amount));
    return send(message("Reversal", serviceId, body));
  }

  private JsonObject reference(String category, String about) {
    return new JsonObject()
        .put("MessageCategory", category)
        .put("SaleID", saleId)
        .put("ServiceID", about);
  }

  public Future<Reply> ask(String serviceId, String about) {
    return send(
        message(
            "TransactionStatus",
            serviceId,
            new JsonObject().put("MessageReference", reference("Payment", about))));
  }

  public Future<Reply> abort(String serviceId, String about) {
    return send(
        message(
            "Abort",
            serviceId,
            new JsonObject()
                .put("MessageReference", reference("Payment", about))
                .put("AbortReason", "MerchantAbort")));
  }

  public Future<Reply> diagnose(String serviceId) {
    return send(message("Diagnosis", serviceId, new JsonObject().put("HostDiagnosisFlag", false)));
  }
}
