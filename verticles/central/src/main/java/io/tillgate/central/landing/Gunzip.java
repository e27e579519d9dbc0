package io.tillgate.central.landing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Decompresses, and stops at a bound: a few bytes can stand for many. */
final class Gunzip {
  private static final int CHUNK_BYTES = 16 << 10;

  private Gunzip() {}

  /**
   * @return nothing where more than {@code mostBytes} would come out
   * @throws IOException where {@code compressed} is not gzip
   */
  static Optional<byte[]> of(byte[] compressed, int mostBytes) throws IOException {
    int guess = Math.min(mostBytes, Math.max(CHUNK_BYTES, compressed.length * 4));
    ByteArrayOutputStream out = new ByteArrayOutputStream(guess);
    byte[] chunk = new byte[CHUNK_BYTES];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (out.size() + read > mostBytes) return Optional.empty();
        out.write(chunk, 0, read);
      }
    }
    return Optional.of(out.toByteArray());
  }
}
