package io.tillgate.sandbox.shop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * HTTP on loopback, by which another process reads the shop's totals and closes it for the day.
 *
 * <ul>
 *   <li>{@code GET /totals}: {@link Shop#totals}
 *   <li>{@code POST /drain}: 202 at once; {@code state} in the totals says when it is balanced
 *   <li>{@code GET /health/live}, {@code GET /health/ready}
 * </ul>
 */
final class ShopControl {
  private final Shop shop;
  private final HttpServer server;

  ShopControl(Vertx vertx, Shop shop) {
    this.shop = shop;
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
    switch (request.method().name() + " " + request.path()) {
      case "GET /totals" -> shop.totals().onSuccess(totals -> send(request, 200, totals));
      case "POST /drain" -> {
        shop.drain();
        shop.totals().onSuccess(totals -> send(request, 202, totals));
      }
      case "GET /health/live", "GET /health/ready" ->
          send(request, 200, new JsonObject().put("status", "UP"));
      default -> send(request, 404, new JsonObject().put("message", "no such address"));
    }
  }

  private static void send(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(body.toBuffer());
  }
}
