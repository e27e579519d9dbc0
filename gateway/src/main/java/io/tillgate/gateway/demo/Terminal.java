package io.tillgate.gateway.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The terminal that the demo was started from, if any. What {@code System.console()} says of it
 * depends on the JDK; the system's own tools do not.
 */
final class Terminal {
  private Terminal() {}

  /** Whether a person reads what we print, and presses what we read. */
  static boolean isThere() {
    ProcessBuilder test = new ProcessBuilder("sh", "-c", "test -t 0 && test -t 1");
    return run(test.redirectOutput(ProcessBuilder.Redirect.INHERIT)).isPresent();
  }

  /** Its modes, in a form that {@link #set} takes; empty where they cannot be read. */
  static Optional<String> modes() {
    return run(new ProcessBuilder("stty", "-g"));
  }

  static boolean set(String... modes) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(modes));
    return run(new ProcessBuilder(command)).isPresent();
  }

  /** What it printed, if anything; empty where it failed. Its input is ours. */
  private static Optional<String> run(ProcessBuilder command) {
    command.redirectInput(ProcessBuilder.Redirect.INHERIT);
    command.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      Process process = command.start();
      try (InputStream printed = process.getInputStream()) {
        String text = new String(printed.readAllBytes(), StandardCharsets.UTF_8).trim();
        return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
