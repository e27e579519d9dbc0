package io.tillgate.pos;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.tillgate.journal.Journal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the tills of one store: the event API below {@code /v1/}, the back office for all else.
 * One instance; its state belongs to its context. It knows the journal and nothing of the line to
 * central, so it works the same while that is down.
 */
public final class PosVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(PosVerticle.class);

  private final PosSettings settings;
  private final Journal journal;
  private final Door door;
  private final ExchangeFilter filter;
  private final PosMetrics metrics;
  private Intake intake;
  private BackOffice backOffice;
  private HttpServer server;
  private int connections;
  private volatile PosStatus stopped = new PosStatus(0, false, "not started", 0, 0, 0, "none");
  private volatile int port;

  /**
   * @param store the only store whose events are taken
   * @param journal open; the caller closes it after this verticle has stopped
   * @param guard called on the event loop and on workers, so it must be thread-safe and quick
   * @param filter looks at what goes to the back office and comes from there; on this verticle's
   *     context
   */
  public PosVerticle(
      PosSettings settings,
      String store,
      Journal journal,
      CardNumberGuard guard,
      ExchangeFilter filter,
      MeterRegistry registry) {
    this.settings = settings;
    this.journal = journal;
    this.filter = filter;
    PosSettings.Limits limits = settings.limits();
    this.door = new Door(store, limits.maxJsonDepth(), limits.maxBatchEvents(), guard);
    this.metrics = new PosMetrics(registry);
  }

  @Override
  public Future<?> start() {
    if (settings.apiKeys().isEmpty() && !settings.isLocal()) {
      LOG.warn(
          "the event API on {}:{} asks for no key: whoever reaches the port can record sales; set"
              + " pos.apiKeys",
          settings.host(),
          settings.port());
    }
    return vertx
        .executeBlocking(() -> WindowFold.of(journal, settings.duplicateWindow()))
        .compose(
            window -> {
              int maxInFlight = settings.limits().maxInFlight();
              intake =
                  new Intake(
                      journal::append, window, context, maxInFlight, System::currentTimeMillis);
              return listen();
            });
  }

  private Future<?> listen() {
    BodyReader bodies = new BodyReader(vertx, settings.limits());
    Router router = Router.router(vertx);
    router.route().failureHandler(PosVerticle::fail);
    router.errorHandler(400, PosVerticle::fail).errorHandler(500, PosVerticle::fail);
    new EventApi(vertx, door, intake, bodies, settings, metrics).mount(router);
    if (settings.backOffice() != null) {
      backOffice = new BackOffice(vertx, settings.backOffice(), filter, metrics);
      router.route().handler(request -> backOffice.pass(request.request()));
    } else {
      router.route().handler(PosVerticle::noBackOffice);
    }
    metrics.gauge("events.inflight", intake::inFlight);
    metrics.gauge("window.ids", intake::windowIds);
    metrics.gauge("bodies.bytes", bodies::bufferedBytes);
    metrics.gauge("connections", () -> connections);
    server = vertx.createHttpServer(serverOptions());
    return server
        .connectionHandler(this::admit)
        .requestHandler(router)
        .invalidRequestHandler(this::unreadable)
        .listen()
        .onSuccess(
            listening -> {
              port = listening.actualPort();
              LOG.info("tills are served on {}:{}", settings.host(), port);
            });
  }

  private HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(settings.port())
        .setIdleTimeout(settings.limits().idleTimeoutSeconds())
        .setMaxInitialLineLength(settings.limits().maxUrlBytes())
        .setMaxHeaderSize(settings.limits().maxHeaderBytes())
        .setHttp2ClearTextEnabled(false)
        .setTcpNoDelay(true);
  }

  private void admit(HttpConnection connection) {
    connections++;
    connection.closeHandler(closed -> connections--);
    if (connections > settings.limits().maxConnections()) {
      metrics.connectionRefused();
      connection.close();
    }
  }

  /** A request whose head could not be read; the connection is of no use afterwards. */
  private void unreadable(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Problem problem =
        cause instanceof TooLongHttpLineException
            ? Problem.longAddress(settings.limits().maxUrlBytes())
            : cause instanceof TooLongHttpHeaderException
                ? Problem.longHeaders(settings.limits().maxHeaderBytes())
                : Problem.notHttp();
    metrics.unreadable(problem.type());
    request.response().putHeader(HttpHeaders.CONNECTION, "close");
    Answers.problem(request.response(), problem);
    request.connection().close();
  }

  private static void noBackOffice(RoutingContext context) {
    Answers.problem(
        context.response(),
        Problem.notFound("The event API is below /v1/; no back office is set (pos.backOffice)."));
  }

  /** What the router or a bug made fail. The message could quote a body, so it is not logged. */
  private static void fail(RoutingContext context) {
    Throwable failure = context.failure();
    if (failure == null || (context.statusCode() >= 400 && context.statusCode() < 500)) {
      Answers.problem(
          context.response(), Problem.badRequest("The address or a header is malformed."));
      return;
    }
    StackTraceElement[] stack = failure.getStackTrace();
    LOG.error(
        "a request failed: {} at {}",
        failure.getClass().getName(),
        stack.length == 0 ? "an unknown place" : stack[0]);
    Answers.problem(context.response(), Problem.ownFault());
  }

  /** Any thread may ask. */
  public PosStatus status() {
    Intake current = intake;
    if (current == null || port == 0) return stopped;
    boolean failed = current.hasFailed();
    return new PosStatus(
        port,
        !failed,
        failed ? "the journal takes nothing more; restart the edge" : "",
        metrics.acceptedEvents(),
        current.inFlight(),
        current.windowIds(),
        backOffice == null ? "none" : backOffice.state());
  }

  /** Takes no new connection, and answers what was taken, within {@code stopGraceMillis}. */
  @Override
  public Future<?> stop() {
    Future<Void> closed =
        server == null
            ? Future.succeededFuture()
            : server.shutdown(settings.stopGraceMillis(), TimeUnit.MILLISECONDS);
    return closed
        .eventually(() -> intake == null ? Future.succeededFuture() : intake.drained())
        .eventually(() -> backOffice == null ? Future.succeededFuture() : backOffice.close())
        .onComplete(
            done -> {
              long accepted = metrics.acceptedEvents();
              stopped = new PosStatus(0, false, "stopped", accepted, 0, 0, "none");
              port = 0;
            });
  }
}
