package io.tillgate.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable log of one box: the truth that all else on it is a fold over. An append is
 * acknowledged after it is on the medium; an acknowledged record is never lost to a crash, and
 * never replaced by another. Any thread may call; one process at a time may have a directory open.
 */
public final class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final SegmentDirectory directory;
  private final DirectoryLock lock;
  private DataKeys keys;
  private final JournalSettings settings;
  private final long epoch;
  private final ConcurrentSkipListMap<Long, Segment> segments;
  private final DamageList damage = new DamageList();
  private final List<LongConsumer> listeners = new CopyOnWriteArrayList<>();
  private final Retention retention;
  private final ExecutorService background;
  private final SegmentSupply supply;
  private final GroupCommit writer;
  private volatile Durable durable;
  private volatile boolean closed;

  private Journal(
      SegmentDirectory directory,
      DirectoryLock lock,
      DataKeys keys,
      JournalSettings settings,
      Clocks clocks,
      Recovery.Found found,
      SegmentSupply supply,
      ExecutorService background,
      OpenSegment active) {
    this.directory = directory;
    this.lock = lock;
    this.keys = keys;
    this.settings = settings;
    this.supply = supply;
    this.background = background;
    this.epoch = active.segment().header().epoch();
    this.segments = new ConcurrentSkipListMap<>();
    for (Segment segment : found.segments()) segments.put(segment.sequence(), segment);
    segments.put(active.segment().sequence(), active.segment());
    this.retention =
        new Retention(directory, segments, settings.minAge().toMillis(), clocks, background);
    found.damage().forEach(damage::note);
    this.durable = new Durable(found.nextOffset(), active.segment(), active.position());
    this.writer =
        new GroupCommit(settings, supply, clocks, this::durable, active, found.nextOffset());
  }

  /**
   * Opens the journal in {@code directory}, and makes a new one where there is none. Cuts what an
   * unfinished write left behind.
   *
   * <p>Begins a new segment where the last one is not under the active key.
   *
   * @param keys copied; the caller may destroy its own
   * @throws JournalRefusal where it is in use, of another key, damaged in its headers, or short of
   *     disk; the message says what to do
   */
  public static Journal open(Path directory, DataKeys keys, JournalSettings settings)
      throws JournalRefusal {
    return open(directory, keys, settings, new RealDisk(), Clocks.SYSTEM);
  }

  /** The same for a journal that has one key. */
  public static Journal open(Path directory, DataKey key, JournalSettings settings)
      throws JournalRefusal {
    return open(directory, DataKeys.of(key), settings);
  }

  static Journal open(Path path, DataKeys keys, JournalSettings settings, Disk disk, Clocks clocks)
      throws JournalRefusal {
    try {
      disk.makeDirectory(path);
      DirectoryLock lock = DirectoryLock.take(path);
      try {
        return open(new SegmentDirectory(path, disk), lock, keys.copy(), settings, clocks);
      } catch (IOException | JournalRefusal | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new JournalRefusal("the journal in " + path + " cannot be read or written: " + e, e);
    } catch (JournalFull e) {
      throw new JournalRefusal("the journal in " + path + ": " + e.getMessage(), e);
    }
  }

  private static Journal open(
      SegmentDirectory directory,
      DirectoryLock lock,
      DataKeys keys,
      JournalSettings settings,
      Clocks clocks)
      throws IOException, JournalRefusal {
    refuseIfShort(directory, settings);
    SecureRandom random = new SecureRandom();
    Recovery.Found found =
        new Recovery(directory, keys, Math.toIntExact(settings.segmentBytes())).run();
    ExecutorService background =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "journal-segments");
              thread.setDaemon(true);
              return thread;
            });
    try {
      SegmentSupply supply =
          new SegmentSupply(directory, keys, settings, clocks, random, background, found.spare());
      OpenSegment active = active(found, supply, keys, random);
      Journal journal =
          new Journal(directory, lock, keys, settings, clocks, found, supply, background, active);
      journal.writer.start();
      return journal;
    } catch (IOException | RuntimeException e) {
      background.shutdownNow();
      throw e;
    }
  }

  private static OpenSegment active(
      Recovery.Found found, SegmentSupply supply, DataKeys keys, SecureRandom random)
      throws IOException {
    if (found.segments().isEmpty()) return supply.first(1 + (random.nextLong() >>> 2));
    Segment last = found.segments().get(found.segments().size() - 1);
    return last.header().isUnder(keys.active())
        ? supply.open(last, found.end())
        : supply.nextWithHeader(last, found.nextOffset());
  }

  private static void refuseIfShort(SegmentDirectory directory, JournalSettings settings)
      throws IOException, JournalRefusal {
    long free = directory.freeBytes();
    if (free < settings.minFreeBytes()) {
      throw new JournalRefusal(
          "the disk of "
              + directory.path()
              + " has "
              + free
              + " bytes free, less than the "
              + settings.minFreeBytes()
              + " that the journal keeps free; make room, or lower minFreeBytes");
    }
  }

  /**
   * Appends {@code entries} at consecutive offsets. After a crash all of them are there, or none.
   * Appends of one thread keep their order.
   *
   * @return the last entry's offset, on the writer's thread, once all is on the medium; fails with
   *     {@link JournalFull} (nothing was written, a later append may be taken), {@link
   *     JournalFailed} (nothing more is taken) or IllegalArgumentException (too large)
   */
  public CompletableFuture<Long> append(Entry... entries) {
    return writer.queue().push(entries);
  }

  /**
   * Takes up another set of keys while it runs: the next segment is begun under its active one, as
   * soon as that segment's file is allocated; appends wait for nothing. Keys that are left out are
   * overwritten.
   *
   * @param next copied; the caller may destroy its own
   * @throws JournalRefusal where a segment is under a key that is left out; all stays as it was
   */
  public void turnTo(DataKeys next) throws JournalRefusal {
    synchronized (supply) {
      if (closed) throw new IllegalStateException("the journal is closed");
      List<Segment> present = new ArrayList<>(segments.values());
      present.add(supply.latest());
      for (Segment segment : present) {
        if (next.find(segment.header()).isEmpty()) {
          throw new JournalRefusal(
              "data key %s is missing, and %s is under it: bring it back until central has that segment"
                  .formatted(segment.header().keyId(), segment.path()));
        }
      }
      DataKeys before = keys;
      keys = next.copy();
      supply.turnTo(keys);
      before.destroy();
    }
  }

  /** The id of the data key that the segment in use is under. */
  public String keyId() {
    return durable.segment().header().keyId();
  }

  /** Positive and random, made with the directory: a lost disk means a new epoch. */
  public long epoch() {
    return epoch;
  }

  /** The lowest offset that is still here. */
  public long firstOffset() {
    return segments.firstEntry().getValue().baseOffset();
  }

  /** The offset after the highest durable one. */
  public long nextOffset() {
    return durable.nextOffset();
  }

  /** Highest durable offset; -1 when none. */
  public long durableOffset() {
    return durable.nextOffset() - 1;
  }

  /**
   * Reads from {@code fromOffset} on.
   *
   * @throws JournalRetired where that offset was released and deleted
   * @throws IllegalArgumentException where it is beyond {@link #nextOffset}
   */
  public Cursor cursor(long fromOffset) {
    return new Cursor(this, fromOffset);
  }

  /** Called on the writer's thread after each force, with the highest durable offset. */
  public void onDurable(LongConsumer listener) {
    listeners.add(listener);
  }

  /**
   * Central has everything up to {@code throughOffset}. Full segments that lie wholly at or below
   * are deleted once they have the minimum age; never the one being written.
   */
  public void release(long throughOffset) {
    if (throughOffset >= nextOffset()) {
      throw new IllegalArgumentException(
          "offset " + throughOffset + " is released, but the next one is " + nextOffset());
    }
    try {
      retention.release(throughOffset);
    } catch (RejectedExecutionException e) {
      // Closed beside this call; the next opening is told again.
    }
  }

  public JournalStatus status() {
    JournalFailed failed = writer.failure();
    Durable now = durable;
    long free = freeBytes();
    long bytes = 0;
    for (Segment segment : segments.values()) bytes += segment.header().segmentBytes();
    return new JournalStatus(
        failed != null
            ? JournalStatus.State.FAILED
            : closed ? JournalStatus.State.CLOSED : JournalStatus.State.OPEN,
        failed != null ? failed.getMessage() : "",
        epoch,
        firstOffset(),
        now.nextOffset(),
        now.nextOffset() - 1,
        segments.size(),
        bytes,
        writer.queue().pendingBytes(),
        damage.list(),
        damage.records(),
        free,
        failed == null && !closed && (supply.shortage().isEmpty() || hasRoomAgain(free)),
        writer.appends(),
        writer.records(),
        writer.forces());
  }

  /** The next append, which may wait for this answer, tries to allocate again. */
  private boolean hasRoomAgain(long freeBytes) {
    return freeBytes - settings.segmentBytes() >= settings.minFreeBytes();
  }

  private long freeBytes() {
    try {
      return directory.freeBytes();
    } catch (IOException e) {
      LOG.warn("the free space of {} cannot be told", directory.path(), e);
      return -1;
    }
  }

  /**
   * Takes no more appends, forces those that were accepted, and gives the directory free. Waits for
   * the disk.
   *
   * @throws IllegalStateException on the writer's thread, which cannot wait for itself
   */
  @Override
  public void close() {
    if (writer.isOnItsThread()) {
      throw new IllegalStateException("a callback of the journal must not close it");
    }
    closeOnce();
  }

  private synchronized void closeOnce() {
    if (closed) return;
    writer.close();
    closed = true;
    background.shutdown();
    try {
      if (!background.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("a segment of {} is still being allocated", directory.path());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (supply) {
      keys.destroy();
    }
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} could not be given up", directory.path(), e);
    }
  }

  Durable durable() {
    return durable;
  }

  /** The segment that {@code offset} is in, or the one before where its own is lost. */
  Segment segmentOf(long offset) {
    for (Segment segment : segments.descendingMap().values()) {
      if (segment.baseOffset() <= offset) return segment;
    }
    throw new JournalRetired(offset, firstOffset());
  }

  Segment segmentAfter(Segment segment) {
    return segments.higherEntry(segment.sequence()).getValue();
  }

  SegmentFile openFile(Segment segment) throws IOException {
    try {
      return directory.disk().open(segment.path(), false);
    } catch (NoSuchFileException e) {
      if (segments.containsKey(segment.sequence())) throw e;
      throw new JournalRetired(segment.baseOffset(), firstOffset());
    }
  }

  SegmentCipher cipherOf(Segment segment) {
    synchronized (supply) {
      if (closed) throw new IllegalStateException("the journal is closed");
      return keys.find(segment.header())
          .map(key -> SegmentCipher.of(key, segment.header()))
          .orElseThrow(() -> new JournalRetired(segment.baseOffset(), firstOffset()));
    }
  }

  void note(Damage found) {
    if (damage.note(found)) LOG.error("damaged, kept on disk and passed over: {}", found);
  }

  /** On the writer's thread. */
  private void durable(Durable now) {
    Segment segment = now.segment();
    if (segment != durable.segment()) segments.put(segment.sequence(), segment);
    durable = now;
    for (LongConsumer listener : listeners) {
      try {
        listener.accept(now.nextOffset() - 1);
      } catch (RuntimeException e) {
        LOG.error("a listener failed at offset {}", now.nextOffset() - 1, e);
      }
    }
  }
}
