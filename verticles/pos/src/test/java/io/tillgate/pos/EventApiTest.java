package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Record;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.feed.EventType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventApiTest {
  @TempDir Path directory;
  private Edge edge;

  @BeforeEach
  void start() throws Exception {
    edge = new Edge(directory);
  }

  @AfterEach
  void stop() throws Exception {
    edge.close();
  }

  @Test
  void aSaleIsAnsweredWithItsPlaceInTheJournal() throws Exception {
    JsonObject sale = Till.sale();
    HttpResponse<String> answer = edge.post("/v1/sales", sale.encode());

    assertEquals(201, answer.statusCode(), answer.body());
    JsonObject receipt = new JsonObject(answer.body());
    assertEquals(sale.getString("id"), receipt.getString("id"));
    assertEquals("2026-03-01T10:15:30.25+01:00", receipt.getString("occurredAt"));

    Record record = edge.records().get(receipt.getLong("offset").intValue());
    assertEquals(EventType.SALE.code(), record.type());
    assertEquals(sale.getString("id"), new String(record.key(), StandardCharsets.US_ASCII));
    Sale stored = RetailJson.read(record.payload(), Sale.class);
    assertEquals("0017", stored.lines().get(1).sku());
    assertEquals(1110, stored.total().minor());
  }

  @Test
  void refundsAndStockMovementsHaveTypesOfTheirOwn() throws Exception {
    assertEquals(201, edge.post("/v1/refunds", Till.refund().encode()).statusCode());
    assertEquals(201, edge.post("/v1/stock-movements", Till.loss().encode()).statusCode());
    assertEquals(
        List.of(EventType.REFUND.code(), EventType.STOCK_MOVEMENT.code()),
        edge.records().stream().map(Record::type).toList());
  }

  @Test
  void aRepeatGetsTheFirstAnswerAndNoSecondRecord() throws Exception {
    JsonObject sale = Till.sale();
    HttpResponse<String> first = edge.post("/v1/sales", sale.encode());
    HttpResponse<String> repeat = edge.post("/v1/sales", sale.encode());

    assertEquals(first.statusCode(), repeat.statusCode());
    assertEquals(first.body(), repeat.body());
    assertFalse(first.headers().firstValue("idempotent-replay").isPresent());
    assertEquals("true", repeat.headers().firstValue("idempotent-replay").orElseThrow());
    assertEquals(1, edge.records().size());
    assertEquals(1, edge.count("tillgate.pos.events.replays"));
  }

  @Test
  void aRepeatMayBeWrittenInAnotherOrderAndWithOtherSpaces() throws Exception {
    JsonObject sale = Till.sale();
    HttpResponse<String> first = edge.post("/v1/sales", sale.encode());
    JsonObject shuffled = new JsonObject();
    List<String> names = new ArrayList<>(sale.fieldNames());
    for (int i = names.size() - 1; i >= 0; i--) {
      shuffled.put(names.get(i), sale.getValue(names.get(i)));
    }
    shuffled.getJsonArray("lines").getJsonObject(1).put("quantity", "0.750");
    shuffled.put("id", sale.getString("id").toUpperCase());
    HttpResponse<String> repeat = edge.post("/v1/sales", shuffled.encodePrettily());

    assertEquals(first.body(), repeat.body());
    assertEquals(1, edge.records().size());
  }

  @Test
  void theSameIdWithOtherContentsIsAConflictAndChangesNothing() throws Exception {
    JsonObject sale = Till.sale();
    edge.post("/v1/sales", sale.encode());
    HttpResponse<String> other = edge.post("/v1/sales", sale.put("till", "till-2").encode());
    assertEquals(409, other.statusCode());
    assertEquals(Problem.MEDIA_TYPE, other.headers().firstValue("content-type").orElseThrow());

    JsonObject refund = Till.refund().put("id", sale.getString("id"));
    assertEquals(409, edge.post("/v1/refunds", refund.encode()).statusCode());
    assertEquals(1, edge.records().size());
    assertEquals(2, edge.count("tillgate.pos.events.conflicts"));
  }

  @Test
  void sixtyFourEqualRequestsAtOnceGiveOneRecordAndOneAnswer() throws Exception {
    String sale = Till.sale().encode();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(
          edge.http.sendAsync(
              edge.request("/v1/sales", sale).build(), HttpResponse.BodyHandlers.ofString()));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();

    assertEquals(1, edge.records().size());
    assertEquals(1, answers.stream().map(each -> each.join().body()).distinct().count());
    assertEquals(
        63,
        answers.stream()
            .filter(each -> each.join().headers().firstValue("idempotent-replay").isPresent())
            .count());
  }

  @Test
  void aBatchIsAnsweredItemByItemInItsOrder() throws Exception {
    JsonObject known = Till.sale();
    edge.post("/v1/sales", known.encode());
    JsonObject fresh = Till.sale();
    JsonObject bent = Till.sale();
    bent.getJsonObject("totals").put("totalMinor", 1111);
    JsonObject batch =
        Till.batch(
            "sale", fresh,
            "sale", bent,
            "refund", Till.refund(),
            "sale", known,
            "sale", known.copy().put("till", "other"),
            "sale", fresh,
            "stock-movement", Till.loss());
    HttpResponse<String> answer = edge.post("/v1/batches", batch.encode());

    assertEquals(200, answer.statusCode(), answer.body());
    JsonArray results = new JsonObject(answer.body()).getJsonArray("results");
    List<Integer> statuses =
        results.stream().map(each -> ((JsonObject) each).getInteger("status")).toList();
    assertEquals(List.of(201, 422, 201, 201, 409, 201, 201), statuses);
    assertTrue(results.getJsonObject(3).getBoolean("replay"));
    assertTrue(results.getJsonObject(5).getBoolean("replay"));
    assertEquals(
        results.getJsonObject(0).getLong("offset"), results.getJsonObject(5).getLong("offset"));
    String pointer =
        results
            .getJsonObject(1)
            .getJsonObject("problem")
            .getJsonArray("errors")
            .getJsonObject(0)
            .getString("pointer");
    assertTrue(pointer.startsWith("/events/1/event/"), pointer);
    assertEquals(4, edge.records().size());
  }

  @Test
  void offsetsOfABatchAreThoseOfTheJournal() throws Exception {
    edge.post("/v1/sales", Till.sale().encode());
    JsonObject batch =
        Till.batch("sale", Till.sale(), "refund", Till.refund(), "sale", Till.sale());
    JsonArray results =
        new JsonObject(edge.post("/v1/batches", batch.encode()).body()).getJsonArray("results");
    List<Record> records = edge.records();
    for (int i = 0; i < 3; i++) {
      JsonObject result = results.getJsonObject(i);
      Record record = records.get(result.getLong("offset").intValue());
      assertEquals(
          result.getString("id"), new String(record.key(), StandardCharsets.US_ASCII), "item " + i);
    }
  }

  @Test
  void theSchemasAreListedAndServed() throws Exception {
    JsonObject list = new JsonObject(edge.get("/v1/schemas").body());
    for (Object path : list.getJsonArray("schemas")) {
      HttpResponse<String> schema = edge.get((String) path);
      assertEquals(200, schema.statusCode());
      assertTrue(new JsonObject(schema.body()).containsKey("version"), (String) path);
    }
    assertEquals(404, edge.get("/v1/schemas/nothing.json").statusCode());
    assertEquals(404, edge.get("/v1/schemas/..%2Fsale.json").statusCode());
  }

  @Test
  void unknownPathsMethodsAndMediaTypesSayWhatWouldBeRight() throws Exception {
    assertEquals(404, edge.get("/v1/nothing").statusCode());
    assertEquals(404, edge.get("/elsewhere").statusCode());
    HttpResponse<String> wrongMethod = edge.get("/v1/sales");
    assertEquals(405, wrongMethod.statusCode());
    assertEquals("POST", wrongMethod.headers().firstValue("allow").orElseThrow());
    for (String type : new String[] {"text/xml", "application/json; charset=latin1", "json"}) {
      HttpRequest request =
          HttpRequest.newBuilder(edge.uri("/v1/sales"))
              .header("content-type", type)
              .POST(BodyPublishers.ofString(Till.sale().encode()))
              .build();
      assertEquals(415, edge.send(request).statusCode(), type);
    }
    HttpRequest compressed =
        edge.request("/v1/sales", Till.sale().encode()).header("content-encoding", "gzip").build();
    assertEquals(415, edge.send(compressed).statusCode());
    assertEquals(0, edge.records().size());
  }
}
