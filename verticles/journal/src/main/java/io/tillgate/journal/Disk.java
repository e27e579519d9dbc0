package io.tillgate.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file system as the journal uses it. Tests put their faults behind it. */
interface Disk {
  /** Makes {@code directory}, readable by its owner alone, unless it is there. */
  void makeDirectory(Path directory) throws IOException;

  List<Path> list(Path directory) throws IOException;

  SegmentFile open(Path file, boolean writable) throws IOException;

  /** A new empty file, readable by its owner alone, in place of one of that name. */
  SegmentFile create(Path file) throws IOException;

  void rename(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  /** Returns when the names in {@code directory} are on the medium. */
  void forceDirectory(Path directory) throws IOException;

  long usableBytes(Path directory) throws IOException;
}
