package io.tillgate.gateway.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The classes of each role as the JVM has laid them out, kept from one run for the next, which then
 * starts in two thirds of the time (JEP 350). The first process of a role that ends well leaves
 * them; an archive that does not fit is passed over by the JVM in silence. Used by one thread.
 *
 * <p>Kept outside the demo's data: bytes of program files can look like packed card numbers, and a
 * search of the data should find what is there only.
 */
final class KeptClasses {
  private static final String QUIET = "-Xlog:cds=off";
  private static final String QUIET_TOO = "-Xlog:cds+dynamic=off";
  private static final String KEPT = ".jsa";

  /** Behind {@link #KEPT} until the process has ended: before that, not all of it is there. */
  private static final String LEFT = ".new";

  /**
   * Archives of a role: for the JVMs and the working copies that somebody may go back and forth.
   */
  private static final int MOST = 3;

  private final Path folder;
  private final Map<String, Leaving> leaving = new HashMap<>();

  private record Leaving(Path left, Path archive) {}

  KeptClasses(Path folder) {
    this.folder = folder;
  }

  /** Options for the JVM of a process that is about to start. */
  List<String> options(String role, String classPath) throws IOException {
    Path archive = folder.resolve(role + "-" + fingerprint(classPath) + KEPT);
    if (Files.exists(archive)) return List.of("-XX:SharedArchiveFile=" + archive, QUIET, QUIET_TOO);
    if (leaving.containsKey(role)) return List.of();
    Files.createDirectories(folder);
    Path left = folder.resolve(archive.getFileName() + "." + ProcessHandle.current().pid() + LEFT);
    leaving.put(role, new Leaving(left, archive));
    return List.of("-XX:ArchiveClassesAtExit=" + left, QUIET, QUIET_TOO);
  }

  /** Takes what processes left; they have all ended. Of each role the newest few are kept. */
  void keep() throws IOException {
    for (Map.Entry<String, Leaving> of : leaving.entrySet()) {
      Leaving leaving = of.getValue();
      if (Files.exists(leaving.left)) {
        Files.move(leaving.left, leaving.archive, StandardCopyOption.REPLACE_EXISTING);
      }
      List<Path> newest = files(of.getKey(), KEPT);
      for (Path old : newest.subList(Math.min(MOST, newest.size()), newest.size())) {
        Files.deleteIfExists(old);
      }
      for (Path left : files(of.getKey(), LEFT)) {
        if (!isBeingWritten(left)) Files.deleteIfExists(left);
      }
    }
  }

  /** Whether the demo that its name ends with still runs. */
  private static boolean isBeingWritten(Path left) {
    String[] parts = left.getFileName().toString().split("\\.");
    return ProcessHandle.of(Long.parseLong(parts[parts.length - 2])).isPresent();
  }

  /** The newest first. */
  private List<Path> files(String role, String ending) throws IOException {
    List<File> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, role + "-*" + ending)) {
      files.forEach(file -> found.add(file.toFile()));
    }
    found.sort(Comparator.comparingLong(File::lastModified).reversed());
    return found.stream().map(File::toPath).toList();
  }

  /** Of the JVM and of every file that it may take classes from. */
  private static String fingerprint(String classPath) {
    StringBuilder all = new StringBuilder(System.getProperty("java.vm.version"));
    for (String entry : classPath.split(File.pathSeparator)) {
      File file = new File(entry);
      append(all, file);
      // A jar's manifest names more of them there.
      File[] others = new File(file.getAbsoluteFile().getParentFile(), "lib").listFiles();
      if (others == null) continue;
      Arrays.sort(others);
      for (File other : others) append(all, other);
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static void append(StringBuilder all, File file) {
    all.append('\n').append(file).append(' ').append(file.length());
    all.append(' ').append(file.lastModified());
  }
}
