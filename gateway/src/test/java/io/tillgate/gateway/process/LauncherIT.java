package io.tillgate.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher says what is missing before a JVM could. */
class LauncherIT {
  @TempDir Path directory;

  private static void assertRefused(String why, Launched process) throws InterruptedException {
    try (process) {
      assertEquals(1, process.exitCode(), process.said());
      assertTrue(process.said().contains(why), process.said());
    }
  }

  private Launched withJavaHome(String home) throws IOException {
    return new Launched(
        List.of(Launched.LAUNCHER.toString(), "--version"), Map.of("JAVA_HOME", home));
  }

  @Test
  void anOldJavaIsRefusedByItsVersion() throws Exception {
    Files.createDirectories(directory.resolve("bin"));
    Path java =
        Files.writeString(directory.resolve("bin/java"), "#!/bin/sh\necho run >&2\nexit 7\n");
    assertTrue(java.toFile().setExecutable(true));
    Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertRefused("is Java 11.0.2, but 17 or newer is needed", withJavaHome(directory.toString()));
    Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"1.8.0_292\"\n");
    assertRefused("is Java 1.8.0, but 17 or newer is needed", withJavaHome(directory.toString()));
  }

  @Test
  void aJavaHomeWithoutJavaIsRefused() throws Exception {
    assertRefused("there is no bin/java in it", withJavaHome(directory + "/nowhere"));
  }

  @Test
  void aMachineWithoutJavaIsToldHowToGetIt() throws Exception {
    for (String tool : List.of("readlink", "dirname", "sed")) {
      Path real = Path.of("/usr/bin/" + tool);
      Files.createSymbolicLink(
          directory.resolve(tool), Files.exists(real) ? real : Path.of("/bin/" + tool));
    }
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", Launched.LAUNCHER.toString(), "--version");
    builder.environment().clear();
    builder.environment().put("PATH", directory.toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(1, process.waitFor(), said);
    assertTrue(said.contains("no Java found: install"), said);
  }

  @Test
  void aCheckoutThatWasNotBuiltIsToldHow() throws Exception {
    Path gateway = Files.createDirectories(directory.resolve("gateway"));
    Files.copy(Launched.LAUNCHER, gateway.resolve("tillgate"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(gateway.resolve("pom.xml"));
    List<String> command = List.of(gateway.resolve("tillgate").toString(), "--version");
    assertRefused("not built: run 'mvn -Dquick package'", new Launched(command, Map.of()));
  }

  @Test
  void aWrongCommandEndsWithTwo() throws Exception {
    try (Launched process = Launched.tillgate("edge", "--confg", "x")) {
      assertEquals(2, process.exitCode());
      assertTrue(process.said().contains("--config"), process.said());
    }
  }

  @Test
  void classesThatWereKeptAreUsed() throws Exception {
    Path target = Launched.ROOT.resolve("gateway/target");
    Path launcher = directory.resolve("tillgate");
    Files.copy(Launched.LAUNCHER, launcher, StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(target.resolve("tillgate.jar"), directory.resolve("tillgate.jar"));
    Files.createSymbolicLink(directory.resolve("lib"), target.resolve("lib"));
    String archive = directory.resolve("tillgate.jsa").toString();
    List<String> command = List.of(launcher.toString(), "--version");
    Map<String, String> keep = Map.of("TILLGATE_JAVA_OPTS", "-XX:ArchiveClassesAtExit=" + archive);
    try (Launched process = new Launched(command, keep)) {
      assertEquals(0, process.exitCode(), process.said());
    }
    Map<String, String> tell = Map.of("TILLGATE_JAVA_OPTS", "-Xlog:class+load");
    try (Launched process = new Launched(command, tell)) {
      assertEquals(0, process.exitCode(), process.said());
      String kept = "io.tillgate.gateway.Tillgate source: shared objects file (top)";
      assertTrue(process.said().contains(kept), process.said());
    }
    Files.writeString(directory.resolve("tillgate.jsa"), "of another program");
    try (Launched process = new Launched(command, Map.of())) {
      assertEquals(0, process.exitCode(), process.said());
      assertTrue(process.said().startsWith("tillgate "), process.said());
    }
  }

  @Test
  void optionsForTheJvmReachIt() throws Exception {
    List<String> command = List.of(Launched.LAUNCHER.toString(), "--version");
    Map<String, String> options = Map.of("TILLGATE_JAVA_OPTS", "-XshowSettings:properties -Da.b=c");
    try (Launched process = new Launched(command, options)) {
      assertEquals(0, process.exitCode(), process.said());
      assertTrue(process.said().contains("a.b = c"), process.said());
    }
  }
}
