package io.tillgate.gateway.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import java.util.function.Supplier;

/**
 * The address that a person opens: central's page, from whichever central node lives, and beside it
 * {@code /demo/lines}, through which the page cuts and heals a store's line.
 */
final class DemoPage {
  private static final int BODY_LIMIT_BYTES = 1024;
  private static final int CONNECT_TIMEOUT_MILLIS = 1000;

  private final HttpServer server;

  /**
   * @param centralPort the port of a central node that answers, asked for every request
   */
  DemoPage(Vertx vertx, Lines lines, Supplier<Integer> centralPort) {
    HttpClient client =
        vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
    HttpProxy central =
        HttpProxy.reverseProxy(client)
            .origin(
                OriginRequestProvider.selector(
                    request ->
                        Future.succeededFuture(
                            SocketAddress.inetSocketAddress(centralPort.get(), "127.0.0.1"))));
    Router router = Router.router(vertx);
    router.get("/demo/lines").handler(request -> request.json(list(lines)));
    router
        .put("/demo/lines/:store")
        .handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT_BYTES))
        .handler(request -> set(request, lines));
    router.route().handler(request -> central.handle(request.request()));
    server = vertx.createHttpServer().requestHandler(router);
  }

  Future<Integer> listen(int port) {
    return server.listen(port, "127.0.0.1").map(HttpServer::actualPort);
  }

  private static JsonArray list(Lines lines) {
    JsonArray all = new JsonArray();
    for (String store : lines.stores()) {
      all.add(new JsonObject().put("store", store).put("up", lines.isUp(store)));
    }
    return all;
  }

  private static void set(RoutingContext request, Lines lines) {
    String store = request.pathParam("store");
    if (!lines.stores().contains(store)) {
      refuse(request, 404, "There is no store " + store + " here.");
      return;
    }
    try {
      Boolean up = request.body().asJsonObject().getBoolean("up");
      lines.set(store, up);
      request.response().setStatusCode(204).end();
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      refuse(request, 400, "Send {\"up\": true} or {\"up\": false}.");
    }
  }

  private static void refuse(RoutingContext request, int status, String reason) {
    request.response().setStatusCode(status).putHeader("content-type", "text/plain");
    request.response().end(reason + "\n");
  }
}
