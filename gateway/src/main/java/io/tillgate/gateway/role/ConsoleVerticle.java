package io.tillgate.gateway.role;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.central.Central;
import io.tillgate.console.ConsoleRoutes;
import io.tillgate.console.LiveFeed;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/** Serves central's API and its page on one port. One instance; the page's feed is its own. */
final class ConsoleVerticle extends VerticleBase {
  /** Cursors in addresses are long; nothing else is. */
  private static final int MAX_LINE_BYTES = 8_192;

  private static final int IDLE_SECONDS = 60;

  /** Open pages are asked to come again elsewhere; answers under way are finished. */
  private static final int STOP_SECONDS = 2;

  private final ConsoleSettings settings;
  private final Central central;
  private final MeterRegistry metrics;
  private HttpServer server;

  ConsoleVerticle(ConsoleSettings settings, Central central, MeterRegistry metrics) {
    this.settings = settings;
    this.central = central;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    Router router = Router.router(vertx);
    WrongQuestions.answerOn(router);
    central.api().mount(router);
    ConsoleRoutes.mount(router, new LiveFeed(vertx, central.queries()::overview, metrics));
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setIdleTimeout(IDLE_SECONDS)
            .setCompressionSupported(true);
    server = vertx.createHttpServer(options).requestHandler(router);
    return server.listen();
  }

  @Override
  public Future<?> stop() {
    return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
  }

  int port() {
    return server.actualPort();
  }
}
