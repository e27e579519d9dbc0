package io.tillgate.gateway.role;

import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.log.LogSettings;
import io.tillgate.gateway.log.Logging;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of a process: it starts or is refused, serves until it is asked to stop, and ends. */
public final class RoleProcess {
  private static final Logger LOG = LoggerFactory.getLogger(RoleProcess.class);

  /** Asked to stop, and everything accepted was finished. */
  private static final int ENDED_WELL = 0;

  private static final int ENDED_BADLY = 1;

  private RoleProcess() {}

  /** How a role is started: opens everything, or nothing. */
  public interface Start {
    RunningRole start(Configuration configuration, Logging logging) throws StartRefused;
  }

  /**
   * Runs to the end.
   *
   * @return the exit code: 0 after a stop that was asked for, 1 where the role failed
   * @throws StartRefused where it did not start
   */
  public static int run(Configuration configuration, LogSettings log, Start role)
      throws StartRefused {
    CompletableFuture<String> asked = StopSignals.asked();
    Logging logging = logging(log);
    // The JVM's own would print to standard error, past all masking.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> LOG.error("{} ended by an error", thread.getName(), e));
    try {
      RunningRole running = role.start(configuration, logging);
      LOG.info(
          "{} is up after {} ms with {}: {}",
          running.name(),
          sinceStartMillis(),
          configuration.file(),
          String.join(", ", running.serving()));
      return serve(running, asked, configuration.settings().getInteger("stopMillis"));
    } finally {
      logging.stop();
    }
  }

  private static Logging logging(LogSettings log) throws StartRefused {
    try {
      return Logging.start(log);
    } catch (IOException e) {
      throw new StartRefused("log.file %s cannot be written: %s".formatted(log.file(), e), e);
    }
  }

  static int serve(RunningRole running, CompletableFuture<String> asked, int stopMillis) {
    CompletableFuture.anyOf(asked, running.failure()).join();
    boolean failed = running.failure().isDone();
    if (failed) {
      LOG.error("{} must end: {}", running.name(), running.failure().join());
    } else {
      LOG.info(
          "{} stops, as {} asks; a second signal ends it at once", running.name(), asked.join());
    }
    long started = System.nanoTime();
    boolean well = running.stop(Duration.ofMillis(stopMillis));
    LOG.info(
        "{} has stopped in {} ms{}",
        running.name(),
        Duration.ofNanos(System.nanoTime() - started).toMillis(),
        well ? "" : ", not all of it well");
    return failed ? ENDED_BADLY : ENDED_WELL;
  }

  /** From the start of the process, the JVM's own included. */
  private static long sinceStartMillis() {
    Instant started = ProcessHandle.current().info().startInstant().orElse(Instant.now());
    return Duration.between(started, Instant.now()).toMillis();
  }
}
