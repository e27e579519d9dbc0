package io.tillgate.pos;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An edge in a process of its own, which can be killed. */
final class EdgeProcess implements AutoCloseable {
  private static final String READY = "port ";

  private final Process process;
  final int port;

  EdgeProcess(Path directory) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                System.getProperty("java.class.path"),
                EdgeProcess.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith(READY)) line = out.readLine();
    if (line == null) throw new IOException("the edge ended before it was ready");
    port = Integer.parseInt(line.substring(READY.length()));
  }

  /** As {@code kill -9}, and returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws Exception {
    Edge edge = new Edge(Path.of(arguments[0]), new JsonObject());
    System.out.println(READY + edge.port());
  }
}
