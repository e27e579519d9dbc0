package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Entry;
import io.tillgate.journal.Journal;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
  @TempDir Path directory;

  @Test
  void afterARestartARepeatStillGetsTheFirstAnswer() throws Exception {
    String sale = Till.sale().encode();
    String refund = Till.refund().encode();
    Edge before = new Edge(directory);
    HttpResponse<String> first = before.post("/v1/sales", sale);
    HttpResponse<String> second = before.post("/v1/refunds", refund);
    before.close();

    Edge after = new Edge(directory);
    HttpResponse<String> repeat = after.post("/v1/sales", sale);
    assertEquals(first.statusCode(), repeat.statusCode());
    assertEquals(first.body(), repeat.body());
    assertEquals(second.body(), after.post("/v1/refunds", refund).body());
    JsonObject other = new JsonObject(sale).put("till", "till-2");
    assertEquals(409, after.post("/v1/sales", other.encode()).statusCode());
    assertEquals(2, after.records().size());
    after.close();
  }

  @Test
  void diedBetweenAppendAndAnswerTheRepeatGetsWhatWouldHaveBeenTheFirstAnswer() throws Exception {
    JsonObject sale = Till.sale();
    Door door = new Door(Edge.STORE, 16, 500, new LuhnGuard());
    byte[] body = sale.encode().getBytes(StandardCharsets.UTF_8);
    Door.Admitted admitted = (Door.Admitted) door.admit(EventKind.SALE, body);
    try (Journal journal = Edge.openJournal(directory)) {
      int type = admitted.event().type().code();
      journal.append(new Entry(type, admitted.key(), admitted.payload())).get(10, TimeUnit.SECONDS);
    }
    Edge edge = new Edge(directory);
    HttpResponse<String> answer = edge.post("/v1/sales", sale.encode());
    assertEquals(201, answer.statusCode());
    assertEquals(0, new JsonObject(answer.body()).getLong("offset"));
    assertEquals("true", answer.headers().firstValue("idempotent-replay").orElseThrow());
    assertEquals(1, edge.records().size());
    edge.close();
  }

  @Test
  void recordsOfOtherRoomsDoNotDisturb() throws Exception {
    try (Journal journal = Edge.openJournal(directory)) {
      byte[] text = "not a till's".getBytes(StandardCharsets.US_ASCII);
      for (int type : new int[] {16, 17, 18, 128, 200}) {
        journal.append(new Entry(type, text, text)).get(10, TimeUnit.SECONDS);
      }
      journal.append(new Entry(1, text, text)).get(10, TimeUnit.SECONDS);
    }
    Edge edge = new Edge(directory);
    HttpResponse<String> answer = edge.post("/v1/sales", Till.sale().encode());
    assertEquals(6, new JsonObject(answer.body()).getLong("offset"));
    edge.close();
  }

  @Test
  void aStopAnswersWhatWasBegun() throws Exception {
    Edge edge = new Edge(directory);
    String sale = Till.sale().encode();
    try (RawTill till = new RawTill(edge.port())) {
      till.write(RawTill.head("/v1/sales", sale.length())).write(sale.substring(0, 50));
      CompletableFuture<HttpResponse<String>> known =
          edge.http.sendAsync(
              edge.request("/v1/sales", Till.sale().encode()).build(), BodyHandlers.ofString());
      assertEquals(201, known.get(10, TimeUnit.SECONDS).statusCode());
      CompletableFuture<Void> stopped =
          CompletableFuture.runAsync(
              () -> {
                try {
                  edge.stop();
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      till.write(sale.substring(50));
      assertEquals(201, till.status());
      stopped.get(20, TimeUnit.SECONDS);
    }
    assertEquals(2, edge.records().size());
    assertTrue(edge.pos.status().reason().contains("stopped"));
    edge.close();
  }

  @Test
  void aClosedJournalRefusesAndSaysSo() throws Exception {
    Edge edge = new Edge(directory);
    edge.journal.close();
    HttpResponse<String> answer = edge.post("/v1/sales", Till.sale().encode());
    assertEquals(503, answer.statusCode());
    assertTrue(answer.headers().firstValue("retry-after").isPresent());
    assertEquals(false, edge.pos.status().taking());
    edge.close();
  }
}
