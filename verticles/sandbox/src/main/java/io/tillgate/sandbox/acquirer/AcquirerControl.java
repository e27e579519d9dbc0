package io.tillgate.sandbox.acquirer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * HTTP on loopback, by which another process reads the acquirer's totals and orders faults.
 *
 * <ul>
 *   <li>{@code GET /totals?terminal=PREFIX}: {@link Acquirer#totals}
 *   <li>{@code GET /activity}: {@link Acquirer#activity}
 *   <li>{@code GET /transactions}: the last hundred
 *   <li>{@code GET /faults}, {@code PUT /faults}: {@link Faults} as JSON; what is left out stays
 *   <li>{@code POST /disconnect}: {@link Acquirer#disconnectAll}
 *   <li>{@code GET /health/live}, {@code GET /health/ready}
 * </ul>
 */
final class AcquirerControl {
  private static final int LATEST = 100;

  private final Acquirer acquirer;
  private final HttpServer server;

  AcquirerControl(Vertx vertx, Acquirer acquirer) {
    this.acquirer = acquirer;
    this.server = vertx.createHttpServer().requestHandler(this::serve);
  }

  Future<Void> listen(int port) {
    return server.listen(port, "127.0.0.1").mapEmpty();
  }

  int port() {
    return server.actualPort();
  }

  Future<Void> close() {
    return server.close();
  }

  private void serve(HttpServerRequest request) {
    String asked = request.method().name() + " " + request.path();
    switch (asked) {
      case "GET /totals" -> {
        String prefix = request.getParam("terminal", "");
        answer(request, acquirer.totals(prefix));
      }
      case "GET /activity" -> answer(request, acquirer.activity());
      case "GET /transactions" ->
          answer(request, acquirer.latest(LATEST).map(all -> new JsonObject().put("latest", all)));
      case "GET /faults" -> answer(request, acquirer.faults().map(Faults::json));
      case "PUT /faults" ->
          answer(request, request.body().compose(body -> change(body.toString())));
      case "POST /disconnect" -> answer(request, acquirer.disconnectAll().map(new JsonObject()));
      case "GET /health/live" -> answer(request, Future.succeededFuture(up(true)));
      case "GET /health/ready" ->
          acquirer
              .activity()
              .onSuccess(
                  activity -> {
                    boolean ready = !activity.getBoolean("broken");
                    send(request, ready ? 200 : 503, up(ready));
                  });
      default -> send(request, 404, message("no such address"));
    }
  }

  private Future<JsonObject> change(String body) {
    return acquirer
        .faults()
        .map(now -> now.changedBy(new JsonObject(body)))
        .compose(wanted -> acquirer.faults(wanted).map(wanted.json()));
  }

  private static void answer(HttpServerRequest request, Future<JsonObject> answer) {
    answer
        .onSuccess(body -> send(request, 200, body))
        .onFailure(wrong -> send(request, 400, message(String.valueOf(wrong.getMessage()))));
  }

  private static JsonObject up(boolean is) {
    return new JsonObject().put("status", is ? "UP" : "DOWN");
  }

  private static JsonObject message(String text) {
    return new JsonObject().put("message", text);
  }

  private static void send(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }
}
