package io.tillgate.gateway.cli;

import io.tillgate.wire.CardNumberFind;
import io.tillgate.wire.CardNumberFinder;
import io.tillgate.wire.CardNumberRedactor;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Scans files, and what is packed in them, for card numbers. Memory does not depend on their size.
 * One thread.
 */
final class FileScan {
  /** Takes what a scan comes across. */
  interface Sink {
    /**
     * @param place a path, with {@code !/} and the entry where it is in an archive
     */
    void found(String place, CardNumberFind find);

    /** The name of a file or directory is, or holds, a card number. */
    void foundInName(String place);

    void unreadable(String place, String reason);
  }

  /** Archives in archives are opened so deep; deeper ones are reported as not read. */
  private static final int MAX_DEPTH = 8;

  /** What one file may unpack to; more is no log or dump, and is reported as not read. */
  private static final long MAX_UNPACKED_BYTES = 64L << 30;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAGIC_BYTES = 4;

  private final Sink sink;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private long files;
  private long bytes;
  private long unpackedBytes;
  private long found;
  private long notRead;
  private long links;
  private long special;

  FileScan(Sink sink) {
    this.sink = sink;
  }

  /** Scans a file, or all files below a directory. Links below it are counted, not followed. */
  void walk(Path path) {
    try {
      Path start = Files.isSymbolicLink(path) ? path.toRealPath() : path;
      Files.walkFileTree(start, new Visitor());
    } catch (IOException e) {
      refuse(path.toString(), e);
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      name(directory.toString(), String.valueOf(directory.getFileName()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      name(file.toString(), String.valueOf(file.getFileName()));
      if (attributes.isSymbolicLink()) links++;
      else if (attributes.isRegularFile()) file(file);
      else special++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      refuse(file.toString(), e);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
      if (e != null) refuse(directory.toString(), e);
      return FileVisitResult.CONTINUE;
    }
  }

  private void name(String place, String name) {
    if (CardNumberRedactor.redact(name).equals(name)) return;
    found++;
    sink.foundInName(place);
  }

  private void file(Path file) {
    files++;
    unpackedBytes = 0;
    try (InputStream in = Files.newInputStream(file)) {
      stream(file.toString(), in, 0);
    } catch (IOException e) {
      refuse(file.toString(), e);
    }
  }

  private void stream(String place, InputStream source, int depth) throws IOException {
    BufferedInputStream in = new BufferedInputStream(source, BUFFER_BYTES);
    in.mark(MAGIC_BYTES);
    int magic = 0;
    for (int i = 0; i < MAGIC_BYTES; i++) magic = magic << 8 | in.read() & 0xFF;
    in.reset();
    boolean isGzip = magic >>> 8 == 0x1F8B08;
    boolean isZip = magic == 0x504B0304;
    if ((isGzip || isZip) && depth == MAX_DEPTH) {
      throw new IOException("archives in archives deeper than " + MAX_DEPTH);
    }
    if (isGzip) {
      stream(place + "!/" + unpackedName(place), new GZIPInputStream(in, BUFFER_BYTES), depth + 1);
    } else if (isZip) {
      entries(place, new ZipInputStream(in), depth);
    } else {
      plain(place, in, depth);
    }
  }

  private static String unpackedName(String place) {
    String name = place.substring(place.lastIndexOf('/') + 1);
    return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
  }

  private void entries(String place, ZipInputStream zip, int depth) throws IOException {
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      // An entry that is closed ends the archive's stream, and the next one must still be read.
      InputStream open =
          new FilterInputStream(zip) {
            @Override
            public void close() {}
          };
      String inside = place + "!/" + entry.getName();
      name(inside, entry.getName());
      stream(inside, open, depth + 1);
    }
  }

  private void plain(String place, InputStream in, int depth) throws IOException {
    CardNumberFinder finder =
        new CardNumberFinder(
            find -> {
              found++;
              sink.found(place, find);
            });
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        finder.feed(buffer, 0, read);
        bytes += read;
        if (depth > 0) unpackedBytes += read;
        if (unpackedBytes > MAX_UNPACKED_BYTES) {
          throw new IOException("unpacks to more than " + MAX_UNPACKED_BYTES + " bytes");
        }
      }
    } finally {
      finder.end();
    }
  }

  private void refuse(String place, IOException e) {
    notRead++;
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    sink.unreadable(place, reason.equals(place) ? e.getClass().getSimpleName() : reason);
  }

  /** Whether everything was read and nothing found. */
  boolean isClean() {
    return found == 0 && notRead == 0;
  }

  String summary() {
    return "%d found in %d files, %d bytes; %d not read; %d links and %d special files passed over"
        .formatted(found, files, bytes, notRead, links, special);
  }
}
