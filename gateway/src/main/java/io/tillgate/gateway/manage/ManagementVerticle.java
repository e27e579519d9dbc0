package io.tillgate.gateway.manage;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * {@code /health/live}: this process answers. {@code /health/ready}: it can do what it is for; 200
 * or 503 with every check. {@code /metrics}: Prometheus text. No sign-in: it listens on loopback
 * unless told otherwise, and tells nothing of customers or cards.
 */
public final class ManagementVerticle extends VerticleBase {
  /** No request here has a body or a long line. */
  private static final int MAX_LINE_BYTES = 2_048;

  private static final int IDLE_SECONDS = 30;

  /**
   * A scraper and a few people; more are closed, so that they do not use up the process's files.
   */
  static final int MAX_CONNECTIONS = 64;

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final ManagementSettings settings;
  private final Readiness readiness;
  private final PrometheusMeterRegistry registry;
  private Router router;
  private HttpServer server;
  private int connections;

  public ManagementVerticle(
      ManagementSettings settings, Readiness readiness, PrometheusMeterRegistry registry) {
    this.settings = settings;
    this.readiness = readiness;
    this.registry = registry;
  }

  @Override
  public Future<?> start() {
    router = Router.router(vertx);
    router.get("/health/live").handler(this::live);
    router.get("/health/ready").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setHttp2ClearTextEnabled(false) // else a connection is known by its first bytes only
            .setIdleTimeout(IDLE_SECONDS);
    server = vertx.createHttpServer(options).connectionHandler(this::admit).requestHandler(router);
    return server.listen();
  }

  /** Serves more, which is known only when the rest of the process stands. Any thread. */
  public void alsoServe(Consumer<Router> more) {
    context.runOnContext(now -> more.accept(router));
  }

  private void admit(HttpConnection connection) {
    connections++;
    connection.closeHandler(closed -> connections--);
    if (connections > MAX_CONNECTIONS) connection.close();
  }

  /** The port it listens on; after it is deployed. */
  public int port() {
    return server.actualPort();
  }

  private void live(RoutingContext request) {
    json(request, 200, new JsonObject().put("status", "UP"));
  }

  private void ready(RoutingContext request) {
    readiness
        .check()
        .onSuccess(result -> json(request, CheckResult.isUp(result) ? 200 : 503, result.toJson()))
        .onFailure(request::fail);
  }

  /** A scrape walks over every meter, which is no work for an event loop. */
  private void metrics(RoutingContext request) {
    vertx
        .executeBlocking(() -> registry.scrape(PROMETHEUS_TEXT), false)
        .onSuccess(text -> request.response().putHeader("content-type", PROMETHEUS_TEXT).end(text))
        .onFailure(request::fail);
  }

  private static void json(RoutingContext request, int code, JsonObject body) {
    request
        .response()
        .setStatusCode(code)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(body.encode());
  }
}
