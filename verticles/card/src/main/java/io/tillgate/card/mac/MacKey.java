package io.tillgate.card.mac;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A zone key that an acquirer gave, in a file of hex digits that nobody but its owner may read.
 * Closing zeroes it.
 */
public final class MacKey implements AutoCloseable {
  private static final int MAX_BYTES = 32;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final byte[] bytes;

  MacKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads {@code mac-NAME.key} of {@code directory}.
   *
   * @throws IOException where it cannot be used, with what to do; it never quotes the key
   */
  public static MacKey read(Path directory, MacRule rule) throws IOException {
    Path file = directory.resolve("mac-" + rule.key() + ".key");
    byte[] hex;
    try {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) refuseOpenFile(file);
      hex = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          file
              + " is not there: the dialect's section mac asks for this key. Write the key that"
              + " the acquirer gave into it, as hex digits",
          e);
    }
    try {
      byte[] bytes = bytes(hex);
      if (bytes == null || !rule.algorithm().takes(bytes.length)) {
        throw new IOException(
            file
                + " holds no key of "
                + rule.algorithm()
                + ": hex digits of "
                + (rule.algorithm() == MacAlgorithm.RETAIL ? "16" : "16, 24 or 32")
                + " bytes are needed");
      }
      return new MacKey(bytes);
    } finally {
      Arrays.fill(hex, (byte) 0);
    }
  }

  private static void refuseOpenFile(Path file) throws IOException {
    for (PosixFilePermission each : Files.getPosixFilePermissions(file)) {
      if (OTHERS.contains(each)) {
        throw new IOException(file + " may be read by others than its owner: chmod 600 it");
      }
    }
  }

  /** Null where it is not hex digits, blanks and line ends aside. */
  private static byte[] bytes(byte[] hex) {
    byte[] bytes = new byte[MAX_BYTES + 1];
    int digits = 0;
    for (byte each : hex) {
      if (each == ' ' || each == '\n' || each == '\r') continue;
      int digit = Character.digit(each, 16);
      if (digit < 0 || digits == 2 * MAX_BYTES) return null;
      bytes[digits / 2] |= (byte) (digits % 2 == 0 ? digit << 4 : digit);
      digits++;
    }
    byte[] key = digits % 2 == 0 ? Arrays.copyOf(bytes, digits / 2) : null;
    Arrays.fill(bytes, (byte) 0);
    return key;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "a MAC key of " + bytes.length + " bytes";
  }
}
