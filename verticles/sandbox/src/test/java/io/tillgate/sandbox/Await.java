package io.tillgate.sandbox;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waiting in tests, always with a bound. */
public final class Await {
  public static final long BOUND_SECONDS = 120;

  private Await() {}

  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e.getCause().toString(), e.getCause());
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("not within " + BOUND_SECONDS + " s: " + e, e);
    }
  }

  /** Asks again and again until {@code condition} holds. */
  public static void until(String what, Supplier<Boolean> condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_SECONDS);
    while (!condition.get()) {
      if (System.nanoTime() > end) throw new AssertionError("never: " + what);
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }
}
