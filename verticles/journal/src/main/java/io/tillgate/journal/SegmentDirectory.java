package io.tillgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The segment files of a journal: naming, finding, allocating, deleting. Belongs to no thread. */
final class SegmentDirectory {
  /** A file being allocated; it gets its own name when all of it is there. */
  static final String PREPARING = "preparing";

  private static final int ZEROS_BYTES = 1 << 20;

  /** An allocation is forced piece by piece, so that a force of the writer never waits for all. */
  private static final int PACE_BYTES = 4 << 20;

  private final Path path;
  private final Disk disk;

  SegmentDirectory(Path path, Disk disk) {
    this.path = path;
    this.disk = disk;
  }

  Path path() {
    return path;
  }

  Disk disk() {
    return disk;
  }

  /** Segment files by sequence, the ones not yet begun included. */
  List<Path> files() throws IOException {
    return disk.list(path).stream()
        .filter(file -> Segment.isName(file.getFileName().toString()))
        .sorted()
        .toList();
  }

  Path file(long sequence) {
    return path.resolve(Segment.nameOf(sequence));
  }

  long freeBytes() throws IOException {
    return disk.usableBytes(path);
  }

  /**
   * Makes the file of segment {@code sequence}: all of it written with zeros, so that later forces
   * have no metadata to write, and its name on the medium. Leaves nothing behind when it fails.
   */
  Path prepare(long sequence, int segmentBytes) throws IOException {
    Path preparing = path.resolve(PREPARING);
    Path file = file(sequence);
    try {
      try (SegmentFile segment = disk.create(preparing)) {
        for (long at = 0; at < segmentBytes; at += PACE_BYTES) {
          zero(segment, at, Math.min(at + PACE_BYTES, segmentBytes));
          segment.force();
        }
      }
      disk.rename(preparing, file);
      disk.forceDirectory(path);
      return file;
    } catch (IOException e) {
      discard(preparing, e);
      throw e;
    }
  }

  private void discard(Path file, IOException cause) {
    try {
      disk.delete(file);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  static void zero(SegmentFile file, long from, long to) throws IOException {
    ByteBuffer zeros =
        ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, Math.max(0, to - from)));
    for (long at = from; at < to; at += zeros.limit()) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
      file.writeFully(zeros, at);
    }
  }

  void delete(Path file) throws IOException {
    disk.delete(file);
  }

  /** Deletes the oldest segment; when this returns, no power cut brings it back. */
  void retire(Path oldest) throws IOException {
    disk.delete(oldest);
    disk.forceDirectory(path);
  }
}
