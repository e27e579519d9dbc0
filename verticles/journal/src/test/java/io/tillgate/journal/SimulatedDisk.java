package io.tillgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A disk in memory that keeps what was written apart from what was forced, fails on demand, and can
 * lose its power: then each sector that was not forced is there or not, and one may be torn. A
 * force that fails drops the dirty pages and keeps them readable, as Linux does. Any thread.
 */
final class SimulatedDisk implements Disk {
  /** What may go wrong at one operation. */
  enum Fault {
    /** Half of the bytes are taken, and the kernel says so. */
    SHORT_WRITE,
    /** Half of the bytes are taken, then there is no space. */
    NO_SPACE,
    INPUT_OUTPUT_ERROR,
    /** From here on nothing works; the operation itself is half done. */
    POWER_CUT
  }

  static final int SECTOR_BYTES = SegmentReader.SECTOR_BYTES;

  private static final class Content {
    byte[] cached = {};
    byte[] durable = {};
    final TreeSet<Integer> dirty = new TreeSet<>();
    boolean failNextForce;
  }

  private final Map<Path, Content> files = new TreeMap<>();
  private final Map<Path, Content> durableNames = new TreeMap<>();
  private final Map<Long, Fault> faults = new TreeMap<>();
  private long operations;
  private boolean off;
  private long usable = 1L << 40;

  /** Lets the operation number {@code at}, counted from 0 over writes and forces, go wrong. */
  synchronized SimulatedDisk failAt(long at, Fault fault) {
    faults.put(at, fault);
    return this;
  }

  /** Lets the next force of {@code path} fail. */
  synchronized void failNextForceOf(Path path) {
    files.get(path).failNextForce = true;
  }

  synchronized long operations() {
    return operations;
  }

  synchronized void usableBytes(long bytes) {
    usable = bytes;
  }

  /** The same disk at another time: nothing done to one is seen in the other; no faults. */
  synchronized SimulatedDisk copy() {
    SimulatedDisk copy = new SimulatedDisk();
    files.forEach((path, content) -> copy.put(path, content.cached.clone()));
    return copy;
  }

  /** What the power cut left, as {@code random} decides. */
  synchronized SimulatedDisk afterPowerCut(Random random) {
    SimulatedDisk after = new SimulatedDisk();
    TreeSet<Path> names = new TreeSet<>(durableNames.keySet());
    names.addAll(files.keySet());
    for (Path path : names) {
      Content before = durableNames.get(path);
      Content now = files.get(path);
      Content content = before == now || random.nextBoolean() ? now : before;
      if (content != null) after.put(path, settle(content, random));
    }
    return after;
  }

  private static byte[] settle(Content content, Random random) {
    byte[] left = Arrays.copyOf(content.durable, content.cached.length);
    int chance = random.nextInt(5);
    for (int sector : content.dirty) {
      if (random.nextInt(4) >= chance) continue;
      int from = sector * SECTOR_BYTES;
      int to = Math.min(from + SECTOR_BYTES, left.length);
      if (from < to) System.arraycopy(content.cached, from, left, from, to - from);
    }
    return left;
  }

  private void put(Path path, byte[] bytes) {
    Content content = new Content();
    content.cached = bytes;
    content.durable = bytes.clone();
    files.put(path, content);
    durableNames.put(path, content);
  }

  synchronized byte[] bytes(Path path) {
    return files.get(path).cached;
  }

  /** Replaces a file's bytes, durably. */
  synchronized void bytes(Path path, byte[] bytes) {
    put(path, bytes);
  }

  synchronized List<Path> segments() {
    return files.keySet().stream()
        .filter(path -> Segment.isName(path.getFileName().toString()))
        .toList();
  }

  private Fault operation() throws IOException {
    if (off) throw new IOException("the power is off");
    Fault fault = faults.get(operations++);
    if (fault == Fault.POWER_CUT) off = true;
    return fault;
  }

  private Content content(Path path) throws IOException {
    Content content = files.get(path);
    if (content == null) throw new NoSuchFileException(path.toString());
    return content;
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized SegmentFile open(Path path, boolean writable) throws IOException {
    if (off) throw new IOException("the power is off");
    return new SimulatedFile(content(path), writable);
  }

  @Override
  public synchronized SegmentFile create(Path path) throws IOException {
    if (off) throw new IOException("the power is off");
    Content content = new Content();
    files.put(path, content);
    return new SimulatedFile(content, true);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    if (off) throw new IOException("the power is off");
    if (files.containsKey(to)) throw new FileAlreadyExistsException(to.toString());
    files.put(to, content(from));
    files.remove(from);
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    if (off) throw new IOException("the power is off");
    files.remove(path);
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    Fault fault = operation();
    if (fault != null) throw new IOException(fault.toString());
    durableNames.clear();
    durableNames.putAll(files);
  }

  @Override
  public synchronized long usableBytes(Path directory) {
    return usable;
  }

  private final class SimulatedFile implements SegmentFile {
    private final Content content;
    private final boolean writable;

    SimulatedFile(Content content, boolean writable) {
      this.content = content;
      this.writable = writable;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        if (off) throw new IOException("the power is off");
        if (position >= content.cached.length) return -1;
        int count = (int) Math.min(into.remaining(), content.cached.length - position);
        into.put(content.cached, (int) position, count);
        return count;
      }
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      synchronized (SimulatedDisk.this) {
        if (!writable) throw new IOException("opened for reading");
        Fault fault = operation();
        if (fault == Fault.INPUT_OUTPUT_ERROR) throw new IOException("EIO");
        int count = fault == null ? from.remaining() : from.remaining() / 2;
        take(from, position, count);
        if (fault == Fault.NO_SPACE) throw new IOException("No space left on device");
        if (fault == Fault.POWER_CUT) throw new IOException("the power went off");
        return count;
      }
    }

    private void take(ByteBuffer from, long position, int count) {
      int at = (int) position;
      if (content.cached.length < at + count) {
        content.cached = Arrays.copyOf(content.cached, at + count);
      }
      from.get(content.cached, at, count);
      for (int sector = at / SECTOR_BYTES; sector * SECTOR_BYTES < at + count; sector++) {
        content.dirty.add(sector);
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (SimulatedDisk.this) {
        Fault fault = operation();
        if (fault == Fault.POWER_CUT) throw new IOException("the power went off");
        if (fault != null || content.failNextForce) {
          content.failNextForce = false;
          content.dirty.clear();
          throw new IOException("EIO at a force");
        }
        content.durable = Arrays.copyOf(content.durable, content.cached.length);
        for (int sector : content.dirty) {
          int from = sector * SECTOR_BYTES;
          int to = Math.min(from + SECTOR_BYTES, content.cached.length);
          System.arraycopy(content.cached, from, content.durable, from, to - from);
        }
        content.dirty.clear();
      }
    }

    @Override
    public long size() {
      synchronized (SimulatedDisk.this) {
        return content.cached.length;
      }
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
