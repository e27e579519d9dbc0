package io.tillgate.card.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The file of one-time keys: a page with {@code TGOK}, version, slot count and CRC32C of these,
 * then 64 bytes a slot ({@link SlotWrap}). Slots carry no checksum of their own: they hold random
 * bytes, and what a damaged key opens is refused by its own seal.
 *
 * <p>Written in place and preallocated, so that a slot is truly overwritten and a force needs no
 * metadata. Where a file system copies on write (btrfs, ZFS) or a disk remaps, old bytes may
 * survive outside the file; they are worth nothing without the ring's queue key.
 */
final class SlotFile implements SlotStore {
  private static final int MAGIC = 0x54474f4b;
  private static final int VERSION = 2;
  private static final int HEAD_BYTES = 4_096;
  private static final int HEAD_USED_BYTES = 12;

  private final FileChannel channel;
  private int slots;

  private SlotFile(FileChannel channel, int slots) {
    this.channel = channel;
    this.slots = slots;
  }

  /**
   * Opens or makes the file, and locks it until {@link #close}. A new file has no slots yet.
   *
   * @throws IOException with what to do, where the file is damaged or in use
   */
  static SlotFile open(Path file) throws IOException {
    boolean isNew = !Files.exists(file);
    FileChannel channel =
        FileChannel.open(
            file,
            EnumSet.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PrivateFile.ownerOnly(file.toAbsolutePath().getParent()));
    try {
      lock(file, channel);
      if (PrivateFile.isOpenToOthers(file)) {
        throw new IOException(
            "others may read the one-time keys %s (%s): chmod 600 it"
                .formatted(file, PrivateFile.mode(file)));
      }
      if (isNew) PrivateFile.force(file.toAbsolutePath().getParent());
      return new SlotFile(channel, channel.size() == 0 ? 0 : readHead(file, channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void lock(Path file, FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) return;
    } catch (OverlappingFileLockException e) {
      // The same process holds it; said below.
    }
    throw new IOException(file + " is in use by another running process: stop that one first");
  }

  private static int readHead(Path file, FileChannel channel) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_USED_BYTES + 4);
    while (head.hasRemaining() && channel.read(head, head.position()) > 0) {}
    boolean whole = !head.hasRemaining();
    head.flip();
    if (!whole
        || head.getInt() != MAGIC
        || head.getInt() != VERSION
        || head.getInt(HEAD_USED_BYTES) != crc(head.array())) {
      throw damaged(file);
    }
    int slots = head.getInt();
    if (slots < OneTimeKeySettings.MIN_SLOTS || channel.size() < position(slots)) {
      throw damaged(file);
    }
    return slots;
  }

  /**
   * How many slots of {@code file} are under each queue key, by its id. Takes no lock and no key,
   * so it may be asked beside the process that uses the file; empty where there is none.
   */
  static Map<Integer, Integer> slotsByKey(Path file) throws IOException {
    Map<Integer, Integer> slots = new TreeMap<>();
    if (!Files.exists(file)) return slots;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() == 0) return slots;
      SlotFile reading = new SlotFile(channel, readHead(file, channel));
      byte[] bytes = new byte[SlotWrap.SLOT_BYTES];
      for (int slot = 0; slot < reading.slots; slot++) {
        reading.read(slot, bytes);
        slots.merge(SlotWrap.keyId(bytes), 1, Integer::sum);
      }
    }
    return slots;
  }

  private static IOException damaged(Path file) {
    return new IOException(
        file
            + " is damaged: restore it, or move it away to go on without it; reversals that need"
            + " its keys are then parked for a person");
  }

  private static int crc(byte[] head) {
    CRC32C crc = new CRC32C();
    crc.update(head, 0, HEAD_USED_BYTES);
    return (int) crc.getValue();
  }

  @Override
  public int slots() {
    return slots;
  }

  @Override
  public void read(int slot, byte[] bytes) throws IOException {
    ByteBuffer into = ByteBuffer.wrap(bytes);
    while (into.hasRemaining()) {
      if (channel.read(into, position(slot) + into.position()) < 0) {
        throw new IOException("slot " + slot + " ends early");
      }
    }
  }

  @Override
  public void write(int slot, byte[] bytes) throws IOException {
    writeAll(ByteBuffer.wrap(bytes), position(slot));
  }

  @Override
  public void resize(int newSlots) throws IOException {
    ByteBuffer head =
        ByteBuffer.allocate(HEAD_BYTES).putInt(MAGIC).putInt(VERSION).putInt(newSlots);
    head.putInt(crc(head.array())).rewind();
    writeAll(head, 0);
    slots = newSlots;
  }

  private void writeAll(ByteBuffer bytes, long position) throws IOException {
    int start = bytes.position();
    while (bytes.hasRemaining()) channel.write(bytes, position + bytes.position() - start);
  }

  @Override
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static long position(int slot) {
    return HEAD_BYTES + (long) slot * SlotWrap.SLOT_BYTES;
  }
}
