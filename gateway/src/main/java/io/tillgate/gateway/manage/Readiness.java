package io.tillgate.gateway.manage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import java.util.function.Supplier;

/**
 * Whether the process can do what it is for, with every reason why not. Starts as not ready; {@link
 * #serving} and {@link #stopping} tell it how far the process is. Thread-safe.
 */
public final class Readiness {
  /** A check that has not answered by then counts as failed. */
  private static final long CHECK_MILLIS = 2_000;

  private final HealthChecks checks;
  private volatile Phase phase = Phase.STARTING;

  private enum Phase {
    STARTING,
    SERVING,
    STOPPING
  }

  /** What one check found. */
  public record Finding(boolean good, JsonObject detail) {
    public static Finding good(JsonObject detail) {
      return new Finding(true, detail);
    }

    /**
     * @param reason what is wrong and what to do
     */
    public static Finding bad(String reason) {
      return new Finding(false, new JsonObject().put("reason", reason));
    }
  }

  public Readiness(Vertx vertx) {
    checks = HealthChecks.create(vertx);
    require("process", this::process);
  }

  private Finding process() {
    return switch (phase) {
      case STARTING -> Finding.bad("still starting");
      case SERVING -> Finding.good(new JsonObject());
      case STOPPING -> Finding.bad("stopping; accepted work is being finished");
    };
  }

  /**
   * Adds a condition of readiness.
   *
   * @param check quick and without I/O; runs on an event loop
   */
  public void require(String name, Supplier<Finding> check) {
    requireLater(name, () -> Future.succeededFuture(check.get()));
  }

  /** Adds a condition that takes its time, within {@value #CHECK_MILLIS} ms. */
  public void requireLater(String name, Supplier<Future<Finding>> check) {
    checks.register(
        name, CHECK_MILLIS, answer -> check.get().map(Readiness::status).onComplete(answer));
  }

  private static Status status(Finding finding) {
    return finding.good() ? Status.OK(finding.detail()) : Status.KO(finding.detail());
  }

  public void serving() {
    phase = Phase.SERVING;
  }

  public void stopping() {
    phase = Phase.STOPPING;
  }

  Future<CheckResult> check() {
    return checks.checkStatus();
  }
}
