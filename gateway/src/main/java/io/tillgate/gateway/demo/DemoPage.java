package io.tillgate.gateway.demo;

import io.tillgate.gateway.demo.Premises.NodePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import java.util.List;
import java.util.function.Supplier;

/**
 * The address that a person opens: central's page, from whichever central node lives, and beside it
 * {@code /demo/lines}, through which the page cuts and heals a store's line, and {@code
 * /demo/processes}, which names the processes for those who want to kill one.
 */
final class DemoPage {
  private static final int BODY_LIMIT_BYTES = 1024;
  private static final int CONNECT_TIMEOUT_MILLIS = 1000;

  /** To one node; every open page holds one for as long as it is open. */
  private static final int CONNECTIONS = 64;

  private final HttpServer server;

  /**
   * @param running asked on the event loop; does not block
   */
  DemoPage(Vertx vertx, Lines lines, List<NodePorts> nodes, Supplier<List<Running>> running) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    LivingNode living = new LivingNode(vertx, nodes);
    HttpProxy central =
        HttpProxy.reverseProxy(client)
            .origin(OriginRequestProvider.selector(request -> living.page()));
    Router router = Router.router(vertx);
    router.get("/demo/processes").handler(request -> request.json(list(running.get())));
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

  private static JsonArray list(List<Running> processes) {
    return new JsonArray(processes.stream().map(Running::json).toList());
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
