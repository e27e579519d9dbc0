package io.tillgate.loadtests.card;

import io.tillgate.loadtests.Proxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Peers that are Java programs of this module, each in a process of its own. */
final class Peers extends Proxy {
  private static final String LIMITS = "-Xmx512m";

  private Peers(Process process, int port) {
    super(process, port);
  }

  /** Two sockets a terminal and nothing between them. */
  static Proxy vertxPipe(Path scratch, int acquirer) throws IOException, InterruptedException {
    String java = System.getProperty("java.home") + "/bin/java";
    return start(
        scratch, "pipe", acquirer, java, System.getProperty("java.class.path"), VertxPipe.class);
  }

  /** QServer before QMUX, as jPOS 2 has them. */
  static Proxy jpos2(Path scratch, int acquirer) throws IOException, InterruptedException {
    String java = System.getProperty("java.home") + "/bin/java";
    return start(
        scratch, "jpos2", acquirer, java, System.getProperty("java.class.path"), JposRelay.class);
  }

  /**
   * The same, compiled for jPOS 2, over the jars of jPOS 3; null where they or the Java 25 that
   * they need are missing, which is said.
   */
  static Proxy jpos3(Path scratch, int acquirer) throws IOException, InterruptedException {
    String java = System.getProperty("jpos3.java", "");
    Path classpath = Path.of(System.getProperty("jpos3.classpath", "/nowhere"));
    if (java.isEmpty() || !Files.isExecutable(Path.of(java)) || !Files.exists(classpath)) {
      System.out.println(
          "jPOS 3 is left out: it needs Java 25 (JAVA25_HOME, or /usr/lib/jvm/*25*) and its jars");
      return null;
    }
    String classes = Path.of(System.getProperty("project.root"), "load-tests/target/classes") + ":";
    String jars = Files.readString(classpath).strip();
    return start(scratch, "jpos3", acquirer, java, classes + jars, JposRelay.class);
  }

  private static Proxy start(
      Path scratch, String name, int acquirer, String java, String classpath, Class<?> main)
      throws IOException, InterruptedException {
    int port = freePort();
    Path home = Files.createDirectories(scratch.resolve(name));
    Path log = home.resolve("log");
    List<String> command = new ArrayList<>(List.of(java, LIMITS, "-cp", classpath));
    String logging = System.getProperty("logback.configurationFile");
    if (logging != null) command.add(1, "-Dlogback.configurationFile=" + logging);
    command.addAll(List.of(main.getName(), "" + port, "" + acquirer));
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    waitForPort(process, port, log);
    return new Peers(process, port);
  }
}
