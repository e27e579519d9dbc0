package io.tillgate.gateway.role;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has opened, to be closed in the opposite order. Used by the thread that opens and
 * closes, which is never an event loop.
 */
final class Opened {
  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

  /**
   * What each part is given even when the time is up: closing in order is what keeps data whole.
   */
  private static final long LEAST_MILLIS = 1_000;

  private final Deque<Part> parts = new ArrayDeque<>();

  private interface Closing {
    void within(long millis) throws Exception;
  }

  private record Part(String name, Closing closing) {}

  /** A part that closes on its own time. */
  void add(String name, Supplier<Future<?>> close) {
    parts.push(new Part(name, millis -> await(close.get(), millis)));
  }

  /** A part whose {@code close} returns when it is done, and must run whatever the time. */
  void addClosable(String name, AutoCloseable closable) {
    parts.push(new Part(name, millis -> closable.close()));
  }

  /**
   * Closes all, the latest first. What does not close is told, and the rest goes on.
   *
   * @return whether all closed well within {@code most}
   */
  boolean close(Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    boolean well = true;
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      try {
        part.closing.within(Math.max(left, LEAST_MILLIS));
        LOG.debug("{} is closed", part.name);
      } catch (TimeoutException e) {
        well = false;
        LOG.warn("{} did not finish in time and is left; set stopMillis higher", part.name);
      } catch (Exception e) {
        well = false;
        LOG.warn("{} did not close well", part.name, e);
      }
    }
    return well;
  }

  /** Waits for {@code future}; throws its own failure. */
  static <T> T await(Future<T> future, long millis) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) throw failure;
      throw e;
    }
  }
}
