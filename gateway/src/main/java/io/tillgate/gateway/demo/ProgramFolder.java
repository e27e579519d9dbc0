package io.tillgate.gateway.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;

/**
 * Where program files lie that are unpacked or made once for all runs: PostgreSQL's, and the
 * classes kept by {@link KeptClasses}. They are no data of a demo, so they lie outside its
 * directory, where nobody else can get at them.
 */
final class ProgramFolder {
  private ProgramFolder() {}

  /**
   * The folder, made where it is missing.
   *
   * @throws IOException where it is somebody else's, with what to do
   */
  static Path open() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path ours = temporary.resolve("tillgate-demo-" + System.getProperty("user.name"));
    if (!Files.isDirectory(ours, LinkOption.NOFOLLOW_LINKS)) Files.createDirectory(ours);
    Path probe = Files.createTempFile("tillgate", null);
    UserPrincipal self = Files.getOwner(probe);
    Files.delete(probe);
    if (!Files.getOwner(ours, LinkOption.NOFOLLOW_LINKS).equals(self)) {
      throw new IOException(
          ours
              + " is somebody else's: have it removed, or choose another place with"
              + " TILLGATE_JAVA_OPTS=-Djava.io.tmpdir=DIR");
    }
    Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwx------"));
    return ours;
  }
}
