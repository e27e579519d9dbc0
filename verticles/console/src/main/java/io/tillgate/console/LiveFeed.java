package io.tillgate.console;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends an overview once a second to every open page, as server-sent events. However many pages are
 * open, central is asked once a second; with none open it is not asked at all. State belongs to one
 * context: that of the HTTP server whose routes use it.
 */
public final class LiveFeed {
  /** Open pages on one node; one more is answered 503. */
  public static final int MAX_LISTENERS = 200;

  private static final long PERIOD_MILLIS = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);

  private final Vertx vertx;
  private final Supplier<Future<JsonObject>> overview;
  private final List<HttpServerResponse> listeners = new ArrayList<>();
  private String latest;
  private boolean asking;
  private long timer = -1;

  /**
   * @param overview what a page shows; a failed one is logged and the page keeps the last
   */
  public LiveFeed(Vertx vertx, Supplier<Future<JsonObject>> overview, MeterRegistry metrics) {
    this.vertx = vertx;
    this.overview = overview;
    metrics.gauge("tillgate.console.listeners", listeners, List::size);
  }

  void listen(RoutingContext request) {
    HttpServerResponse response = request.response();
    if (listeners.size() >= MAX_LISTENERS) {
      response.setStatusCode(503).putHeader("retry-after", "10");
      response.end("This node already serves " + MAX_LISTENERS + " pages; try another node.\n");
      return;
    }
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream")
        .putHeader("cache-control", "no-store")
        .putHeader("x-accel-buffering", "no");
    response.write("retry: 1000\n\n");
    if (latest != null) response.write(latest);
    listeners.add(response);
    response.closeHandler(closed -> leave(response));
    response.exceptionHandler(broken -> leave(response));
    if (timer < 0) {
      timer = vertx.setPeriodic(0, PERIOD_MILLIS, tick -> ask());
    }
  }

  private void leave(HttpServerResponse response) {
    listeners.remove(response);
    if (listeners.isEmpty() && timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
      latest = null;
    }
  }

  private void ask() {
    if (asking) return; // a slow database is not asked again before it has answered
    asking = true;
    overview
        .get()
        .onComplete(
            figures -> {
              asking = false;
              send(figures);
            },
            failure -> {
              asking = false;
              LOG.warn("no overview for the page: {}", failure.getMessage());
            });
  }

  private void send(JsonObject figures) {
    latest = "data: " + figures.encode() + "\n\n";
    for (HttpServerResponse listener : List.copyOf(listeners)) {
      // A page that cannot keep up misses a second; the next one tells it all again.
      if (!listener.writeQueueFull()) listener.write(latest);
    }
  }
}
