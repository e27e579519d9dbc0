package io.tillgate.loadtests;

import io.tillgate.card.keys.BadKeyRing;
import io.tillgate.card.keys.KeyRing;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process between terminals and the acquirer, whose CPU time is read from the kernel. */
public class Proxy implements AutoCloseable {
  private static final List<String> HAPROXY =
      List.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy");
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  /** Clock ticks a second of /proc/PID/stat; 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private final Process process;
  private final int port;

  protected Proxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public int port() {
    return port;
  }

  /** User and system time so far; 0 where there is no /proc. */
  public double cpuSeconds() throws IOException {
    return cpuSeconds(Path.of("/proc", Long.toString(process.pid()), "stat"));
  }

  /** What of it the JVM's compilers took, which is less and less the longer it runs. */
  public double compilerSeconds() throws IOException {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.exists(tasks)) return 0;
    double seconds = 0;
    try (DirectoryStream<Path> each = Files.newDirectoryStream(tasks)) {
      for (Path task : each) {
        if (Files.readString(task.resolve("comm")).matches("C[12] Compiler(?s:.*)")) {
          seconds += cpuSeconds(task.resolve("stat"));
        }
      }
    }
    return seconds;
  }

  private static double cpuSeconds(Path stat) throws IOException {
    if (!Files.exists(stat)) return 0;
    String text = Files.readString(stat);
    // The command's name stands in parentheses and may hold blanks; fields count from behind it.
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  /** HAProxy in mode tcp, one thread a core; empty where it is not installed. */
  public static Optional<Proxy> haproxy(Path scratch, int acquirer)
      throws IOException, InterruptedException {
    Optional<String> program =
        HAPROXY.stream().filter(p -> Files.isExecutable(Path.of(p))).findFirst();
    if (program.isEmpty()) return Optional.empty();
    int port = freePort();
    Path config = scratch.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
          maxconn 8192
        defaults
          mode tcp
          timeout connect 5s
          timeout client 1h
          timeout server 1h
        listen road
          bind 127.0.0.1:%d
          server acquirer 127.0.0.1:%d
        """
            .formatted(port, acquirer));
    Process process =
        new ProcessBuilder(program.get(), "-db", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("haproxy.log").toFile())
            .start();
    waitForPort(process, port, scratch.resolve("haproxy.log"));
    return Optional.of(new Proxy(process, port));
  }

  /** An edge as a shop would run it, with a line to central that is down. */
  public static Edge edge(Path scratch, int acquirer) throws IOException, InterruptedException {
    int terminals = freePort();
    int tills = freePort();
    int management = freePort();
    Path config = settings(scratch, acquirer, terminals, tills, management);
    Path log = scratch.resolve("edge.log");
    Path root = Path.of(System.getProperty("project.root", "."));
    Process process =
        new ProcessBuilder(
                root.resolve("gateway/tillgate").toString(), "edge", "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    waitForPort(process, terminals, log);
    waitForPort(process, tills, log);
    return new Edge(process, terminals, tills, management);
  }

  private static Path settings(Path scratch, int acquirer, int terminals, int tills, int management)
      throws IOException {
    Path keys = scratch.resolve("keys");
    try {
      KeyRing.init(keys, keys.resolve(KeyRing.KEK_FILE), Clock.systemUTC()).close();
    } catch (BadKeyRing e) {
      throw new IOException(e);
    }
    CertificateAuthority authority = CertificateAuthority.open(scratch.resolve("authority"));
    CertificateAuthority.Issued issued = authority.edge("store-01", "box-1");
    JsonObject settings =
        new JsonObject()
            .put("store", "store-01")
            .put("edge", "box-1")
            .put("dataDirectory", scratch.resolve("data").toString())
            .put("keys", new JsonObject().put("directory", keys.toString()))
            .put(
                "card",
                new JsonObject()
                    .put(
                        "terminals",
                        new JsonObject()
                            .put("port", terminals)
                            .put("maxConnections", Integer.getInteger("maxConnections", 8_192)))
                    .put(
                        "acquirer",
                        new JsonObject()
                            .put("endpoints", new JsonArray().add("127.0.0.1:" + acquirer))
                            .put("maxOutstanding", 1_024)))
            .put("pos", new JsonObject().put("port", tills))
            .put(
                "uplink",
                new JsonObject()
                    .put("centrals", new JsonArray().add("https://localhost:" + freePort()))
                    .put("trustFile", authority.trust().toString())
                    .put("certificateFile", issued.chain().toString())
                    .put("keyFile", issued.key().toString()))
            .put("management", new JsonObject().put("port", management));
    return Files.writeString(scratch.resolve("edge.yaml"), settings.encodePrettily());
  }

  protected static void waitForPort(Process process, int port, Path log)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new IOException("it does not start:\n" + Files.readString(log), e);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  protected static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  /** An edge, which serves tills too. */
  public static final class Edge extends Proxy {
    private final Process process;
    private final int tillPort;
    private final int managementPort;

    Edge(Process process, int port, int tillPort, int managementPort) {
      super(process, port);
      this.process = process;
      this.tillPort = tillPort;
      this.managementPort = managementPort;
    }

    /** Bytes that its threads have allocated so far, as the collector counts them. */
    public double allocatedBytes() throws IOException {
      return metric("jvm_gc_memory_allocated_bytes_total");
    }

    /** One figure of its management endpoint. */
    public double metric(String name) throws IOException {
      URI uri = URI.create("http://127.0.0.1:" + managementPort + "/metrics");
      try (InputStream in = uri.toURL().openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
      }
    }

    public int tillPort() {
      return tillPort;
    }

    /** Prints the highest resident size so far, in MiB. */
    public void printMemory() throws IOException {
      Path status = Path.of("/proc", Long.toString(process.pid()), "status");
      if (!Files.exists(status)) return;
      try (var lines = Files.lines(status)) {
        lines
            .filter(line -> line.startsWith("VmHWM"))
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .forEach(
                kib -> System.out.printf("edge memory: %d MiB resident at most%n", kib / 1024));
      }
    }
  }
}
