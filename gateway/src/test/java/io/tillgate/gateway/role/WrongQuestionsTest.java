package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WrongQuestionsTest {
  private final Vertx vertx = Vertx.vertx();
  private HttpServer server;

  @BeforeEach
  void open() throws Exception {
    Router router = Router.router(vertx);
    WrongQuestions.answerOn(router);
    router.get("/v1/sales").handler(context -> context.end(context.queryParams().toString()));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private void assertAnswer(int status, String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.actualPort())) {
      socket.setSoTimeout(10_000);
      String head = request + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertTrue(answer.contains("content-type: application/problem+json"), answer);
      assertFalse(answer.contains("4111111111111111"), answer);
      JsonObject problem = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      assertEquals(status, problem.getInteger("status"));
      assertFalse(problem.getString("detail").isEmpty());
    }
  }

  @Test
  void anAddressThatNothingAnswersIsAProblemInWords() throws Exception {
    assertAnswer(404, "GET /v1/sails/4111111111111111");
    assertAnswer(405, "POST /v1/sales?card=4111111111111111");
    assertAnswer(400, "GET /v1/sales?store=4111111111111111%zz");
  }
}
