package io.tillgate.card.acquirer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trace numbers (DE11) for the messages that the edge makes for one acquirer: 000001 to 999999,
 * then again from 000001. No number is given twice within 999,999, whatever restarts and crashes
 * come between, but for those that a start passes over: numbers are durable in blocks before the
 * first of a block is given, and a start begins with a new block, so that 998 starts in a row still
 * repeat none. The next block is made durable beside, when half of one is used.
 *
 * <p>A file that is new or cannot be read begins at a number of the clock's, 10 a second: what was
 * given shortly before the file was lost lies behind it.
 *
 * <p>State of the card context; blocks are forced on another thread.
 */
public final class StanCounter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StanCounter.class);

  static final int BLOCK = 1_000;
  private static final int HIGHEST = 999_999;
  private static final long MILLIS_A_NUMBER = 100;
  private static final int CHECKED_BYTES = Long.BYTES;
  private static final int FILE_BYTES = CHECKED_BYTES + Integer.BYTES;

  private final FileChannel file;
  private final Executor forces;

  /** How many numbers were given since the first, ever: the number is this modulo 999,999. */
  private long next;

  private volatile long durableUntil;
  private volatile boolean isReserving;

  private StanCounter(FileChannel file, Executor forces, long next) {
    this.file = file;
    this.forces = forces;
    this.next = next;
    this.durableUntil = next;
  }

  /**
   * Opens the counter in {@code file}, or makes it. Blocks.
   *
   * @param forces runs what blocks, one task at a time
   */
  public static StanCounter open(Path file, Clock clock, Executor forces) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long stored = read(channel);
      if (stored < 0) {
        stored = clock.millis() / MILLIS_A_NUMBER;
        LOG.info("trace numbers in {} begin at the clock's", file);
      }
      StanCounter counter = new StanCounter(channel, forces, stored);
      counter.reserve(stored + BLOCK);
      return counter;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Negative where the file holds nothing that can be trusted. */
  private static long read(FileChannel channel) throws IOException {
    ByteBuffer stored = ByteBuffer.allocate(FILE_BYTES);
    if (channel.size() != FILE_BYTES || channel.read(stored, 0) != FILE_BYTES) return -1;
    boolean isWhole = stored.getInt(CHECKED_BYTES) == checksum(stored.array());
    return isWhole ? stored.getLong(0) : -1;
  }

  private static int checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }

  /** Six digits; null where none is durable, since the disk takes nothing. */
  public String next() {
    if (durableUntil - next <= BLOCK / 2 && !isReserving) reserveBeside();
    if (next == durableUntil) return null;
    String digits = Long.toString(next++ % HIGHEST + 1);
    return "000000".substring(digits.length()) + digits;
  }

  private void reserveBeside() {
    isReserving = true;
    long until = durableUntil + BLOCK;
    forces.execute(
        () -> {
          try {
            reserve(until);
          } catch (IOException e) {
            LOG.error("the file of trace numbers cannot be written; it is tried again", e);
          } finally {
            isReserving = false;
          }
        });
  }

  private void reserve(long until) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES).putLong(0, until);
    bytes.putInt(CHECKED_BYTES, checksum(bytes.array()));
    while (bytes.hasRemaining()) file.write(bytes, bytes.position());
    file.force(false);
    durableUntil = until;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
