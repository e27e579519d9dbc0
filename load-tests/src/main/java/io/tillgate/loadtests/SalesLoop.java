package io.tillgate.loadtests;

import io.tillgate.loadtests.gatling.SaleBodies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Tills that post sales as fast as they are answered, one in flight each. */
final class SalesLoop {
  private static final int TILLS = Integer.getInteger("tills", 64);
  private static final long HIGHEST_NANOS = 60_000_000_000L;

  private final HttpClient client;
  private final SaleBodies sales = new SaleBodies("store-01", 1);
  private final int port;
  private Histogram latency;
  private long accepted;
  private long refused;
  private long endNanos;

  private SalesLoop(Vertx vertx, int port) {
    this.port = port;
    client =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true), new PoolOptions().setHttp1MaxSize(TILLS));
  }

  /** Measures and prints sales per second and their latency. */
  static void measure(int port, Duration warmUp, Duration length) throws Exception {
    Vertx vertx = Vertx.vertx(new io.vertx.core.VertxOptions().setEventLoopPoolSize(1));
    try {
      SalesLoop loop = new SalesLoop(vertx, port);
      loop.run(vertx, warmUp);
      double perSecond = loop.run(vertx, length);
      System.out.printf(
          "%d tills: %,.0f sales/s durable, p50 %,.0f µs, p99 %,.0f µs, %d refused%n",
          TILLS,
          perSecond,
          loop.latency.getValueAtPercentile(50) / 1e3,
          loop.latency.getValueAtPercentile(99) / 1e3,
          loop.refused);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  /** All state belongs to one event loop. */
  private double run(Vertx vertx, Duration length) throws Exception {
    latency = new Histogram(HIGHEST_NANOS, 3);
    accepted = 0;
    refused = 0;
    long began = System.nanoTime();
    endNanos = began + length.toNanos();
    io.vertx.core.Context context = vertx.getOrCreateContext();
    io.vertx.core.Promise<Void> done = io.vertx.core.Promise.promise();
    context.runOnContext(
        start -> {
          List<Future<Void>> tills = new ArrayList<>();
          for (int i = 0; i < TILLS; i++) tills.add(post());
          Future.all(tills).<Void>mapEmpty().onComplete(done);
        });
    done.future()
        .toCompletionStage()
        .toCompletableFuture()
        .get(length.toSeconds() + 60, TimeUnit.SECONDS);
    return accepted / ((System.nanoTime() - began) / 1e9);
  }

  private Future<Void> post() {
    long sent = System.nanoTime();
    if (sent >= endNanos) return Future.succeededFuture();
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/v1/sales")
        .compose(
            request -> request.putHeader("content-type", "application/json").send(sales.next()))
        .compose(response -> response.body().map(response.statusCode()))
        .compose(
            status -> {
              if (status == 201) accepted++;
              else refused++;
              latency.recordValue(System.nanoTime() - sent);
              return post();
            });
  }
}
