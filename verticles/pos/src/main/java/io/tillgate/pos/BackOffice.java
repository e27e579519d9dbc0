package io.tillgate.pos;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Passes to the till's back office what is not for the event API. A back office that is slow, dead
 * or flapping costs the event API nothing: it has connections, time-outs and a breaker of its own.
 * No request is sent twice. State belongs to one context.
 */
final class BackOffice implements ProxyInterceptor {
  private static final String STARTED = "started";
  private static final String OUTCOME = "outcome";
  private static final String PASSED = "passed";

  private final PosSettings.BackOffice settings;
  private final PosMetrics metrics;
  private final HttpClient client;
  private final HttpProxy proxy;
  private final CircuitBreaker breaker;

  /** The till went away, or sent too much: no failure of the back office. */
  private static final class TillFailed extends Exception {
    private static final long serialVersionUID = 1L;

    TillFailed(String message) {
      super(message, null, false, false);
    }
  }

  BackOffice(Vertx vertx, PosSettings.BackOffice settings, PosMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(settings.connectTimeoutMillis())
                .setSsl(settings.isTls())
                .setVerifyHost(true),
            new PoolOptions()
                .setHttp1MaxSize(settings.maxConnections())
                .setMaxWaitQueueSize(settings.maxWaiting()));
    this.proxy =
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
            .origin(context -> connect())
            .addInterceptor(this);
    this.breaker =
        CircuitBreaker.create(
                "back-office",
                vertx,
                new CircuitBreakerOptions()
                    .setMaxFailures(settings.maxFailures())
                    .setResetTimeout(settings.resetMillis())
                    // The request has time-outs of its own, which end it; the breaker's would not.
                    .setTimeout(-1))
            .failurePolicy(result -> result.failed() && !(result.cause() instanceof TillFailed));
  }

  /** {@code closed}, {@code open} or {@code half_open}. */
  String state() {
    return breaker.state().name().toLowerCase(java.util.Locale.ROOT);
  }

  void pass(HttpServerRequest request) {
    if (request.getHeader(HttpHeaders.UPGRADE) != null) {
      refuseUpgrade(request.response());
    } else if (declaredLength(request) > settings.maxBodyBytes()) {
      Answers.problem(request.response(), tooLarge());
    } else {
      proxy.handle(request);
    }
  }

  Future<Void> close() {
    breaker.close();
    return client.close();
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
    context.set(STARTED, System.nanoTime());
    context.set(OUTCOME, PASSED);
    ProxyRequest request = context.request();
    HttpServerResponse answer = request.proxiedRequest().response();
    forwardable(request);
    BoundedBody body = new BoundedBody(request.getBody().stream(), settings.maxBodyBytes());
    request.setBody(Body.body(body, request.getBody().length()));
    return breaker
        .execute(
            () ->
                context
                    .sendRequest()
                    .recover(
                        failure ->
                            body.isOver() || answer.closed()
                                ? Future.failedFuture(new TillFailed("gone or too large"))
                                : Future.failedFuture(failure)))
        .recover(
            failure -> {
              Problem problem = body.isOver() ? tooLarge() : problem(failure);
              context.set(OUTCOME, problem.type());
              return Future.succeededFuture(response(request, problem));
            });
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext context) {
    removeHopByHop(context.response().headers());
    HttpServerRequest request = context.request().proxiedRequest();
    return context
        .sendResponse()
        .recover(
            broken -> {
              // Half a response is out: cutting the connection is the only way left to say so.
              request.connection().close();
              context.set(OUTCOME, "cut-off");
              return Future.succeededFuture();
            })
        .onComplete(
            done ->
                metrics.proxied(
                    context.get(OUTCOME, String.class),
                    System.nanoTime() - context.get(STARTED, Long.class)));
  }

  private Future<HttpClientRequest> connect() {
    RequestOptions options =
        new RequestOptions()
            .setHost(settings.url().getHost())
            .setPort(settings.port())
            .setConnectTimeout(settings.connectTimeoutMillis())
            .setIdleTimeout(settings.responseTimeoutMillis());
    return client.request(options);
  }

  private void forwardable(ProxyRequest request) {
    HttpServerRequest till = request.proxiedRequest();
    MultiMap headers = request.headers();
    removeHopByHop(headers);
    String before = headers.get("x-forwarded-for");
    String address = till.remoteAddress().hostAddress();
    headers.set("x-forwarded-for", before == null ? address : before + ", " + address);
    headers.set("x-forwarded-proto", till.scheme());
    request.setAuthority(HostAndPort.create(settings.url().getHost(), settings.port()));
  }

  /** RFC 9110, 7.6.1: what the connection header names ends here; the proxy knows the rest. */
  private static void removeHopByHop(MultiMap headers) {
    for (String listed : List.copyOf(headers.getAll(HttpHeaders.CONNECTION))) {
      for (String name : listed.split(",")) {
        String header = name.trim();
        if (!header.isEmpty() && !header.equalsIgnoreCase("content-length")) headers.remove(header);
      }
    }
    headers.remove(HttpHeaders.CONNECTION);
  }

  private Problem problem(Throwable failure) {
    int resetSeconds = Math.max(1, settings.resetMillis() / 1_000);
    if (failure instanceof OpenCircuitException) {
      return Problem.backOffice(
          503,
          "back-office-left-alone",
          "It failed several times and is left alone for a moment. Selling and the event API go"
              + " on.",
          resetSeconds);
    }
    if (failure instanceof ConnectionPoolTooBusyException) {
      return Problem.backOffice(
          503, "back-office-busy", "Too many requests wait for it (backOffice.maxWaiting).", 1);
    }
    if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
      return Problem.backOffice(
          504,
          "back-office-slow",
          "It did not answer in time (backOffice.connectTimeoutMillis, responseTimeoutMillis). What"
              + " it did with the request is not known.",
          0);
    }
    return Problem.backOffice(
        502,
        "back-office-unreachable",
        "It could not be reached, or it broke off. Look at pos.backOffice.url and at the back"
            + " office.",
        0);
  }

  private Problem tooLarge() {
    return Problem.backOffice(
        413,
        "too-large",
        "At most " + settings.maxBodyBytes() + " bytes are passed on (backOffice.maxBodyBytes).",
        0);
  }

  private static ProxyResponse response(ProxyRequest request, Problem problem) {
    ProxyResponse response = request.release().response().setStatusCode(problem.status());
    if (problem.retryAfterSeconds() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfterSeconds()));
    }
    return response.setBody(
        Body.body(problem.toJson().toBuffer(), MediaType.parse(Problem.MEDIA_TYPE)));
  }

  private static void refuseUpgrade(HttpServerResponse response) {
    Answers.problem(
        response,
        Problem.backOffice(
            501,
            "upgrade-refused",
            "WebSockets and other upgrades are not passed on. Connect to the back office itself.",
            0));
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
