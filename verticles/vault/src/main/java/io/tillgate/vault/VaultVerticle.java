package io.tillgate.vault;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.central.audit.AuditTrail;
import io.tillgate.central.audit.Deed;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vault's door: {@code POST /v1/deliveries} over TLS, and the purge of what is too old. One
 * instance a node.
 */
public final class VaultVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(VaultVerticle.class);
  private static final int MAX_BODY_BYTES = 4_096;
  private static final int IDLE_SECONDS = 60;
  private static final int STOP_SECONDS = 5;
  private static final long PURGE_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final VaultSettings settings;
  private final VaultKeys keys;
  private final Pool pool;
  private final MeterRegistry metrics;
  private Deliveries deliveries;
  private HttpServer server;

  public VaultVerticle(VaultSettings settings, VaultKeys keys, Pool pool, MeterRegistry metrics) {
    this.settings = settings;
    this.keys = keys;
    this.pool = pool;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    deliveries = new Deliveries(vertx, settings, keys, pool, metrics);
    Router router = Router.router(vertx);
    router
        .post("/v1/deliveries")
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(this::deliver);
    router.errorHandler(404, request -> refuse(request, 404, "Not found", "POST /v1/deliveries"));
    router.errorHandler(405, request -> refuse(request, 405, "Not allowed", "use POST"));
    router.errorHandler(
        413, request -> refuse(request, 413, "Too long", "at most " + MAX_BODY_BYTES + " bytes"));
    vertx.setPeriodic(1, PURGE_MILLIS, tick -> purge());
    server = vertx.createHttpServer(options()).requestHandler(router);
    return server.listen();
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(settings.port())
        .setIdleTimeout(IDLE_SECONDS)
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setKeyCertOptions(
            new PemKeyCertOptions().addCertPath(settings.certificate()).addKeyPath(settings.key()));
  }

  private void deliver(RoutingContext context) {
    Caller caller =
        Caller.known(settings.callers(), context.request().getHeader(HttpHeaders.AUTHORIZATION));
    if (caller == null) {
      metrics.counter("tillgate.vault.strangers").increment();
      context.response().putHeader("www-authenticate", "Bearer");
      refuse(context, 401, "Who asks?", "show a key that central.yaml lists: Bearer KEY");
      return;
    }
    Request request;
    try {
      request = Request.read(context.body().buffer());
    } catch (Request.Wrong wrong) {
      refuse(context, 400, "Wrong request", wrong.getMessage());
      return;
    }
    String origin = context.request().remoteAddress().hostAddress();
    deliveries
        .deliver(caller, request, origin)
        .onSuccess(reply -> reply(context, reply))
        .onFailure(
            failure -> {
              LOG.warn("a delivery for {} failed: {}", caller, failure.getMessage());
              refuse(
                  context,
                  503,
                  "Not now",
                  "the database does not answer; look before you ask again");
            });
  }

  private static void refuse(RoutingContext context, int status, String title, String detail) {
    reply(context, new Reply.Refused(status, title, detail));
  }

  private static void reply(RoutingContext context, Reply reply) {
    boolean isGood = reply instanceof Reply.Delivered;
    context
        .response()
        .setStatusCode(reply.status())
        .putHeader(
            HttpHeaders.CONTENT_TYPE, isGood ? "application/json" : "application/problem+json")
        .putHeader("cache-control", "no-store")
        .end(reply.body().toBuffer());
  }

  /** What nobody was seen with for so long goes (PCI DSS 4.0.1, 3.2.1). */
  private Future<?> purge() {
    return pool.preparedQuery(
            "delete from vault_cards where last_seen < clock_timestamp() - make_interval(days => $1)")
        .execute(Tuple.of(settings.retainDays()))
        .compose(rows -> rows.rowCount() == 0 ? Future.succeededFuture() : purged(rows.rowCount()))
        .onFailure(e -> LOG.warn("old cards are not purged now: {}", e.getMessage()));
  }

  private Future<Long> purged(int cards) {
    LOG.info(
        "{} cards of the vault were not seen for {} days: deleted", cards, settings.retainDays());
    String reason = "not seen for " + settings.retainDays() + " days";
    return new AuditTrail(pool)
        .add(new Deed("tillgate", "vault.purge", "cards", reason, "deleted " + cards, "central"));
  }

  /** The port that is listened on, once started. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS).onComplete(done -> deliveries.close());
  }
}
