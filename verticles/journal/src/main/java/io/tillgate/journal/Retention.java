package io.tillgate.journal;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes segments that central has all of, that are full, and that have the minimum age. Any
 * thread may release; the deleting is done by {@code background}, one at a time.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final SegmentDirectory directory;
  private final ConcurrentSkipListMap<Long, Segment> segments;
  private final long minAgeMillis;
  private final Clocks clocks;
  private final Executor background;
  private final AtomicLong released = new AtomicLong(-1);
  private final AtomicBoolean isRetiring = new AtomicBoolean();

  /**
   * @param segments by sequence, the last one being written; what is deleted is taken out
   */
  Retention(
      SegmentDirectory directory,
      ConcurrentSkipListMap<Long, Segment> segments,
      long minAgeMillis,
      Clocks clocks,
      Executor background) {
    this.directory = directory;
    this.segments = segments;
    this.minAgeMillis = minAgeMillis;
    this.clocks = clocks;
    this.background = background;
  }

  void release(long throughOffset) {
    released.accumulateAndGet(throughOffset, Math::max);
    if (retirable() != null && isRetiring.compareAndSet(false, true)) {
      background.execute(this::retire);
    }
  }

  /** The oldest segment, where it may go; else null. */
  private Segment retirable() {
    Map.Entry<Long, Segment> first = segments.firstEntry();
    Map.Entry<Long, Segment> second = segments.higherEntry(first.getKey());
    if (second == null) return null;
    SegmentHeader successor = second.getValue().header();
    boolean isReleased = successor.baseOffset() - 1 <= released.get();
    boolean isOld = clocks.epochMillis() - successor.createdMillis() >= minAgeMillis;
    return isReleased && isOld ? first.getValue() : null;
  }

  /** One after another, oldest first, so that no power cut can leave a hole behind. */
  private void retire() {
    isRetiring.set(false);
    for (Segment old = retirable(); old != null; old = retirable()) {
      segments.remove(old.sequence());
      try {
        directory.retire(old.path());
      } catch (IOException e) {
        LOG.warn("{} is released and could not be deleted", old.name(), e);
      }
    }
  }
}
