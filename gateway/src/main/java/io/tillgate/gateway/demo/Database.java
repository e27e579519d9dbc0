package io.tillgate.gateway.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The demo's PostgreSQL, started again when it dies. Its data outlives the demo. */
final class Database implements AutoCloseable {
  private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);
  private static final int LOOK_EVERY_MILLIS = 500;

  private final Path directory;
  private final Consumer<String> news;
  private final int port;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "database-watch");
            thread.setDaemon(true);
            return thread;
          });
  private EmbeddedPostgres postgres;

  /**
   * @param port 0 to take a free one
   * @param directory kept between runs; under root it is handed to another user, as PostgreSQL
   *     refuses to run as root
   */
  Database(Path directory, int port, Consumer<String> news) throws IOException {
    this.directory = directory;
    this.news = news;
    postgres = launch(port);
    this.port = postgres.getPort();
    // The process that zonky starts may hand over to another and end, so its end says nothing:
    // what counts is whether the port answers.
    watcher.scheduleWithFixedDelay(
        this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private EmbeddedPostgres launch(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPort(port)
        .setPGStartupWait(STARTUP_WAIT)
        .setOverrideWorkingDirectory(binaries())
        .setServerConfig("max_connections", "60")
        // The library turns both off by default; a commit that central acknowledged must last.
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  /** A folder a user, so that root and others do not stumble over each other's unpacked files. */
  private static File binaries() {
    return new File(
        System.getProperty("java.io.tmpdir"),
        "tillgate-postgres-" + System.getProperty("user.name"));
  }

  private Path log() {
    return directory.resolveSibling("postgres.log");
  }

  private void look() {
    if (answers()) return;
    news.accept("PostgreSQL died, starting it again");
    try {
      closeQuietly();
      postgres = launch(port);
    } catch (IOException | RuntimeException e) {
      news.accept("PostgreSQL cannot be started again: " + e.getMessage() + "; see " + log());
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), LOOK_EVERY_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void closeQuietly() {
    try {
      postgres.close();
    } catch (IOException | RuntimeException e) {
      // It is dead already; closing only lets go of the lock on the directory.
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    watcher.shutdownNow();
    try {
      watcher.awaitTermination(STARTUP_WAIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    postgres.close();
  }
}
