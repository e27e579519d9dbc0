package io.tillgate.central.ingest;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Work on Vert.x's worker threads, as a node does it. */
record Aside(Vertx vertx) implements Ingest.Work {
  @Override
  public <T> Future<T> aside(Callable<T> work) {
    return vertx.executeBlocking(work, false);
  }
}
