package io.tillgate.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One file, as the journal uses it. Calls may be short, as the kernel's may. */
interface SegmentFile extends Closeable {
  /** Returns the number of bytes read, or -1 at or beyond the end. */
  int read(ByteBuffer into, long position) throws IOException;

  /** Returns the number of bytes written, which may be fewer than given. */
  int write(ByteBuffer from, long position) throws IOException;

  /** Returns when all that was written is on the medium. */
  void force() throws IOException;

  long size() throws IOException;

  /** Writes all of {@code from}; a write that gets nowhere is an error, never a loop. */
  default void writeFully(ByteBuffer from, long position) throws IOException {
    while (from.hasRemaining()) {
      int written = write(from, position);
      if (written <= 0)
        throw new IOException("the disk took none of " + from.remaining() + " bytes");
      position += written;
    }
  }
}
