package io.tillgate.card.standin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.zip.CRC32C;

/**
 * Cards that must not be approved offline, by their tokens. Kept in one file that is replaced as a
 * whole, so that a start finds the old list or the new one; its age is told by its own time stamp,
 * never by the file's. Of each token 64 bits of a hash are kept: a card that shares them with one
 * on the list (one in 10^13 with a million listed) is declined too. Reading is for any thread,
 * {@link #replace} for one at a time, and blocks.
 */
public final class DenyList {
  /** The age of no list. */
  public static final long NO_AGE = -1;

  /** 8 MB in memory and on the disk. */
  public static final int MAX_TOKENS = 1_000_000;

  private static final long CONFIRM_EVERY_MILLIS = 3_600_000;
  private static final int MAGIC = 0x54474431; // TGD1
  private static final int HEAD_BYTES = Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;

  private record Listed(long version, long epochMillis, long[] hashes) {}

  private final Path file;
  private volatile Listed listed;

  private DenyList(Path file, Listed listed) {
    this.file = file;
    this.listed = listed;
  }

  /**
   * Reads the list; a file that is not there is no list.
   *
   * @throws IOException where it is damaged or cannot be read, with what to do
   */
  public static DenyList open(Path file) throws IOException {
    return new DenyList(file, read(file));
  }

  private static Listed read(Path file) throws IOException {
    byte[] stored;
    try {
      stored = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(stored);
    int entries = (stored.length - HEAD_BYTES - Integer.BYTES) / Long.BYTES;
    boolean isSound =
        stored.length >= HEAD_BYTES + Integer.BYTES
            && in.getInt() == MAGIC
            && in.getInt(stored.length - Integer.BYTES) == checksum(stored);
    long version = isSound ? in.getLong() : 0;
    long epochMillis = isSound ? in.getLong() : 0;
    if (!isSound || in.getInt() != entries) {
      throw new IOException(
          file + " is damaged: remove it, and the deny list is fetched anew from central");
    }
    long[] hashes = new long[entries];
    in.asLongBuffer().get(hashes);
    return new Listed(version, epochMillis, hashes);
  }

  private static int checksum(byte[] stored) {
    CRC32C crc = new CRC32C();
    crc.update(stored, 0, stored.length - Integer.BYTES);
    return (int) crc.getValue();
  }

  /**
   * Puts another list in place of this one; when it returns, the new one is on the disk and holds.
   *
   * @param version central's number of it
   * @param epochMillis when it was true, by central's clock
   * @param tokens of the cards, as {@code CardRecord.token} has them; at most {@link #MAX_TOKENS}
   * @throws IOException where the disk does not take it; the old list then holds
   */
  public synchronized void replace(long version, long epochMillis, Collection<String> tokens)
      throws IOException {
    if (tokens.size() > MAX_TOKENS) {
      throw new IOException(tokens.size() + " cards: a deny list has at most " + MAX_TOKENS);
    }
    long[] hashes = tokens.stream().mapToLong(DenyList::hash).sorted().distinct().toArray();
    Listed fresh = new Listed(version, epochMillis, hashes);
    write(fresh);
    listed = fresh;
  }

  /**
   * Central said that version {@code version} is still the newest: the list is as young as that.
   * Written where it made the list an hour younger or more, so that a start knows it too.
   *
   * @throws IOException where the disk does not take it; the list holds as it was
   */
  public synchronized void confirm(long version, long epochMillis) throws IOException {
    Listed now = listed;
    if (now == null || now.version != version) return;
    if (epochMillis - now.epochMillis < CONFIRM_EVERY_MILLIS) return;
    Listed fresh = new Listed(version, epochMillis, now.hashes);
    write(fresh);
    listed = fresh;
  }

  private void write(Listed fresh) throws IOException {
    int bytes = HEAD_BYTES + fresh.hashes.length * Long.BYTES + Integer.BYTES;
    ByteBuffer out = ByteBuffer.allocate(bytes);
    out.putInt(MAGIC).putLong(fresh.version).putLong(fresh.epochMillis);
    out.putInt(fresh.hashes.length);
    for (long hash : fresh.hashes) out.putLong(hash);
    out.putInt(checksum(out.array())).flip();
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            whole,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (out.hasRemaining()) channel.write(out);
      channel.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** FNV-1a of 64 bits: tokens are keyed, so nobody can choose two that meet. */
  private static long hash(String token) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : token.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ b & 0xff) * 0x100000001b3L;
    }
    return hash;
  }

  public boolean contains(String token) {
    Listed now = listed;
    return now != null && token != null && Arrays.binarySearch(now.hashes, hash(token)) >= 0;
  }

  /** How old the list is; a list from the future is new; {@link #NO_AGE} without one. */
  public long ageMillis(long nowEpochMillis) {
    Listed now = listed;
    return now == null ? NO_AGE : Math.max(0, nowEpochMillis - now.epochMillis);
  }

  /** Central's number of the list; -1 without one. */
  public long version() {
    Listed now = listed;
    return now == null ? -1 : now.version;
  }

  public int size() {
    Listed now = listed;
    return now == null ? 0 : now.hashes.length;
  }
}
