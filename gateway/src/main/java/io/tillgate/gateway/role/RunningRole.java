package io.tillgate.gateway.role;

import io.tillgate.gateway.manage.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A role that is up. Started, asked and stopped by the main thread. */
public final class RunningRole {
  private final String name;
  private final List<String> serving;
  private final Opened opened;
  private final Readiness readiness;
  private final CompletableFuture<String> failure;

  RunningRole(
      String name,
      List<String> serving,
      Opened opened,
      Readiness readiness,
      CompletableFuture<String> failure) {
    this.name = name;
    this.serving = List.copyOf(serving);
    this.opened = opened;
    this.readiness = readiness;
    this.failure = failure;
    readiness.serving();
  }

  /** For people, for example {@code edge berlin-04/box-1}. */
  public String name() {
    return name;
  }

  /** What it listens on, for people: {@code terminals 0.0.0.0:7001}. */
  public List<String> serving() {
    return serving;
  }

  /** Completes with the reason when the process can no longer do its work and must end. */
  public CompletableFuture<String> failure() {
    return failure;
  }

  /**
   * Takes no new work, finishes what was accepted, closes everything.
   *
   * @return whether all of it finished within {@code most}
   */
  public boolean stop(Duration most) {
    readiness.stopping();
    return opened.close(most);
  }
}
