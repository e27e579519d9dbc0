package io.tillgate.central.landing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tillgate.central.denylist.DenyLists;
import io.tillgate.central.ingest.Refusal;
import io.tillgate.central.shard.Shards;
import io.tillgate.retail.feed.BadBatch;
import io.tillgate.retail.feed.Batch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where edges arrive: HTTP/2 over TLS with client certificates. It reads and checks a batch, hands
 * it over the event bus to the owner of the store's shard, and answers 200 only after that one's
 * commit. It decides nothing about contents. One of several instances that share a port.
 */
public final class Landing extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(Landing.class);

  /** Before the one retry: an owner that has just changed is known by then. */
  private static final long RETRY_PAUSE_MILLIS = 100;

  /** What requests have to end when the node stops; edges' connections would stay for ever. */
  private static final long STOP_SECONDS = 3;

  private final LandingSettings settings;
  private final Pool pool;
  private final Shared shared;
  private final DenyLists denyLists;
  private HttpServer server;

  /** What all instances of a node share. Thread-safe. */
  public static final class Shared {
    private final Flights flights;
    private final Counter landed;
    private final Counter refused;
    private final Counter later;
    private final Counter strangers;
    private final Counter retries;
    private final Timer batch;
    private volatile int port;

    public Shared(LandingSettings settings, MeterRegistry metrics) {
      flights = new Flights(settings, metrics);
      landed = metrics.counter("tillgate.central.landing.answers", "answer", "durable");
      refused = metrics.counter("tillgate.central.landing.answers", "answer", "refused");
      later = metrics.counter("tillgate.central.landing.answers", "answer", "later");
      strangers = metrics.counter("tillgate.central.landing.strangers");
      retries = metrics.counter("tillgate.central.landing.retries");
      batch =
          Timer.builder("tillgate.central.landing.batch")
              .description("One batch, from its request's head to its answer")
              .publishPercentileHistogram()
              .register(metrics);
    }

    /** The port that is listened on, once started. */
    public int port() {
      return port;
    }
  }

  public Landing(LandingSettings settings, Pool pool, Shared shared) {
    this.settings = settings;
    this.pool = pool;
    this.shared = shared;
    this.denyLists = new DenyLists(pool);
  }

  @Override
  public Future<?> start() {
    server = vertx.createHttpServer(LandingTls.options(settings));
    // A negative port is any free one, the same for all instances of a deployment.
    int port = settings.port() == 0 ? -1 : settings.port();
    return server
        .requestHandler(this::handle)
        .listen(port, settings.host())
        .onSuccess(listening -> shared.port = listening.actualPort());
  }

  /** Accepts nothing new and lets requests end. */
  @Override
  public Future<?> stop() {
    return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
  }

  private void handle(HttpServerRequest request) {
    Optional<X509Certificate> certificate = certificate(request);
    Optional<EdgeName> name = certificate.flatMap(EdgeName::of);
    Optional<EdgePath> path = EdgePath.of(request.path());
    if (name.isEmpty()) {
      shared.strangers.increment();
      refuse(request, 403, "No edge", "the certificate names no tillgate://<store>/<edge>");
    } else if (path.isEmpty()) {
      refuse(request, 404, "Not found", "see the uplink's protocol: /v1/edges/<store>/<edge>/…");
    } else if (!name.get().mayUse(path.get())) {
      shared.strangers.increment();
      LOG.warn("{} asked for the path of another edge", name.get());
      refuse(request, 403, "Another edge", "the certificate names another store or edge");
    } else {
      serve(request, name.get(), path.get(), certificate.get());
    }
  }

  private static Optional<X509Certificate> certificate(HttpServerRequest request) {
    try {
      return request.connection().peerCertificates().get(0) instanceof X509Certificate x509
          ? Optional.of(x509)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private void serve(
      HttpServerRequest request, EdgeName name, EdgePath path, X509Certificate certificate) {
    HttpMethod wanted =
        path instanceof EdgePath.Next || path instanceof EdgePath.DenyList
            ? HttpMethod.GET
            : path instanceof EdgePath.Offsets ? HttpMethod.PUT : HttpMethod.POST;
    if (!request.method().equals(wanted)) {
      request.response().putHeader("allow", wanted.name());
      refuse(request, 405, "Method not allowed", "use " + wanted);
      return;
    }
    Flights.Admission admission = shared.flights.begin(name);
    if (admission instanceof Flights.Full full) {
      String whose = full == Flights.Full.EDGE ? "this edge" : "this node";
      count(later(whose + " has as many requests in flight as it may")).send(request);
      return;
    }
    Flights.Flight flight = (Flights.Flight) admission;
    answer(request, name, path, certificate, flight)
        .otherwise(this::failed)
        .onSuccess(answer -> answer.send(request))
        .onComplete(done -> flight.land());
  }

  private Future<Answer> answer(
      HttpServerRequest request,
      EdgeName name,
      EdgePath path,
      X509Certificate certificate,
      Flights.Flight flight) {
    if (path instanceof EdgePath.Next next) return next(next);
    if (path instanceof EdgePath.DenyList) return denyList();
    if (path instanceof EdgePath.Heartbeat) return heartbeat(request, name, certificate, flight);
    EdgePath.Offsets offsets = (EdgePath.Offsets) path;
    Timer.Sample sample = Timer.start();
    return Body.read(vertx, request, flight, Batch.MAX_BYTES)
        .compose(body -> land(offsets, body))
        .onComplete(done -> sample.stop(shared.batch));
  }

  private Future<Answer> next(EdgePath.Next path) {
    return pool.preparedQuery(
            "select next_offset from edge_epochs where store = $1 and edge = $2 and epoch = $3")
        .execute(Tuple.of(path.store(), path.edge(), path.epoch()))
        .map(rows -> new Answer.Durable(rows.size() == 0 ? 0 : rows.iterator().next().getLong(0)));
  }

  private Future<Answer> denyList() {
    return denyLists
        .newestBody()
        .map(
            list ->
                list.<Answer>map(body -> new Answer.DenyList(body.version(), body.gzip()))
                    .orElseGet(() -> new Answer.Refused(404, "No deny list", "none was ever put")));
  }

  private Future<Answer> heartbeat(
      HttpServerRequest request,
      EdgeName name,
      X509Certificate certificate,
      Flights.Flight flight) {
    return Body.read(vertx, request, flight, Heartbeat.MAX_BYTES)
        .compose(
            body -> {
              long now = System.currentTimeMillis();
              String subject = certificate.getSubjectX500Principal().getName();
              return Heartbeat.read(body).store(pool, name, subject, now);
            })
        .compose(done -> denyLists.newest())
        .map(
            list ->
                new Answer.Heard(
                    System.currentTimeMillis(), list.map(DenyLists.Listed::version).orElse(null)));
  }

  private Future<Answer> land(EdgePath.Offsets path, byte[] body) {
    try {
      Batch.decode(path.first(), body);
    } catch (BadBatch e) {
      return Future.succeededFuture(new Answer.Refused(400, "Bad batch", e.getMessage()));
    }
    Buffer batch = Buffer.buffer(body);
    return ask(path, batch)
        .recover(failure -> orAskOnceMore(path, batch, failure))
        .<Answer>map(Answer.Durable::new)
        .onSuccess(done -> shared.landed.increment());
  }

  private Future<Long> ask(EdgePath.Offsets path, Buffer batch) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(settings.ingestTimeoutMillis())
            .setHeaders(path.source().headers(path.first()));
    return vertx
        .eventBus()
        .<Long>request(Shards.ingestAddress(Shards.of(path.store())), batch, options)
        .map(Message::body);
  }

  /** No owner, or one that is gone: the address may lead to another node by now. */
  private Future<Long> orAskOnceMore(EdgePath.Offsets path, Buffer batch, Throwable failure) {
    if (!(Refusal.of(failure) instanceof Refusal.NotOwner)) return Future.failedFuture(failure);
    shared.retries.increment();
    return vertx
        .timer(RETRY_PAUSE_MILLIS, TimeUnit.MILLISECONDS)
        .compose(paused -> ask(path, batch));
  }

  private Answer failed(Throwable failure) {
    if (failure instanceof Body.NotRead notRead) return count(notRead.answer);
    if (failure instanceof IllegalArgumentException wrong) {
      return count(new Answer.Refused(400, "Bad request", wrong.getMessage()));
    }
    Refusal refusal = Refusal.of(failure);
    if (refusal instanceof Refusal.Gap gap) return new Answer.Gap(gap.next());
    if (refusal instanceof Refusal.Malformed malformed) {
      return count(new Answer.Refused(400, "Bad batch", malformed.reason()));
    }
    if (refusal instanceof Refusal.Busy) {
      return count(later("too many batches of this edge wait for their turn"));
    }
    if (refusal instanceof Refusal.NotOwner) {
      return count(later("no node serves this store now; send again"));
    }
    LOG.debug("not landed", failure);
    return count(later("the database does not answer now; send again"));
  }

  private Answer count(Answer answer) {
    if (answer instanceof Answer.Later) shared.later.increment();
    else shared.refused.increment();
    return answer;
  }

  private Answer later(String detail) {
    return new Answer.Later(settings.retryAfterSeconds(), detail);
  }

  private void refuse(HttpServerRequest request, int status, String title, String detail) {
    count(new Answer.Refused(status, title, detail)).send(request);
  }
}
