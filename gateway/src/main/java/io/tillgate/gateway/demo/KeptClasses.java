package io.tillgate.gateway.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The classes of edge and central as the JVM has laid them out, kept from one run for the next,
 * which then starts in two thirds of the time (JEP 350). The first process of a role that ends well
 * leaves them; an archive that does not fit is passed over by the JVM in silence. Used by one
 * thread.
 *
 * <p>Kept outside the demo's data: bytes of program files can look like packed card numbers, and a
 * search of the data should find what is there only.
 */
final class KeptClasses {
  private static final Set<String> ROLES = Set.of("edge", "central");
  private static final String QUIET = "-Xlog:cds=off";
  private static final String QUIET_TOO = "-Xlog:cds+dynamic=off";
  private static final String KEPT = ".jsa";

  /** Behind {@link #KEPT} until the process has ended: before that, not all of it is there. */
  private static final String LEFT = ".new";

  private final Path folder;
  private final Set<String> leaving = new HashSet<>();

  KeptClasses(Path folder) {
    this.folder = folder;
  }

  /** Options for the JVM of a process that is about to start. */
  List<String> options(String role, String classPath) throws IOException {
    if (!ROLES.contains(role)) return List.of();
    Path archive = folder.resolve(role + "-" + fingerprint(classPath) + KEPT);
    if (Files.exists(archive)) return List.of("-XX:SharedArchiveFile=" + archive, QUIET, QUIET_TOO);
    if (!leaving.add(role)) return List.of();
    Files.createDirectories(folder);
    return List.of("-XX:ArchiveClassesAtExit=" + archive + LEFT, QUIET, QUIET_TOO);
  }

  /** Takes what processes left, in place of what was kept before; they have all ended. */
  void keep() throws IOException {
    for (String role : leaving) {
      for (Path left : files(role, KEPT + LEFT)) {
        for (Path old : files(role, KEPT)) Files.delete(old);
        String name = left.getFileName().toString();
        Files.move(left, folder.resolve(name.substring(0, name.length() - LEFT.length())));
      }
    }
  }

  private List<Path> files(String role, String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, role + "-*" + ending)) {
      files.forEach(found::add);
    }
    return found;
  }

  /** Of the JVM and of every file that it takes classes from. */
  private static String fingerprint(String classPath) {
    StringBuilder all = new StringBuilder(System.getProperty("java.vm.version"));
    for (String entry : classPath.split(File.pathSeparator)) {
      File file = new File(entry);
      all.append('\n').append(file).append(' ').append(file.length());
      all.append(' ').append(file.lastModified());
    }
    return UUID.nameUUIDFromBytes(all.toString().getBytes(StandardCharsets.UTF_8)).toString();
  }
}
