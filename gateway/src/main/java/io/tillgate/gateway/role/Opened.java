package io.tillgate.gateway.role;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process has opened, to be closed in the opposite order. Used by one thread at a time. */
final class Opened {
  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

  private final Deque<Part> parts = new ArrayDeque<>();

  private record Part(String name, Supplier<Future<?>> close) {}

  void add(String name, Supplier<Future<?>> close) {
    parts.push(new Part(name, close));
  }

  void addClosable(String name, AutoCloseable closable) {
    add(
        name,
        () -> {
          try {
            closable.close();
            return Future.succeededFuture();
          } catch (Exception e) {
            return Future.failedFuture(e);
          }
        });
  }

  /** Closes all, the latest first. What cannot be closed is told, and the rest goes on. */
  Future<Void> close() {
    if (parts.isEmpty()) return Future.succeededFuture();
    Part part = parts.pop();
    return closed(part)
        .otherwise(
            e -> {
              LOG.warn("{} did not close well", part.name, e);
              return null;
            })
        .compose(done -> close());
  }

  private static Future<Void> closed(Part part) {
    try {
      return part.close.get().mapEmpty();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
