package io.tillgate.card.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that only their owner may read (mode 0600, directories 0700). Where a file system has no
 * such modes (not POSIX), its own protection must do.
 */
final class PrivateFile {
  private static final Set<PosixFilePermission> OWNER_FILE =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  private static final Set<PosixFilePermission> OWNER_DIRECTORY =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private PrivateFile() {}

  static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) return;
    Path parent = directory.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    Files.createDirectory(directory, owned(parent, OWNER_DIRECTORY));
  }

  /**
   * Writes {@code bytes} so that after a crash the file is either not there or whole.
   *
   * @throws FileAlreadyExistsException where there is one already; it is left as it was
   */
  static void createNew(Path file, byte[] bytes) throws IOException {
    if (Files.exists(file)) throw new FileAlreadyExistsException(file.toString());
    Files.move(written(file, bytes), file, StandardCopyOption.ATOMIC_MOVE);
    force(file.toAbsolutePath().getParent());
  }

  /**
   * @throws BadKeyRing where one of {@code files} exists: keys are never overwritten
   */
  static void refuseIfThere(Path... files) throws BadKeyRing {
    for (Path path : files) {
      if (Files.exists(path)) {
        throw new BadKeyRing(
            path + " exists and is left as it is: name another directory, or move it away first");
      }
    }
  }

  /**
   * Writes {@code bytes} in the place of what {@code file} held, if anything: after a crash it is
   * the old or the new, whole. The old bytes are overwritten where they lay.
   */
  static void replace(Path file, byte[] bytes) throws IOException {
    if (!Files.exists(file)) {
      createNew(file, bytes);
      return;
    }
    Path whole = written(file, bytes);
    try (FileChannel old = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long size = old.size();
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(file.toAbsolutePath().getParent());
      ByteBuffer zeros = ByteBuffer.allocate((int) size);
      while (zeros.hasRemaining()) old.write(zeros);
      old.force(true);
    }
  }

  private static Path written(Path file, byte[] bytes) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Path whole = directory.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(whole);
    try (FileChannel channel =
        FileChannel.open(
            whole,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            owned(directory, OWNER_FILE))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) channel.write(rest);
      channel.force(true);
    }
    return whole;
  }

  /** Whether anyone but the owner may read or change {@code file}. */
  static boolean isOpenToOthers(Path file) throws IOException {
    if (!isPosix(file)) return false;
    Set<PosixFilePermission> others = EnumSet.allOf(PosixFilePermission.class);
    others.removeAll(OWNER_DIRECTORY);
    others.retainAll(Files.getPosixFilePermissions(file));
    return !others.isEmpty();
  }

  static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
    return owned(directory, OWNER_FILE);
  }

  /** A new name in a directory is durable only once the directory itself is forced. */
  static void force(Path directory) throws IOException {
    if (!isPosix(directory)) return;
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] owned(Path directory, Set<PosixFilePermission> permissions)
      throws IOException {
    if (!isPosix(directory)) return new FileAttribute<?>[0];
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }

  private static boolean isPosix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
