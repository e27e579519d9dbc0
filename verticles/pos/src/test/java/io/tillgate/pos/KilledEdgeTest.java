package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Record;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledEdgeTest {
  private static final int TILLS = 8;
  private static final int ANSWERS_BEFORE_THE_KILL = 200;

  @TempDir Path directory;

  /** Sales that were sent, by body, with the answer where one came. */
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  private final ConcurrentLinkedQueue<String> sent = new ConcurrentLinkedQueue<>();

  @Test
  void killedInTheMiddleOfSellingNothingAnsweredIsLostAndNothingIsThereTwice() throws Exception {
    try (EdgeProcess edge = new EdgeProcess(directory)) {
      CountDownLatch enough = new CountDownLatch(ANSWERS_BEFORE_THE_KILL);
      List<Thread> tills =
          IntStream.range(0, TILLS).mapToObj(i -> sell(edge.port, enough)).toList();
      assertTrue(enough.await(60, TimeUnit.SECONDS), "only " + answers.size() + " answers");
      edge.kill();
      for (Thread till : tills) till.join(60_000);
    }
    assertTrue(sent.size() > answers.size(), "the kill came between the requests");

    Edge edge = new Edge(directory);
    for (String sale : sent) {
      HttpResponse<String> again = edge.post("/v1/sales", sale);
      assertEquals(201, again.statusCode());
      String first = answers.get(sale);
      if (first != null) assertEquals(first, again.body());
    }
    Map<String, Long> recordsById =
        edge.records().stream()
            .collect(Collectors.groupingBy(KilledEdgeTest::key, Collectors.counting()));
    assertEquals(sent.size(), recordsById.size());
    assertTrue(
        recordsById.values().stream().allMatch(count -> count == 1), "a sale is there twice");
    edge.close();
  }

  private Thread sell(int port, CountDownLatch enough) {
    Thread till =
        new Thread(
            () -> {
              HttpClient http = HttpClient.newHttpClient();
              try {
                while (true) {
                  String sale = Till.sale().encode();
                  sent.add(sale);
                  answers.put(sale, post(http, port, sale));
                  enough.countDown();
                }
              } catch (Exception killed) {
                // The answer will never come; this is what the test is about.
              }
            });
    till.start();
    return till;
  }

  private static String post(HttpClient http, int port, String sale) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/sales"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(sale))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    assertEquals(201, answer.statusCode());
    return new JsonObject(answer.body()).encode();
  }

  private static String key(Record record) {
    return new String(record.key(), StandardCharsets.US_ASCII);
  }
}
