package io.tillgate.card.acquirer;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A file of trace numbers as a start leaves it. */
public final class StanFile {
  private StanFile() {}

  /** After which {@code position + 1} is the next number, modulo 999,999. */
  public static byte[] at(long position) {
    ByteBuffer bytes = ByteBuffer.allocate(12).putLong(position);
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), 0, 8);
    return bytes.putInt((int) crc.getValue()).array();
  }
}
