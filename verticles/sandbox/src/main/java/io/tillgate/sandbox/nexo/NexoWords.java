package io.tillgate.sandbox.nexo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/** What a sandbox terminal says; every answer follows the vendor's definition. One context. */
final class NexoWords {
  private static final int DECIMALS = 2;
  private static final String VISA = "4111111111111111";

  private final NexoBooks books;
  private final Supplier<NexoFaults> faults;

  NexoWords(NexoBooks books, Supplier<NexoFaults> faults) {
    this.books = books;
    this.faults = faults;
  }

  private static JsonObject response(JsonObject header, String name, JsonObject body) {
    JsonObject container =
        new JsonObject()
            .put("MessageHeader", header.copy().put("MessageType", "Response"))
            .put(name, body);
    return new JsonObject().put("SaleToPOIResponse", container);
  }

  private static JsonObject success() {
    return new JsonObject().put("Result", "Success");
  }

  private static JsonObject failure(String condition) {
    return new JsonObject()
        .put("Result", "Failure")
        .put("ErrorCondition", condition)
        .put("AdditionalResponse", "message=" + condition);
  }

  private static JsonObject transaction(String id) {
    String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    return new JsonObject().put("TransactionID", id).put("TimeStamp", now);
  }

  private static JsonObject poi(String id) {
    return new JsonObject().put("POITransactionID", transaction(id));
  }

  JsonObject reject(JsonObject header, String why) {
    JsonObject event =
        new JsonObject()
            .put("TimeStamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("EventToNotify", "Reject")
            .put("EventDetails", why);
    JsonObject of =
        header
            .copy()
            .put("MessageClass", "Event")
            .put("MessageCategory", "Event")
            .put("MessageType", "Notification");
    return new JsonObject()
        .put(
            "SaleToPOIRequest",
            new JsonObject().put("MessageHeader", of).put("EventNotification", event));
  }

  JsonObject busy(JsonObject header, JsonObject container) {
    if (header.getString("MessageCategory").equals("Reversal")) {
      return response(
          header, "ReversalResponse", new JsonObject().put("Response", failure("Busy")));
    }
    return response(header, "PaymentResponse", payment(container, failure("Busy"), "none"));
  }

  private static JsonObject payment(JsonObject container, JsonObject response, String id) {
    return new JsonObject()
        .put("Response", response)
        .put("SaleData", container.getJsonObject("PaymentRequest").getJsonObject("SaleData"))
        .put("POIData", poi(id));
  }

  JsonObject pay(JsonObject header, JsonObject container, boolean isAborted) {
    NexoFaults now = faults.get();
    String id = books.nextTransaction();
    String refused = isAborted ? "Aborted" : now.refuse();
    if (refused != null) {
      return response(header, "PaymentResponse", payment(container, failure(refused), id));
    }
    JsonObject request = container.getJsonObject("PaymentRequest");
    JsonObject amounts = request.getJsonObject("PaymentTransaction").getJsonObject("AmountsReq");
    String currency = now.currency() == null ? amounts.getString("Currency") : now.currency();
    long asked =
        new BigDecimal(amounts.getValue("RequestedAmount").toString())
            .movePointRight(DECIMALS)
            .longValueExact();
    long minor = asked * now.partialPerMille() / 1_000 + now.tipMinor();
    String type = request.getJsonObject("PaymentData", new JsonObject()).getString("PaymentType");
    if ("Refund".equals(type)) books.refund(currency, minor);
    else books.charge(id, currency, minor);
    String result = now.partialPerMille() < 1_000 ? "Partial" : "Success";
    JsonObject body = payment(container, new JsonObject().put("Result", result), id);
    body.getJsonObject("Response").put("AdditionalResponse", additional(now));
    return response(
        header, "PaymentResponse", body.put("PaymentResult", paid(id, currency, minor)));
  }

  private static String additional(NexoFaults now) {
    String usual =
        "cardBin=411111&cardSummary=1111&recurring.recurringDetailReference=M5N7TQ4TG5PFWR50";
    return now.leakPan() ? usual + "&note=" + VISA : usual;
  }

  private JsonObject paid(String id, String currency, long minor) {
    NexoFaults now = faults.get();
    JsonObject said =
        new JsonObject()
            .put("Currency", currency)
            .put("AuthorizedAmount", BigDecimal.valueOf(minor, DECIMALS));
    if (now.tipMinor() > 0) said.put("TipAmount", BigDecimal.valueOf(now.tipMinor(), DECIMALS));
    JsonObject card =
        new JsonObject()
            .put("PaymentBrand", "visa")
            .put("MaskedPan", "411111 **** 1111")
            .put("PaymentAccountRef", "V0010000000000000000000000001")
            .put("EntryMode", new JsonArray().add("Contactless"));
    if (now.leakPan()) {
      card.put("SensitiveCardData", new JsonObject().put("PAN", Long.parseLong(VISA)));
    }
    JsonObject acquirer =
        new JsonObject()
            .put("MerchantID", "SandboxMerchant")
            .put("AcquirerPOIID", "P400-1")
            .put("ApprovalCode", "123456")
            .put("AcquirerTransactionID", transaction(id.substring(id.indexOf('.') + 1)));
    return new JsonObject()
        .put("PaymentType", "Normal")
        .put("OnlineFlag", !now.offline())
        .put(
            "PaymentInstrumentData",
            new JsonObject().put("PaymentInstrumentType", "Card").put("CardData", card))
        .put("AmountsResp", said)
        .put("PaymentAcquirerData", acquirer);
  }

  JsonObject reverse(JsonObject header, JsonObject container) {
    JsonObject request = container.getJsonObject("ReversalRequest");
    JsonObject original = request.getJsonObject("OriginalPOITransaction");
    Object amount = request.getValue("ReversedAmount");
    String refused = faults.get().refuseReversals();
    long minor =
        refused != null
            ? -1
            : books.giveBack(
                original.getJsonObject("POITransactionID").getString("TransactionID"),
                amount == null ? null : new BigDecimal(amount.toString()));
    JsonObject body =
        new JsonObject()
            .put(
                "Response", minor < 0 ? failure(refused == null ? "NotFound" : refused) : success())
            .put("POIData", poi(books.nextTransaction()))
            .put("OriginalPOITransaction", original);
    if (amount != null) body.put("ReversedAmount", amount);
    return response(header, "ReversalResponse", body);
  }

  /**
   * @param current what the terminal is at, or null
   */
  JsonObject status(JsonObject header, JsonObject container, String current) {
    JsonObject reference =
        container
            .getJsonObject("TransactionStatusRequest", new JsonObject())
            .getJsonObject("MessageReference", new JsonObject());
    String saleId = reference.getString("SaleID", header.getString("SaleID"));
    String key = NexoBooks.key(saleId, reference.getString("ServiceID"));
    JsonObject known = books.answer(key);
    JsonObject body = new JsonObject();
    if (key.equals(current)) {
      body.put("Response", failure("InProgress"));
    } else if (known == null) {
      body.put("Response", failure("NotFound"));
    } else {
      JsonObject told = known.copy();
      JsonObject of = (JsonObject) told.remove("MessageHeader");
      body.put("Response", success())
          .put("MessageReference", reference)
          .put(
              "RepeatedMessageResponse",
              new JsonObject().put("MessageHeader", of).put("RepeatedResponseMessageBody", told));
    }
    return response(header, "TransactionStatusResponse", body);
  }

  /** What needs no customer. */
  JsonObject other(JsonObject header, JsonObject container, boolean isBusy) {
    String category = header.getString("MessageCategory", "");
    JsonObject body = new JsonObject().put("Response", success());
    switch (category) {
      case "Diagnosis" ->
          body.put(
              "POIStatus",
              new JsonObject()
                  .put("GlobalStatus", isBusy ? "Busy" : "OK")
                  .put("CommunicationOKFlag", !faults.get().offline()));
      case "Print" ->
          body.put(
              "DocumentQualifier",
              container
                  .getJsonObject("PrintRequest")
                  .getJsonObject("PrintOutput")
                  .getValue("DocumentQualifier"));
      case "Display" -> body = new JsonObject().put("OutputResult", output(container));
      case "Login", "Logout", "EnableService" -> {}
      default -> body.put("Response", failure("UnavailableService"));
    }
    return response(header, category + "Response", body);
  }

  private static JsonArray output(JsonObject container) {
    JsonArray results = new JsonArray();
    for (Object each : container.getJsonObject("DisplayRequest").getJsonArray("DisplayOutput")) {
      JsonObject output = (JsonObject) each;
      results.add(
          new JsonObject()
              .put("Device", output.getValue("Device"))
              .put("InfoQualify", output.getValue("InfoQualify"))
              .put("Response", success()));
    }
    return results;
  }
}
