package io.tillgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the next segment file allocated before it is needed. Belongs to the writer's thread; the
 * allocation itself runs on {@code background}.
 */
final class SegmentSupply {
  /** After an allocation that failed, the next one is not tried sooner. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(SegmentSupply.class);

  private final SegmentDirectory directory;
  private volatile DataKeys keys;
  private final JournalSettings settings;
  private final Clocks clocks;
  private final SecureRandom random;
  private final Executor background;

  private CompletableFuture<Path> prepared;
  private long failedNanos;
  private Segment latest;
  private volatile String shortage = "";

  /**
   * @param spare a file that is there already, or null
   */
  SegmentSupply(
      SegmentDirectory directory,
      DataKeys keys,
      JournalSettings settings,
      Clocks clocks,
      SecureRandom random,
      Executor background,
      Path spare) {
    this.directory = directory;
    this.keys = keys;
    this.settings = settings;
    this.clocks = clocks;
    this.random = random;
    this.background = background;
    this.prepared = spare == null ? null : CompletableFuture.completedFuture(spare);
    this.failedNanos = clocks.nanos() - RETRY_NANOS;
  }

  /** Why no further segment can be had; empty while one can. Any thread. */
  String shortage() {
    return shortage;
  }

  DataKeys keys() {
    return keys;
  }

  /** Segments are begun under another key from now on. Any thread. */
  void turnTo(DataKeys next) {
    keys = next;
  }

  /** The segment that was opened last; it may not be durable yet. */
  synchronized Segment latest() {
    return latest;
  }

  /** Whether the segment after {@code last} can be had without waiting for its allocation. */
  boolean isReadyAfter(Segment last) {
    prepareAfter(last);
    return prepared != null && prepared.isDone() && !prepared.isCompletedExceptionally();
  }

  /** Sees to it that the segment after {@code last} is allocated, or being so. */
  void prepareAfter(Segment last) {
    prepareFile(last.sequence() + 1);
  }

  private void prepareFile(long sequence) {
    if (prepared != null && prepared.isCompletedExceptionally()) {
      prepared = null;
      failedNanos = clocks.nanos();
    }
    if (prepared != null || clocks.nanos() - failedNanos < RETRY_NANOS) return;
    prepared = CompletableFuture.supplyAsync(() -> allocate(sequence), background);
  }

  private Path allocate(long sequence) {
    int bytes = Math.toIntExact(settings.segmentBytes());
    try {
      long free = directory.freeBytes();
      if (free - bytes < settings.minFreeBytes()) {
        throw new IOException(
            "the disk has " + free + " bytes free, and keeps " + settings.minFreeBytes());
      }
      Path file = directory.prepare(sequence, bytes);
      shortage = "";
      return file;
    } catch (IOException e) {
      if (shortage.isEmpty()) LOG.error("no room for the next segment: {}", e.toString());
      shortage = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new CompletionException(e);
    }
  }

  /**
   * The segment after {@code last}, ready to be written from its header on; waits for its
   * allocation.
   *
   * @throws JournalFull where the disk has no room for one
   */
  OpenSegment next(Segment last, long baseOffset) throws IOException {
    prepareAfter(last);
    return begin(last.header().epoch(), last.sequence() + 1, baseOffset);
  }

  /** The first segment of a new journal; its header is durable, and the epoch with it. */
  OpenSegment first(long epoch) throws IOException {
    prepareFile(0);
    return withHeader(begin(epoch, 0, 0));
  }

  /** The segment after {@code last}; its header is durable. */
  OpenSegment nextWithHeader(Segment last, long baseOffset) throws IOException {
    return withHeader(next(last, baseOffset));
  }

  private static OpenSegment withHeader(OpenSegment first) throws IOException {
    byte[] block = first.segment().header().block();
    ByteBuffer header = ByteBuffer.allocate(SegmentHeader.BYTES);
    while (header.hasRemaining()) header.put(block);
    first.write(header.flip());
    return first;
  }

  private OpenSegment begin(long epoch, long sequence, long baseOffset) throws IOException {
    Path file = await();
    prepared = null;
    return begin(file, epoch, sequence, baseOffset);
  }

  /** Under the lock of {@link Journal#turnTo}, which overwrites the keys that went before. */
  private synchronized OpenSegment begin(Path file, long epoch, long sequence, long baseOffset)
      throws IOException {
    SegmentHeader header =
        SegmentHeader.make(
            SegmentHeader.VERSION,
            keys.active(),
            epoch,
            sequence,
            baseOffset,
            Math.toIntExact(settings.segmentBytes()),
            clocks.epochMillis(),
            random);
    return open(new Segment(file, header), 0);
  }

  private Path await() {
    try {
      if (prepared != null) return prepared.join();
    } catch (CompletionException e) {
      // The allocation has said why, in shortage.
    }
    throw new JournalFull("no room for the next segment: " + shortage + "; free some of the disk");
  }

  /** Opens a segment to be written from {@code position} on. */
  synchronized OpenSegment open(Segment segment, long position) throws IOException {
    latest = segment;
    long nonceSalt = random.nextLong();
    while (nonceSalt == SegmentCipher.HEADER_NONCE_SALT) nonceSalt = random.nextLong();
    return new OpenSegment(
        segment,
        directory.disk().open(segment.path(), true),
        SegmentCipher.of(keys.find(segment.header()).orElseThrow(), segment.header()),
        nonceSalt,
        position);
  }
}
