package io.tillgate.loadtests.card;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** What the disk itself can do: a page written into a preallocated file and forced, one by one. */
final class Forces {
  private static final int PAGE = 4_096;
  private static final int PAGES = 2_000;

  private Forces() {}

  static double medianMicros(Path directory) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("forces"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      ByteBuffer page = ByteBuffer.allocateDirect(PAGE);
      for (int i = 0; i < PAGES; i++) file.write(page.clear(), (long) i * PAGE);
      file.force(true);
      long[] nanos = new long[PAGES];
      for (int i = 0; i < PAGES; i++) {
        page.clear().put(0, (byte) i);
        long began = System.nanoTime();
        file.write(page, (long) i * PAGE);
        file.force(false);
        nanos[i] = System.nanoTime() - began;
      }
      Arrays.sort(nanos);
      return nanos[PAGES / 2] / 1e3;
    }
  }
}
