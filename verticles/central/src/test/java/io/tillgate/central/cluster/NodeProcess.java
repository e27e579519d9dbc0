package io.tillgate.central.cluster;

import io.tillgate.central.CentralSettings;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A node in a process of its own, so that it can be killed as the kernel kills. */
final class NodeProcess {
  private static final String READY = "landing on ";

  private final Process process;
  private final int landingPort;

  private NodeProcess(Process process, int landingPort) {
    this.process = process;
    this.landingPort = landingPort;
  }

  /**
   * @param settings as in YAML
   */
  static NodeProcess start(JsonObject settings) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=true",
            "-cp",
            System.getProperty("java.class.path"),
            NodeProcess.class.getName(),
            settings.encode());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Process process = builder.start();
      // Ends with this JVM, whatever a test does.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (!line.startsWith(READY)) continue;
        return new NodeProcess(process, Integer.parseInt(line.substring(READY.length())));
      }
      throw new IllegalStateException("the node ended before it was ready");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int landingPort() {
    return landingPort;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Node node = new Node(CentralSettings.of(new JsonObject(arguments[0])));
    System.out.println(READY + node.central().landingPort());
    Thread.currentThread().join();
  }
}
