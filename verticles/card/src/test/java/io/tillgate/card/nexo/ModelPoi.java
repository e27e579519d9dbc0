package io.tillgate.card.nexo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A terminal in simulated time that keeps books: what it charged, what it reversed. It answers
 * every ServiceID once and knows afterwards what it answered.
 */
final class ModelPoi {
  static final String NAME = "P400-1";

  private final NexoWorld world;
  final Map<String, JsonObject> answers = new HashMap<>();
  final Map<String, Long> charged = new HashMap<>();
  final Map<String, Long> undone = new HashMap<>();
  private String current;
  private boolean isAborted;
  private int transactions;

  ModelPoi(NexoWorld world) {
    this.world = world;
  }

  private static String key(JsonObject header) {
    return header.getString("SaleID") + "/" + header.getString("ServiceID");
  }

  /** Takes a request; its answer is given later, or never where the customer walks away. */
  void take(byte[] bytes, Consumer<JsonObject> reply) {
    JsonObject request =
        new JsonObject(new String(bytes, StandardCharsets.UTF_8)).getJsonObject("SaleToPOIRequest");
    JsonObject header = request.getJsonObject("MessageHeader");
    switch (header.getString("MessageCategory")) {
      case "Payment" -> pay(header, request.getJsonObject("PaymentRequest"), reply);
      case "Reversal" -> reverse(header, request.getJsonObject("ReversalRequest"), reply);
      case "TransactionStatus" ->
          status(header, request.getJsonObject("TransactionStatusRequest"), reply);
      case "Abort" -> {
        isAborted = current != null;
        reply.accept(null);
      }
      default -> throw new AssertionError(header.encode());
    }
  }

  private void pay(JsonObject header, JsonObject request, Consumer<JsonObject> reply) {
    String key = key(header);
    if (answers.containsKey(key) || key.equals(current)) {
      throw new AssertionError("the gateway sent " + key + " twice");
    }
    if (current != null) {
      reply.accept(message(header, payment(request, failure("Busy"), null, "busy")));
      return;
    }
    current = key;
    isAborted = false;
    customer(header, request, reply, world.random.nextInt(6));
  }

  private void customer(
      JsonObject header, JsonObject request, Consumer<JsonObject> reply, int patience) {
    world.after(
        1 + world.random.nextInt(4_000),
        () -> {
          if (patience > 0 && !isAborted && world.random.nextInt(3) == 0) {
            customer(header, request, reply, patience - 1);
            return;
          }
          JsonObject amounts =
              request.getJsonObject("PaymentTransaction").getJsonObject("AmountsReq");
          boolean declines = isAborted || world.random.nextInt(5) == 0;
          String id = "T" + transactions++ + ".X";
          JsonObject answer =
              declines
                  ? payment(request, failure(isAborted ? "Aborted" : "Refusal"), null, id)
                  : payment(request, new JsonObject().put("Result", "Success"), amounts, id);
          if (!declines) {
            charged.put(id, amounts.getLong("RequestedAmount") * 100);
          }
          current = null;
          answers.put(key(header), message(header, answer));
          reply.accept(answers.get(key(header)));
        });
  }

  private static JsonObject failure(String condition) {
    return new JsonObject().put("Result", "Failure").put("ErrorCondition", condition);
  }

  private static JsonObject payment(
      JsonObject request, JsonObject response, JsonObject amounts, String id) {
    JsonObject body =
        new JsonObject()
            .put("Response", response)
            .put("SaleData", request.getJsonObject("SaleData"))
            .put("POIData", new JsonObject().put("POITransactionID", transaction(id)));
    if (amounts == null) return new JsonObject().put("PaymentResponse", body);
    JsonObject said =
        new JsonObject()
            .put("Currency", amounts.getString("Currency"))
            .put("AuthorizedAmount", amounts.getValue("RequestedAmount"));
    body.put("PaymentResult", new JsonObject().put("AmountsResp", said));
    return new JsonObject().put("PaymentResponse", body);
  }

  private static JsonObject transaction(String id) {
    return new JsonObject().put("TransactionID", id).put("TimeStamp", "2026-01-01T00:00:00.000Z");
  }

  private void reverse(JsonObject header, JsonObject request, Consumer<JsonObject> reply) {
    String key = key(header);
    if (answers.containsKey(key)) throw new AssertionError("the gateway sent " + key + " twice");
    String id =
        request
            .getJsonObject("OriginalPOITransaction")
            .getJsonObject("POITransactionID")
            .getString("TransactionID");
    boolean works = world.random.nextInt(4) > 0 && charged.containsKey(id);
    if (works && undone.put(id, charged.get(id)) != null) {
      throw new AssertionError(id + " is reversed twice");
    }
    JsonObject response =
        works ? new JsonObject().put("Result", "Success") : failure("UnreachableHost");
    answers.put(
        key,
        message(
            header,
            new JsonObject().put("ReversalResponse", new JsonObject().put("Response", response))));
    world.after(1 + world.random.nextInt(500), () -> reply.accept(answers.get(key)));
  }

  private void status(JsonObject header, JsonObject request, Consumer<JsonObject> reply) {
    JsonObject reference = request.getJsonObject("MessageReference");
    String key = key(reference);
    JsonObject known = answers.get(key);
    JsonObject body = new JsonObject();
    if (key.equals(current)) {
      body.put("Response", failure("InProgress"));
    } else if (known == null) {
      body.put("Response", failure("NotFound"));
    } else {
      JsonObject told = known.getJsonObject("SaleToPOIResponse").copy();
      JsonObject of = (JsonObject) told.remove("MessageHeader");
      body.put("Response", new JsonObject().put("Result", "Success"))
          .put(
              "RepeatedMessageResponse",
              new JsonObject().put("MessageHeader", of).put("RepeatedResponseMessageBody", told));
    }
    reply.accept(message(header, new JsonObject().put("TransactionStatusResponse", body)));
  }

  private static JsonObject message(JsonObject header, JsonObject body) {
    JsonObject container = new JsonObject();
    container.put("MessageHeader", header.copy().put("MessageType", "Response"));
    body.forEach(each -> container.put(each.getKey(), each.getValue()));
    return new JsonObject().put("SaleToPOIResponse", container);
  }

  long standing() {
    long sum = 0;
    for (Map.Entry<String, Long> each : charged.entrySet()) {
      if (!undone.containsKey(each.getKey())) sum += each.getValue();
    }
    return sum;
  }

  /** Empty where nothing was charged that nobody knows of. */
  JsonArray stillCharged() {
    JsonArray all = new JsonArray();
    charged.keySet().stream().filter(id -> !undone.containsKey(id)).forEach(all::add);
    return all;
  }
}
