package io.tillgate.journal;

import java.nio.file.Path;

/**
 * A segment in use.
 *
 * @param path its file
 * @param header what the file begins with
 */
record Segment(Path path, SegmentHeader header) {
  static final String SUFFIX = ".segment";

  static String nameOf(long sequence) {
    return String.format("%016d%s", sequence, SUFFIX);
  }

  static boolean isName(String name) {
    return name.matches("\\d{16}\\" + SUFFIX);
  }

  static long sequenceOf(Path path) {
    String name = path.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  String name() {
    return path.getFileName().toString();
  }

  long sequence() {
    return header.sequence();
  }

  long baseOffset() {
    return header.baseOffset();
  }
}
