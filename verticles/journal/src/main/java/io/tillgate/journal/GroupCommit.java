package io.tillgate.journal;

import io.tillgate.journal.AppendQueue.Pending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: its thread takes all that waits, writes it with one call, forces once, and
 * completes everyone. All fields that are not final and not volatile belong to that thread.
 */
final class GroupCommit {
  /** A group is closed when it has this many bytes; one append may be larger. */
  private static final int GROUP_BYTES = 1 << 20;

  /** How long the writer waits awake for the next append. */
  private static final long AWAKE_NANOS = 20_000;

  private static final int FIRST_BUFFER_BYTES = 64 << 10;
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final SegmentSupply supply;
  private final Clocks clocks;
  private final Consumer<Durable> witness;
  private final AppendQueue queue;
  private final Thread thread;

  private volatile boolean closing;
  private volatile JournalFailed failure;

  private final AtomicLong appends = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong forces = new AtomicLong();

  private OpenSegment active;

  /** The keys whose active one {@code active} was last seen to be under. */
  private DataKeys keys;

  private long nextOffset;
  private byte[] group = new byte[FIRST_BUFFER_BYTES];
  private int groupBytes;

  /**
   * @param witness told on the writer's thread after each force, before those who wait
   */
  GroupCommit(
      JournalSettings settings,
      SegmentSupply supply,
      Clocks clocks,
      Consumer<Durable> witness,
      OpenSegment active,
      long nextOffset) {
    this.supply = supply;
    this.clocks = clocks;
    this.witness = witness;
    this.active = active;
    this.nextOffset = nextOffset;
    this.thread = new Thread(this::run, "journal-writer");
    thread.setDaemon(true);
    this.queue = new AppendQueue(settings, () -> LockSupport.unpark(thread));
  }

  void start() {
    thread.start();
  }

  AppendQueue queue() {
    return queue;
  }

  long appends() {
    return appends.get();
  }

  long records() {
    return records.get();
  }

  long forces() {
    return forces.get();
  }

  /** Null while nothing has failed. */
  JournalFailed failure() {
    return failure;
  }

  boolean isOnItsThread() {
    return Thread.currentThread() == thread;
  }

  /** Takes no more, forces what was accepted, and waits for the thread to end. */
  void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }

  private void run() {
    Pending oldest = null;
    try {
      while (true) {
        // A callback may have left the thread interrupted, and an interrupted write closes the
        // file.
        Thread.interrupted();
        if (oldest == null) {
          boolean last = closing;
          oldest = last ? queue.close(new JournalFailed("the journal is closed")) : queue.takeAll();
          if (oldest == null && last) break;
          if (oldest == null) await();
        } else {
          oldest = commit(oldest);
        }
      }
      markClosed();
    } catch (Throwable e) {
      fail(e, oldest);
    } finally {
      closeActive();
    }
  }

  /**
   * Waits for an append. One that follows hard on the last group is met awake: on a disk that
   * forces in 100 microseconds, waking a thread is a tenth of the time. On one processor the yield
   * lets the appender run.
   */
  private void await() {
    long start = System.nanoTime();
    while (queue.isEmpty() && !closing && System.nanoTime() - start < AWAKE_NANOS) Thread.yield();
    if (queue.isEmpty() && !closing) LockSupport.park(this);
  }

  /** Makes one group durable; returns the first append that is not part of it. */
  private Pending commit(Pending oldest) throws IOException {
    boolean isDue =
        supply.keys() != keys && isUnderOlderKey() && supply.isReadyAfter(active.segment());
    if ((isDue || !hasRoom(oldest)) && !roll(oldest)) return oldest.next;
    Pending rest = oldest;
    long groupAppends = 0;
    long groupRecords = 0;
    while (rest != null && hasRoom(rest) && groupBytes < GROUP_BYTES) {
      encode(rest.entries);
      rest.lastOffset = nextOffset - 1;
      groupAppends++;
      groupRecords += rest.entries.length;
      rest = rest.next;
    }
    writeGroup();
    appends.addAndGet(groupAppends);
    records.addAndGet(groupRecords);
    for (Pending append = oldest; append != rest; append = append.next) queue.complete(append);
    return rest;
  }

  /**
   * After a rotation the next segment is begun as soon as its file is there. Nobody waits for that
   * file: until then the old key goes on.
   */
  private boolean isUnderOlderKey() {
    DataKeys now = supply.keys();
    if (!active.segment().header().keyId().equals(now.active().id())) return true;
    keys = now;
    return false;
  }

  private boolean hasRoom(Pending append) {
    return active.position() + groupBytes + active.bytesOf(append.entries) <= active.bytes();
  }

  /** Begins the next segment; where there is none, {@code append} is refused. */
  private boolean roll(Pending append) throws IOException {
    OpenSegment next;
    try {
      next = supply.next(active.segment(), nextOffset);
    } catch (JournalFull full) {
      queue.refuse(append, full);
      return false;
    }
    active.close();
    active = next;
    groupBytes = 0;
    putHeader();
    return true;
  }

  private void putHeader() {
    byte[] block = active.segment().header().block();
    for (int copy = 0; copy < SegmentHeader.COPIES; copy++) {
      System.arraycopy(block, 0, group, groupBytes, block.length);
      groupBytes += block.length;
    }
  }

  private void encode(Entry[] entries) {
    int bytes = active.bytesOf(entries);
    if (group.length < groupBytes + bytes) {
      group = Arrays.copyOf(group, Math.max(groupBytes + bytes, group.length * 2));
    }
    Arrays.fill(group, groupBytes, groupBytes + bytes, (byte) 0);
    Frame head = active.frame(bytes, nextOffset, clocks.epochMillis(), entries.length);
    Frame.write(head, entries, active.cipher(), group, groupBytes);
    groupBytes += bytes;
    nextOffset += entries.length;
  }

  private void writeGroup() throws IOException {
    active.write(ByteBuffer.wrap(group, 0, groupBytes));
    forces.incrementAndGet();
    groupBytes = 0;
    if (group.length > 2 * GROUP_BYTES) group = new byte[FIRST_BUFFER_BYTES];
    witness.accept(new Durable(nextOffset, active.segment(), active.position()));
    if (active.position() > active.bytes() / 2) supply.prepareAfter(active.segment());
  }

  /** Says that all before was acknowledged, so that a later start can tell a tear from damage. */
  private void markClosed() throws IOException {
    int bytes = Frame.MIN_BYTES;
    if (active.position() + bytes > active.bytes()) return;
    encode(new Entry[0]);
    writeGroup();
  }

  private void fail(Throwable cause, Pending oldest) {
    JournalFailed failed =
        new JournalFailed(
            "the journal could not write ("
                + cause
                + "); it takes nothing more: see to the disk, then restart",
            cause);
    failure = failed;
    LOG.error("{}", failed.getMessage(), cause);
    refuse(oldest, failed);
    refuse(queue.close(failed), failed);
  }

  private void refuse(Pending oldest, JournalFailed failed) {
    for (Pending append = oldest; append != null; append = append.next) {
      queue.refuse(append, failed);
    }
  }

  private void closeActive() {
    try {
      active.close();
    } catch (IOException e) {
      LOG.warn("{} did not close", active.segment().name(), e);
    }
  }
}
