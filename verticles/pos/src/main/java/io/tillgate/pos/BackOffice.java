package io.tillgate.pos;

import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.concurrent.TimeoutException;

/**
 * Passes to the till's back office what is not for the event API, both ways through a filter. A
 * back office that is slow, dead or flapping costs the event API nothing: it has connections,
 * time-outs and a breaker of its own. No request is sent twice. State belongs to one context.
 */
final class BackOffice implements ProxyInterceptor {
  private static final String STARTED = "started";
  private static final String OUTCOME = "outcome";
  private static final String UPSTREAM = "upstream";
  private static final String EXCHANGE = "exchange";
  private static final String PASSED = "passed";

  /** A till of HTTP/1.0 knows no chunks: more than this it cannot be given. */
  private static final int MAX_OLD_BYTES = 1 << 20;

  private final PosSettings.BackOffice settings;
  private final ExchangeFilter filter;
  private final PosMetrics metrics;
  private final Upstreams upstreams;
  private final HttpProxy proxy;

  /** The till went away, or sent too much or what may not pass: no failure of the back office. */
  private static final class TillFailed extends Exception {
    private static final long serialVersionUID = 1L;

    TillFailed(String message) {
      super(message, null, false, false);
    }
  }

  BackOffice(
      Vertx vertx, PosSettings.BackOffice settings, ExchangeFilter filter, PosMetrics metrics) {
    this.settings = settings;
    this.filter = filter;
    this.metrics = metrics;
    this.upstreams =
        new Upstreams(vertx, settings, filter.upstreams(), TillFailed.class::isInstance);
    this.proxy =
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), upstreams.client())
            .origin(context -> upstreams.connect(upstream(context)))
            .addInterceptor(this);
  }

  private static Upstreams.Upstream upstream(ProxyContext context) {
    return context.get(UPSTREAM, Upstreams.Upstream.class);
  }

  /** {@code closed}, {@code open} or {@code half_open}. */
  String state() {
    return upstreams.of(null).breaker().state().name().toLowerCase(java.util.Locale.ROOT);
  }

  void pass(HttpServerRequest request) {
    if (request.getHeader(HttpHeaders.UPGRADE) != null) {
      refuseUpgrade(request.response());
    } else if (Forwarding.declaredLength(request) > settings.maxBodyBytes()) {
      Answers.problem(request.response(), tooLarge());
    } else {
      proxy.handle(request);
    }
  }

  Future<Void> close() {
    return upstreams.close();
  }

  @Override
  public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
    context.set(STARTED, System.nanoTime());
    context.set(OUTCOME, PASSED);
    ProxyRequest request = context.request();
    HttpServerRequest till = request.proxiedRequest();
    try {
      ExchangeFilter.Exchange exchange =
          filter.open(till.method().name(), request.getURI(), till.headers());
      context.set(EXCHANGE, exchange);
      Upstreams.Upstream to = upstreams.of(exchange.upstream());
      context.set(UPSTREAM, to);
      Forwarding.forwardable(request, to.authority());
      exchange.prepare(request.headers());
      if (!Forwarding.hasBody(till)) return send(context, bounded(request), null);
      return sendFiltered(context, exchange.request(request.headers()));
    } catch (NotPassed e) {
      return answer(context, Problem.notPassed(e));
    }
  }

  private BoundedBody bounded(ProxyRequest request) {
    BoundedBody body = new BoundedBody(request.getBody().stream(), settings.maxBodyBytes());
    request.setBody(Body.body(body, request.getBody().length()));
    return body;
  }

  /** A small body gets its true length; a long one, or one of unknown length, goes in chunks. */
  private Future<ProxyResponse> sendFiltered(ProxyContext context, BodyFilter bodyFilter) {
    ProxyRequest request = context.request();
    HttpServerRequest till = request.proxiedRequest();
    if ("100-continue".equalsIgnoreCase(till.getHeader(HttpHeaders.EXPECT))) {
      till.response().writeContinue();
    }
    long length = request.getBody().length();
    BoundedBody bounded = new BoundedBody(request.getBody().stream(), settings.maxBodyBytes());
    FilteredBody body = new FilteredBody(bounded, bodyFilter);
    request.headers().remove(HttpHeaders.CONTENT_LENGTH);
    if (length < 0 || length > WholeBody.MAX_BYTES) {
      // The proxy sends in chunks where the request came so.
      till.headers().remove(HttpHeaders.CONTENT_LENGTH);
      till.headers().set(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED);
      request.setBody(Body.body(body, -1));
      return send(context, bounded, body);
    }
    return WholeBody.of(body, Integer.MAX_VALUE)
        .compose(
            whole -> {
              request.setBody(Body.body(whole));
              return send(context, bounded, body);
            },
            failure ->
                failure instanceof NotPassed refused
                    ? answer(context, Problem.notPassed(refused))
                    : answer(context, Problem.badRequest("The body broke off.")));
  }

  private Future<ProxyResponse> send(
      ProxyContext context, BoundedBody bounded, FilteredBody filtered) {
    HttpServerResponse till = context.request().proxiedRequest().response();
    return upstream(context)
        .breaker()
        .execute(
            () ->
                context
                    .sendRequest()
                    .recover(
                        failure ->
                            bounded.isOver() || isRefused(filtered) || till.closed()
                                ? Future.failedFuture(new TillFailed("gone or not to be passed"))
                                : Future.failedFuture(failure)))
        .recover(
            failure ->
                answer(
                    context,
                    isRefused(filtered)
                        ? Problem.notPassed(filtered.refusal())
                        : bounded.isOver() ? tooLarge() : problem(failure)));
  }

  private static boolean isRefused(FilteredBody body) {
    return body != null && body.refusal() != null;
  }

  private static Future<ProxyResponse> answer(ProxyContext context, Problem problem) {
    context.set(OUTCOME, problem.type());
    ProxyResponse response = context.request().release().response();
    return Future.succeededFuture(write(response, problem));
  }

  private static ProxyResponse write(ProxyResponse response, Problem problem) {
    response.setStatusCode(problem.status());
    if (problem.retryAfterSeconds() > 0) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfterSeconds()));
    }
    return response.setBody(
        Body.body(problem.toJson().toBuffer(), MediaType.parse(Problem.MEDIA_TYPE)));
  }

  @Override
  public Future<Void> handleProxyResponse(ProxyContext context) {
    ProxyResponse response = context.response();
    Forwarding.removeHopByHop(response.headers());
    ExchangeFilter.Exchange exchange = context.get(EXCHANGE, ExchangeFilter.Exchange.class);
    boolean isOwn = response.proxiedResponse() == null;
    return (isOwn ? context.sendResponse() : sendFiltered(context, exchange))
        .recover(broken -> cutOff(context))
        .onComplete(
            done -> {
              if (exchange != null) exchange.close();
              metrics.proxied(
                  context.get(OUTCOME, String.class),
                  System.nanoTime() - context.get(STARTED, Long.class));
            });
  }

  /** Half a response is out: cutting the connection is the only way left to say so. */
  private static Future<Void> cutOff(ProxyContext context) {
    context.request().proxiedRequest().connection().close();
    if (PASSED.equals(context.get(OUTCOME, String.class))) context.set(OUTCOME, "cut-off");
    return Future.succeededFuture();
  }

  private Future<Void> sendFiltered(ProxyContext context, ExchangeFilter.Exchange exchange) {
    ProxyResponse response = context.response();
    HttpServerRequest till = context.request().proxiedRequest();
    int status = response.getStatusCode();
    try {
      if (till.method() == HttpMethod.HEAD || status == 204 || status == 304) {
        exchange.responseHead(response.headers());
        if (till.method() == HttpMethod.HEAD) withoutLength(response);
        return context.sendResponse();
      }
      BodyFilter bodyFilter = exchange.response(status, response.headers());
      FilteredBody body = new FilteredBody(response.getBody().stream(), bodyFilter);
      long length = response.getBody().length();
      response.headers().remove(HttpHeaders.CONTENT_LENGTH);
      if (till.version() == HttpVersion.HTTP_1_0) return sendWhole(context, body, MAX_OLD_BYTES);
      if (length >= 0 && length <= WholeBody.MAX_BYTES) {
        return sendWhole(context, body, Integer.MAX_VALUE);
      }
      String type = response.getBody().mediaType();
      response.setBody(Body.body(body, -1, type));
      return context
          .sendResponse()
          .onFailure(
              failed -> {
                if (isRefused(body)) context.set(OUTCOME, body.refusal().type());
              });
    } catch (NotPassed e) {
      return refuse(context, Problem.answerNotPassed(e));
    }
  }

  /** What it would be long with a body is not known: that body would be filtered. */
  private static void withoutLength(ProxyResponse response) {
    response.headers().remove(HttpHeaders.CONTENT_LENGTH);
    Body body = response.getBody();
    response.setBody(Body.body(body.stream(), -1, body.mediaType()));
  }

  private Future<Void> sendWhole(ProxyContext context, FilteredBody body, int maxBytes) {
    ProxyResponse response = context.response();
    String type = response.getBody().mediaType();
    return WholeBody.of(body, maxBytes)
        .compose(
            whole -> {
              response.setBody(typed(whole, type));
              return context.sendResponse();
            },
            failure -> refuse(context, why(failure)));
  }

  private Problem why(Throwable failure) {
    if (failure instanceof NotPassed refused) return Problem.answerNotPassed(refused);
    if (failure instanceof WholeBody.TooLong) {
      return Problem.backOffice(
          502,
          "answer-too-long",
          "It is too long for a till of HTTP/1.0, which can only be given "
              + MAX_OLD_BYTES
              + " bytes: let the till speak HTTP/1.1.",
          0);
    }
    return problem(failure);
  }

  /** Bytes with the content type that they came with, as it was written. */
  private static Body typed(Buffer bytes, String type) {
    Body plain = Body.body(bytes);
    return new Body() {
      @Override
      public String mediaType() {
        return type;
      }

      @Override
      public long length() {
        return bytes.length();
      }

      @Override
      public ReadStream<Buffer> stream() {
        return plain.stream();
      }
    };
  }

  /** Nothing of the response is out yet: a problem takes its place. */
  private static Future<Void> refuse(ProxyContext context, Problem problem) {
    context.set(OUTCOME, problem.type());
    ProxyResponse response = context.response();
    HttpClientResponse refused = response.proxiedResponse();
    response.release();
    refused.request().reset();
    response.setStatusMessage(null);
    write(response, problem);
    return context.sendResponse();
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

  private static void refuseUpgrade(HttpServerResponse response) {
    Answers.problem(
        response,
        Problem.backOffice(
            501,
            "upgrade-refused",
            "WebSockets and other upgrades are not passed on. Connect to the back office itself.",
            0));
  }
}
