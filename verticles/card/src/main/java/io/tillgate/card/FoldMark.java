package io.tillgate.card;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;

/**
 * From where a start has to read the journal. Kept in a small file that may be old or gone: an old
 * mark costs time and nothing else, so it is not forced. One thread at a time.
 */
final class FoldMark {
  private static final int BYTES = Long.BYTES + Long.BYTES + Integer.BYTES;

  private final Path file;

  FoldMark(Path file) {
    this.file = file;
  }

  /** The mark where it was made for {@code epoch}; else 0. */
  long read(long epoch) throws IOException {
    byte[] stored;
    try {
      stored = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
    if (stored.length != BYTES) return 0;
    ByteBuffer in = ByteBuffer.wrap(stored);
    boolean isSound = in.getInt(BYTES - Integer.BYTES) == checksum(stored);
    return isSound && in.getLong(0) == epoch ? Math.max(0, in.getLong(Long.BYTES)) : 0;
  }

  void write(long epoch, long offset) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(BYTES).putLong(epoch).putLong(offset);
    out.putInt(checksum(out.array()));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.write(fresh, out.array());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, BYTES - Integer.BYTES);
    return (int) crc.getValue();
  }
}
