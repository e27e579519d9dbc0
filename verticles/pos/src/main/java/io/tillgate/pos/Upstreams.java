package io.tillgate.pos;

import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The back office, and others that requests may go to: each has connections and a breaker of its
 * own, so that one that is dead costs the others nothing. As many as settings name. One context.
 */
final class Upstreams {
  private final PosSettings.BackOffice settings;
  private final HttpClient client;
  private final Upstream backOffice;
  private final Map<URI, Upstream> others = new LinkedHashMap<>();

  /** Where requests go. */
  record Upstream(URI url, CircuitBreaker breaker) {
    boolean isTls() {
      return "https".equals(url.getScheme());
    }

    int port() {
      if (url.getPort() >= 0) return url.getPort();
      return isTls() ? 443 : 80;
    }

    HostAndPort authority() {
      return HostAndPort.create(url.getHost(), port());
    }
  }

  /**
   * @param isNoFailure tells failures that are not the upstream's
   */
  Upstreams(
      Vertx vertx,
      PosSettings.BackOffice settings,
      List<URI> others,
      Predicate<Throwable> isNoFailure) {
    this.settings = settings;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(settings.connectTimeoutMillis())
                .setVerifyHost(true),
            new PoolOptions()
                .setHttp1MaxSize(settings.maxConnections())
                .setMaxWaitQueueSize(settings.maxWaiting()));
    this.backOffice = upstream(vertx, settings.url(), "back-office", isNoFailure);
    for (URI each : others) {
      this.others.put(each, upstream(vertx, each, each.getAuthority(), isNoFailure));
    }
  }

  private Upstream upstream(Vertx vertx, URI url, String name, Predicate<Throwable> isNoFailure) {
    CircuitBreakerOptions options =
        new CircuitBreakerOptions()
            .setMaxFailures(settings.maxFailures())
            .setResetTimeout(settings.resetMillis())
            // The request has time-outs of its own, which end it; the breaker's would not.
            .setTimeout(-1);
    CircuitBreaker breaker =
        CircuitBreaker.create(name, vertx, options)
            .failurePolicy(result -> result.failed() && !isNoFailure.test(result.cause()));
    return new Upstream(url, breaker);
  }

  HttpClient client() {
    return client;
  }

  /**
   * @param url null for the back office
   */
  Upstream of(URI url) {
    return url == null ? backOffice : others.get(url);
  }

  Future<HttpClientRequest> connect(Upstream to) {
    return client.request(
        new RequestOptions()
            .setHost(to.url().getHost())
            .setPort(to.port())
            .setSsl(to.isTls())
            .setConnectTimeout(settings.connectTimeoutMillis())
            .setIdleTimeout(settings.responseTimeoutMillis()));
  }

  Future<Void> close() {
    backOffice.breaker().close();
    others.values().forEach(each -> each.breaker().close());
    return client.close();
  }
}
