package io.tillgate.card.nexo;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** The bytes of one message as they arrive, up to a bound; what was outgrown is zeroed. */
final class BoundedBody {
  private static final int FIRST_BYTES = 4096;

  private final int most;
  private byte[] bytes = new byte[FIRST_BYTES];
  private int length;

  BoundedBody(int most) {
    this.most = most;
  }

  /** False where it does not fit; then nothing more is kept. */
  boolean add(Buffer chunk) {
    int size = chunk.length();
    if (length + size > most) {
      drop();
      return false;
    }
    if (length + size > bytes.length) {
      byte[] larger =
          Arrays.copyOf(bytes, Math.max(length + size, Math.min(most, 2 * bytes.length)));
      Arrays.fill(bytes, (byte) 0);
      bytes = larger;
    }
    chunk.getBytes(0, size, bytes, length);
    length += size;
    return true;
  }

  /** All of it; nothing is kept. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, length);
    drop();
    return taken;
  }

  void drop() {
    Arrays.fill(bytes, (byte) 0);
    length = 0;
  }
}
