package io.tillgate.gateway.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A process of the demo that is started again whenever it dies, as systemd would do in a store.
 * Thread-safe; every method may be called from any thread.
 */
final class Child {
  /** A process that lives this long is taken to be well; its next death is a first one. */
  private static final Duration SETTLED = Duration.ofSeconds(20);

  /** Deaths in a row, each within {@link #SETTLED}, after which it is left dead and told of. */
  private static final int MAX_DEATHS_IN_A_ROW = 3;

  /** {@code kill -9}, which says nothing of the process; people try it here again and again. */
  private static final int KILLED = 128 + 9;

  private static final Duration RESTART_PAUSE = Duration.ofMillis(250);

  private static final List<String> JVM =
      List.of(
          // Ctrl-C reaches every process of the terminal; only the demo is to act on it.
          // No dumps of any kind: memory holds card data (PCI DSS 4.0.1, 3.3).
          "/bin/sh",
          "-c",
          "trap '' INT; ulimit -c 0; exec \"$@\"",
          "sh",
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-XX:-HeapDumpOnOutOfMemoryError",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=/dev/null",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-D" + ParentWatch.PROPERTY + "=true");

  /** What Hazelcast asks for in order to look at threads and channels, as in the launcher. */
  private static final List<String> HAZELCAST =
      List.of(
          "--add-modules=java.se",
          "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
          "--add-opens=java.management/sun.management=ALL-UNNAMED",
          "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

  /** The first JVM that warns of memory that is reached in the old way. */
  private static final int WARNS_OF_UNSAFE = 24;

  private final String name;
  private final List<String> command;
  private final Path log;
  private final Consumer<String> news;
  private Process process;
  private long startedNanos;
  private int deathsInARow;
  private int restarts;
  private boolean stopping;
  private boolean givenUp;

  /**
   * @param arguments of {@code tillgate}, for example {@code edge --config FILE}
   * @param options of its JVM, beside those that all have
   * @param news hears, in a sentence, of a death and of giving up
   */
  Child(
      String name, Path log, List<String> options, List<String> arguments, Consumer<String> news) {
    this.name = name;
    this.log = log;
    this.news = news;
    command = new ArrayList<>(JVM);
    command.addAll(options);
    if (arguments.get(0).equals("central")) {
      command.addAll(HAZELCAST);
      if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
        command.add("--sun-misc-unsafe-memory-access=allow");
      }
    }
    command.addAll(List.of("-cp", classPath(arguments.get(0)), "io.tillgate.gateway.Tillgate"));
    command.addAll(arguments);
  }

  /** As the launcher gives it: what lies in {@code lib/sandbox} is not for edge and central. */
  static String classPath(String role) {
    String all = System.getProperty("java.class.path");
    if (!role.equals("edge") && !role.equals("central")) return all;
    return Arrays.stream(all.split(File.pathSeparator))
        .filter(entry -> !entry.contains("/lib/sandbox/"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  synchronized void start() throws IOException {
    Files.createDirectories(log.getParent());
    launch();
  }

  private void launch() throws IOException {
    File file = log.toFile();
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file))
            .start();
    startedNanos = System.nanoTime();
    process.onExit().thenAccept(this::died);
  }

  private void died(Process dead) {
    synchronized (this) {
      if (stopping || dead != process) return;
      boolean settled = System.nanoTime() - startedNanos > SETTLED.toNanos();
      if (settled) deathsInARow = 0;
      if (dead.exitValue() != KILLED) deathsInARow++;
      if (deathsInARow > MAX_DEATHS_IN_A_ROW) {
        givenUp = true;
        news.accept(name + " died " + deathsInARow + " times in a row; see " + log);
        return;
      }
    }
    news.accept(name + " died (exit " + dead.exitValue() + "), starting it again");
    pause(RESTART_PAUSE);
    synchronized (this) {
      if (stopping) return;
      restarts++;
      try {
        launch();
      } catch (IOException e) {
        news.accept(name + " cannot be started again: " + e.getMessage());
      }
    }
  }

  private static void pause(Duration length) {
    try {
      TimeUnit.NANOSECONDS.sleep(length.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to stop, and does not wait. It is not started again. */
  synchronized void ask() {
    stopping = true;
    if (process != null) process.destroy();
  }

  /** As {@link #ask}, and kills it when it has not stopped within {@code patience}. */
  void stop(Duration patience) throws InterruptedException {
    Process asked;
    synchronized (this) {
      if (!stopping) ask();
      asked = process;
    }
    if (asked == null || asked.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) return;
    news.accept(name + " did not stop within " + patience.toSeconds() + " s; killed");
    asked.destroyForcibly().waitFor();
  }

  /** Whether it died too often to be started again. */
  synchronized boolean isGivenUp() {
    return givenUp;
  }

  synchronized Running running() {
    return new Running(name, process.pid(), restarts);
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }
}
