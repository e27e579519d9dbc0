package io.tillgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer. Appenders push onto a stack without a lock; the writer's thread takes all that is
 * there, writes it with one call, forces once, and completes everyone. All fields that are not
 * final and not volatile belong to that thread.
 */
final class GroupCommit {
  /** An append that waits. {@code next} points to the one before it, until the writer turns it. */
  private static final class Pending {
    final Entry[] entries;
    final int bytes;
    final CompletableFuture<Long> done = new CompletableFuture<>();
    Pending next;
    long lastOffset;

    Pending(Entry[] entries, int bytes) {
      this.entries = entries;
      this.bytes = bytes;
    }
  }

  /**
   * What is on the medium.
   *
   * @param nextOffset all offsets below are durable
   * @param segment the one being written
   * @param position end of what is durable in it
   */
  record Durable(long nextOffset, Segment segment, long position) {}

  /** Called on the writer's thread after each force. */
  interface Witness {
    void durable(Durable now);

    void failed(JournalFailed failure);
  }

  /** A group is closed when it has this many bytes; one append may be larger. */
  private static final int GROUP_BYTES = 1 << 20;

  /** How long the writer waits awake for the next append. */
  private static final long AWAKE_NANOS = 20_000;

  private static final int FIRST_BUFFER_BYTES = 64 << 10;
  private static final Pending CLOSED = new Pending(new Entry[0], 0);
  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final JournalSettings settings;
  private final SegmentSupply supply;
  private final Clocks clocks;
  private final Witness witness;
  private final Thread thread;

  private final AtomicReference<Pending> newest = new AtomicReference<>();
  private final AtomicLong pendingBytes = new AtomicLong();
  private volatile boolean closing;
  private volatile JournalFailed failure;

  private final AtomicLong appends = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong forces = new AtomicLong();

  private OpenSegment active;
  private long nextOffset;
  private byte[] group = new byte[FIRST_BUFFER_BYTES];
  private int groupBytes;

  GroupCommit(
      JournalSettings settings,
      SegmentSupply supply,
      Clocks clocks,
      Witness witness,
      OpenSegment active,
      long nextOffset) {
    this.settings = settings;
    this.supply = supply;
    this.clocks = clocks;
    this.witness = witness;
    this.active = active;
    this.nextOffset = nextOffset;
    this.thread = new Thread(this::run, "journal-writer");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Any thread. */
  CompletableFuture<Long> append(Entry[] entries) {
    if (entries.length == 0) {
      return CompletableFuture.failedFuture(new IllegalArgumentException("an append of nothing"));
    }
    for (Entry entry : entries) {
      if (entry.bytes() > settings.maxRecordBytes()) return tooLarge(entry);
    }
    long bytes = Frame.bytesOf(entries);
    if (bytes > settings.maxAppendBytes()) {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "an append of " + bytes + " bytes is over " + settings.maxAppendBytes()));
    }
    if (pendingBytes.addAndGet(bytes) > settings.maxPendingBytes()) {
      pendingBytes.addAndGet(-bytes);
      return CompletableFuture.failedFuture(
          new JournalFull(
              "more than "
                  + settings.maxPendingBytes()
                  + " bytes wait for the disk; slow down and try again"));
    }
    return push(new Pending(entries, (int) bytes));
  }

  private CompletableFuture<Long> tooLarge(Entry entry) {
    return CompletableFuture.failedFuture(
        new IllegalArgumentException(
            "a record of " + entry.bytes() + " bytes is over " + settings.maxRecordBytes()));
  }

  private CompletableFuture<Long> push(Pending append) {
    while (true) {
      Pending before = newest.get();
      if (before == CLOSED) {
        pendingBytes.addAndGet(-append.bytes);
        return CompletableFuture.failedFuture(refusal());
      }
      append.next = before;
      if (newest.compareAndSet(before, append)) {
        if (before == null) LockSupport.unpark(thread);
        return append.done;
      }
    }
  }

  private JournalFailed refusal() {
    JournalFailed failed = failure;
    return failed != null ? failed : new JournalFailed("the journal is closed");
  }

  long pendingBytes() {
    return pendingBytes.get();
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
          oldest = oldestFirst(newest.getAndSet(last ? CLOSED : null));
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
    while (newest.get() == null && !closing && System.nanoTime() - start < AWAKE_NANOS)
      Thread.yield();
    if (newest.get() == null && !closing) LockSupport.park(this);
  }

  private static Pending oldestFirst(Pending newest) {
    Pending oldest = null;
    while (newest != null && newest != CLOSED) {
      Pending before = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = before;
    }
    return oldest;
  }

  /** Makes one group durable; returns the first append that is not part of it. */
  private Pending commit(Pending oldest) throws IOException {
    if (!hasRoom(oldest) && !roll(oldest)) return oldest.next;
    Pending rest = oldest;
    long groupAppends = 0;
    long groupRecords = 0;
    while (rest != null && hasRoom(rest) && groupBytes < GROUP_BYTES) {
      encode(rest.entries, rest.bytes);
      rest.lastOffset = nextOffset - 1;
      groupAppends++;
      groupRecords += rest.entries.length;
      rest = rest.next;
    }
    writeGroup();
    appends.addAndGet(groupAppends);
    records.addAndGet(groupRecords);
    for (Pending append = oldest; append != rest; append = append.next) {
      pendingBytes.addAndGet(-append.bytes);
      append.done.complete(append.lastOffset);
    }
    return rest;
  }

  private boolean hasRoom(Pending append) {
    return active.position() + groupBytes + append.bytes <= active.bytes();
  }

  /** Begins the next segment; where there is none, {@code append} is refused. */
  private boolean roll(Pending append) throws IOException {
    OpenSegment next;
    try {
      next = supply.next(active.segment(), nextOffset);
    } catch (JournalFull full) {
      pendingBytes.addAndGet(-append.bytes);
      append.done.completeExceptionally(full);
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

  private void encode(Entry[] entries, int bytes) {
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
    witness.durable(new Durable(nextOffset, active.segment(), active.position()));
    if (active.position() > active.bytes() / 2) supply.prepareAfter(active.segment());
  }

  /** Says that all before was acknowledged, so that a later start can tell a tear from damage. */
  private void markClosed() throws IOException {
    int bytes = Frame.MIN_BYTES;
    if (active.position() + bytes > active.bytes()) return;
    encode(new Entry[0], bytes);
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
    witness.failed(failed);
    refuse(oldest, failed);
    refuse(oldestFirst(newest.getAndSet(CLOSED)), failed);
  }

  private void refuse(Pending oldest, JournalFailed failed) {
    for (Pending append = oldest; append != null; append = append.next) {
      pendingBytes.addAndGet(-append.bytes);
      append.done.completeExceptionally(failed);
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
