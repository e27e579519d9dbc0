package io.tillgate.gateway.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The demo's PostgreSQL, started again when it dies. Its data outlive the demo; the process does
 * not, even where the demo is killed. Thread-safe.
 */
final class Database implements AutoCloseable {
  private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);
  private static final Duration STOP_WAIT = Duration.ofSeconds(20);

  /** For processes whose postmaster was killed: they notice it themselves. */
  private static final Duration BACKENDS_WAIT = Duration.ofSeconds(10);

  private static final int LOOK_EVERY_MILLIS = 250;

  private final Path directory;
  private final Path made;
  private final Consumer<String> news;
  private final int port;
  private final ScheduledExecutorService watcher =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "database-watch");
            thread.setDaemon(true);
            return thread;
          });
  private final Process leash;
  private volatile Postmaster postmaster;
  private volatile int restarts;
  private List<ProcessHandle> backends = List.of();

  /**
   * Starts it. A PostgreSQL of an earlier run that still runs on the directory is stopped first.
   *
   * @param directory kept between runs
   * @throws IOException where it does not start, with the place of its log
   */
  Database(Path directory, int port, Consumer<String> news)
      throws IOException, InterruptedException {
    this.directory = directory.toAbsolutePath();
    this.made = this.directory.resolveSibling("made");
    this.port = port;
    this.news = news;
    endOrphan();
    if (Files.notExists(made)) clear();
    launch();
    if (Files.notExists(made)) Files.createFile(made);
    leash = Postmaster.leash(this.directory);
    watcher.scheduleWithFixedDelay(
        this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void endOrphan() throws IOException, InterruptedException {
    Optional<Postmaster> orphan = Postmaster.of(directory);
    if (orphan.isEmpty()) return;
    long pid = orphan.get().pid();
    news.accept("A PostgreSQL of an earlier run still runs (process " + pid + "); it is stopped");
    if (!orphan.get().stop(STOP_WAIT)) {
      throw new IOException("PostgreSQL, process " + pid + ", cannot be stopped: stop it yourself");
    }
  }

  /** What a first start left that did not come to its end; central never saw it. */
  private void clear() throws IOException {
    if (Files.notExists(directory)) return;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
    }
  }

  private void launch() throws IOException {
    try {
      // Its lock is let go only by a stop that goes well. Nobody else is here: the demo has its
      // own.
      Files.deleteIfExists(directory.resolve("epg-lock"));
      start();
    } catch (IOException | RuntimeException e) {
      throw new IOException("PostgreSQL does not start: " + told(e) + "; its log is " + log(), e);
    }
    postmaster =
        Postmaster.of(directory)
            .orElseThrow(() -> new IOException("PostgreSQL ended at once; its log is " + log()));
  }

  /** Returns when it answers. How it is stopped, {@link Postmaster} knows. */
  private void start() throws IOException {
    EmbeddedPostgres.builder()
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

  /** PostgreSQL refuses to run as root; in a user namespace it does not see that it is. */
  private static String told(Exception e) {
    boolean root = "root".equals(System.getProperty("user.name"));
    return root && !hasUserNamespaces()
        ? "it does not run as root, and this machine has no user namespaces: run the demo as"
            + " another user"
        : e.getMessage();
  }

  private static boolean hasUserNamespaces() {
    try {
      return new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The library leaves what it makes there open to all, hence the folder around it. */
  private static File binaries() throws IOException {
    return ProgramFolder.open().resolve("postgres").toFile();
  }

  private Path log() {
    return directory.resolveSibling("postgres.log");
  }

  private void look() {
    if (postmaster.isAlive()) {
      backends = postmaster.backends();
      return;
    }
    Optional<Postmaster> slow = Postmaster.of(directory);
    if (slow.isPresent()) {
      postmaster = slow.get();
      return;
    }
    news.accept("PostgreSQL died, starting it again");
    restarts++;
    try {
      // The next one does not start while they hold the memory that they shared.
      for (ProcessHandle backend : backends) Postmaster.ends(backend, BACKENDS_WAIT);
      launch();
    } catch (IOException e) {
      news.accept(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  int port() {
    return port;
  }

  Running running() {
    return new Running("postgresql", postmaster.pid(), restarts);
  }

  /** Stops it; what was committed is there at the next start. */
  @Override
  public void close() throws IOException {
    watcher.shutdownNow();
    try {
      watcher.awaitTermination(STARTUP_WAIT.toSeconds(), TimeUnit.SECONDS);
      Optional<Postmaster> last = Postmaster.of(directory);
      if (last.isPresent()) last.get().stop(STOP_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // Where it still runs, the end of the pipe stops it.
      leash.getOutputStream().close();
    }
  }
}
