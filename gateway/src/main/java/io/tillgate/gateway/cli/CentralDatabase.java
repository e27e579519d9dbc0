package io.tillgate.gateway.cli;

import io.tillgate.central.CentralSettings;
import io.tillgate.central.database.Database;
import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.Role;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Central's database, for commands that work on it: no node of central need run. */
final class CentralDatabase {
  private static final int WAIT_SECONDS = 60;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Central's settings file. Without it conf/central.yaml beside the program, else"
              + " /etc/tillgate/central.yaml.")
  private Path file;

  /** Asks, waits for the answer, and lets go of the database. */
  <T> T ask(Function<Pool, Future<T>> question) {
    Configuration configuration = RoleOptions.sound(Role.CENTRAL, file);
    Vertx vertx = Vertx.vertx();
    try {
      Database database =
          new Database(vertx, CentralSettings.of(configuration.settings()).database());
      return database
          .migrate()
          .compose(ready -> question.apply(database.queries()))
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new Refused(
          "central's database did not take it: " + e.getCause().getMessage(), e.getCause());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
