package io.tillgate.card.acquirer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Trace numbers (DE11) for the messages that the edge makes: 000001 to 999999, then again from
 * 000001. A restart goes on where the last start may have been: numbers are taken from the file in
 * blocks, so that the file is forced once in {@link #BLOCK} messages: months. One thread.
 */
public final class StanCounter implements AutoCloseable {
  static final int BLOCK = 50_000;
  private static final int HIGHEST = 999_999;

  private final FileChannel file;
  private int next;
  private int reservedUntil;

  private StanCounter(FileChannel file, int next) {
    this.file = file;
    this.next = next;
    this.reservedUntil = next;
  }

  /** Opens the counter in {@code file}, or makes it. */
  public static StanCounter open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      ByteBuffer stored = ByteBuffer.allocate(Integer.BYTES);
      int read = channel.read(stored, 0);
      int value = read == Integer.BYTES ? stored.getInt(0) : 0;
      StanCounter counter = new StanCounter(channel, value < 0 || value > HIGHEST ? 0 : value);
      counter.reserve();
      return counter;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Six digits. Forces the file where a block is used up. */
  public String next() throws IOException {
    if (next == reservedUntil) reserve();
    next = next % HIGHEST + 1;
    String digits = Integer.toString(next);
    return "000000".substring(digits.length()) + digits;
  }

  private void reserve() throws IOException {
    int until = next + BLOCK > HIGHEST ? HIGHEST : next + BLOCK;
    if (next == HIGHEST) until = BLOCK;
    file.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, until), 0);
    file.force(false);
    reservedUntil = until;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
