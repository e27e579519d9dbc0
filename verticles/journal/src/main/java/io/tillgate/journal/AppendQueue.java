package io.tillgate.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What waits for the writer: a stack without a lock. Appenders push, the writer takes all at once
 * and turns it round. Bounded by {@link JournalSettings#maxPendingBytes}.
 */
final class AppendQueue {
  /** An append that waits. {@code next} is the one pushed before it, until the writer turns it. */
  static final class Pending {
    final Entry[] entries;
    final int bytes;
    final CompletableFuture<Long> done = new CompletableFuture<>();
    Pending next;

    /** Set by the writer, once it has given the offsets. */
    long lastOffset;

    Pending(Entry[] entries, int bytes) {
      this.entries = entries;
      this.bytes = bytes;
    }
  }

  private static final Pending CLOSED = new Pending(new Entry[0], 0);

  private final JournalSettings settings;
  private final Runnable wake;
  private final AtomicReference<Pending> newest = new AtomicReference<>();
  private final AtomicLong pendingBytes = new AtomicLong();
  private volatile JournalFailed refusal;

  /**
   * @param wake called when an append meets an empty queue
   */
  AppendQueue(JournalSettings settings, Runnable wake) {
    this.settings = settings;
    this.wake = wake;
  }

  /** Any thread. */
  CompletableFuture<Long> push(Entry[] entries) {
    if (entries.length == 0) return refused(new IllegalArgumentException("an append of nothing"));
    for (Entry entry : entries) {
      if (entry.bytes() > settings.maxRecordBytes()) {
        return refused(tooLarge("a record", entry.bytes(), settings.maxRecordBytes()));
      }
    }
    long bytes = FrameLayout.WHOLE.bytesOf(entries);
    if (bytes > settings.maxAppendBytes()) {
      return refused(tooLarge("an append", bytes, settings.maxAppendBytes()));
    }
    if (pendingBytes.addAndGet(bytes) > settings.maxPendingBytes()) {
      pendingBytes.addAndGet(-bytes);
      return refused(
          new JournalFull(
              "more than "
                  + settings.maxPendingBytes()
                  + " bytes wait for the disk; slow down and try again"));
    }
    return push(new Pending(entries, (int) bytes));
  }

  private static IllegalArgumentException tooLarge(String what, long bytes, long most) {
    return new IllegalArgumentException(what + " of " + bytes + " bytes; at most " + most);
  }

  private static CompletableFuture<Long> refused(RuntimeException reason) {
    return CompletableFuture.failedFuture(reason);
  }

  private CompletableFuture<Long> push(Pending append) {
    while (true) {
      Pending before = newest.get();
      if (before == CLOSED) {
        pendingBytes.addAndGet(-append.bytes);
        return refused(refusal);
      }
      append.next = before;
      if (newest.compareAndSet(before, append)) {
        if (before == null) wake.run();
        return append.done;
      }
    }
  }

  boolean isEmpty() {
    return newest.get() == null;
  }

  /** All that waits, the oldest first; null where nothing does. Not after {@link #close}. */
  Pending takeAll() {
    return oldestFirst(newest.getAndSet(null));
  }

  /** As {@link #takeAll}, and from now on every append is refused with {@code reason}. */
  Pending close(JournalFailed reason) {
    refusal = reason;
    return oldestFirst(newest.getAndSet(CLOSED));
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

  /** What is on the medium needs no room here any more. */
  void complete(Pending append) {
    pendingBytes.addAndGet(-append.bytes);
    append.done.complete(append.lastOffset);
  }

  void refuse(Pending append, RuntimeException reason) {
    pendingBytes.addAndGet(-append.bytes);
    append.done.completeExceptionally(reason);
  }

  long pendingBytes() {
    return pendingBytes.get();
  }
}
