package io.tillgate.gateway.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * PostgreSQL's first process, as its data directory names it in {@code postmaster.pid}: whoever
 * started it, and whether or not that one still lives.
 */
final class Postmaster {
  private static final String PID_FILE = "postmaster.pid";

  private final ProcessHandle process;

  private Postmaster(ProcessHandle process) {
    this.process = process;
  }

  /** The one that runs on {@code directory} now; none where the file is a dead one's. */
  static Optional<Postmaster> of(Path directory) {
    Path file = directory.resolve(PID_FILE);
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .findFirst()
          .map(line -> Long.parseLong(line.trim()))
          .flatMap(ProcessHandle::of)
          .filter(ProcessHandle::isAlive)
          .filter(found -> isPostgres(found, directory))
          .map(Postmaster::new);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A process number may have been given to somebody else since the file was written. */
  private static boolean isPostgres(ProcessHandle found, Path directory) {
    List<String> arguments = found.info().arguments().map(List::of).orElse(List.of());
    return arguments.contains(directory.toString());
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The processes that serve its clients now. */
  List<ProcessHandle> backends() {
    return process.children().toList();
  }

  /**
   * Ends it without waiting for its clients; what they committed stays. Where it does not end
   * within {@code patience} it is killed, which loses nothing either, but makes the next start
   * slower.
   *
   * @return whether it is gone
   */
  boolean stop(Duration patience) throws InterruptedException {
    interrupt(process.pid());
    if (ends(process, patience)) return true;
    process.destroyForcibly();
    return ends(process, patience);
  }

  /** SIGINT is its fast shutdown; the JDK can only send SIGTERM, which waits for all clients. */
  private static void interrupt(long pid) throws InterruptedException {
    try {
      new ProcessBuilder("sh", "-c", "kill -INT " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // It is killed, then.
    }
  }

  static boolean ends(ProcessHandle process, Duration patience) throws InterruptedException {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    }
  }

  /**
   * Starts a process that stops the postmaster of {@code directory} when this process is gone,
   * however it went: it waits for the end of a pipe of which we hold the other end.
   */
  static Process leash(Path directory) throws IOException {
    String pidFile = directory.resolve(PID_FILE).toString();
    return new ProcessBuilder(
            "sh",
            "-c",
            "trap '' INT TERM HUP; cat >/dev/null; kill -INT \"$(head -n 1 \"$1\")\"",
            "sh",
            pidFile)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
