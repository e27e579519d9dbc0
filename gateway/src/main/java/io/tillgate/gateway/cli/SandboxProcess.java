package io.tillgate.gateway.cli;

import io.tillgate.gateway.log.LogSettings;
import io.tillgate.gateway.log.Logging;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The life of a part of the sandbox in a process of its own. */
final class SandboxProcess {
  private static final long STOP_SECONDS = 10;

  private final PrintWriter out;

  SandboxProcess(PrintWriter out) {
    this.out = out;
  }

  /**
   * Starts a part, says where it is in a line that begins with {@code ready:}, and runs until the
   * process is asked to stop.
   *
   * @throws Refused where it does not start
   */
  <T> int serve(
      Function<Vertx, Future<T>> start, Function<T, String> where, Function<T, Future<Void>> stop) {
    startLogging();
    Vertx vertx = Vertx.vertx();
    T part;
    try {
      part = start.apply(vertx).toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException | IllegalArgumentException e) {
      vertx.close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new Refused("it does not start: " + cause.getMessage(), e);
    }
    out.println("ready: " + where.apply(part));
    out.flush();
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stopping =
        new Thread(
            () -> {
              stop.apply(part).onComplete(ignored -> stopped.countDown());
              waitFor(stopped);
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(stopping);
    waitForever();
    return 0;
  }

  private static void waitFor(CountDownLatch stopped) {
    try {
      if (stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) return;
      System.err.println("tillgate sandbox: not stopped within " + STOP_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void waitForever() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void startLogging() {
    try {
      Logging.start(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.INFO, null));
    } catch (IOException e) {
      throw new Refused("logging does not start: " + e.getMessage(), e);
    }
  }
}
