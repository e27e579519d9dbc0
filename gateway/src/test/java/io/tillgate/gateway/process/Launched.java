package io.tillgate.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process started by the launcher, as a person or systemd would; all it prints is kept. */
final class Launched implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("project.root", "..")).toAbsolutePath();
  static final Path LAUNCHER = ROOT.resolve("gateway/tillgate");

  /** For a machine that does many other things at once; a test that waits so long has failed. */
  private static final long MOST_SECONDS = 120;

  private static final long ASK_AGAIN_MILLIS = 100;

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  Launched(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("TILLGATE_"));
    builder.environment().putAll(environment);
    process = builder.start();
    reader = new Thread(this::read, "output of " + command);
    reader.setDaemon(true);
    reader.start();
  }

  static Launched tillgate(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return new Launched(command, Map.of());
  }

  private void read() {
    try (var output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException e) {
      // The process is gone, and so is what it would have said.
    }
    synchronized (lines) {
      lines.add(null);
      lines.notifyAll();
    }
  }

  /** Waits for a line that holds {@code part}. */
  String awaitLine(String part) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    synchronized (lines) {
      for (int seen = 0; ; ) {
        for (; seen < lines.size(); seen++) {
          String line = lines.get(seen);
          if (line == null) fail("ended without '" + part + "':\n" + said());
          if (line.contains(part)) return line;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) fail("no '" + part + "' within " + MOST_SECONDS + " s:\n" + said());
        lines.wait(left);
      }
    }
  }

  /** Something that holds sooner or later. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Asks again and again, until {@code condition} holds or the process has had its time. */
  void until(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) fail("never " + what + ":\n" + said());
      process.waitFor(ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** The port behind {@code name} in the line that says what is served. */
  int port(String name) throws InterruptedException {
    Matcher matcher = Pattern.compile(name + " [^ :]+:(\\d+)").matcher(awaitLine(" is up after "));
    assertTrue(matcher.find(), said());
    return Integer.parseInt(matcher.group(1));
  }

  String said() {
    synchronized (lines) {
      return String.join("\n", lines.stream().filter(line -> line != null).toList());
    }
  }

  /** Asks it to stop, as systemd does; {@code Process.destroy} would close its output, too. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Any other signal, by its name without SIG. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    assertEquals(0, kill.waitFor(), said());
  }

  /** {@code kill -9}. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      fail("still there after " + MOST_SECONDS + " s:\n" + said());
    }
    reader.join(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
    return process.exitValue();
  }

  static HttpResponse<String> get(int port, String path) throws Exception {
    return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
  }

  static HttpResponse<String> post(int port, String path, String json) throws Exception {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
