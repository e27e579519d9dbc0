package io.tillgate.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks into a journal without owning it: takes no lock and changes no byte, so it also works
 * beside the process that writes. It then sees what is complete at that moment, which may be a few
 * records more than what is acknowledged. One use, one thread.
 */
public final class Inspection {
  /** What is found, in the order of offsets. */
  public interface Visitor {
    /** Returns whether to go on. */
    boolean record(Record record);

    default void damage(Damage damage) {}
  }

  /**
   * A segment as it was found.
   *
   * @param records that could be read
   * @param usedBytes up to the end of the last record
   * @param fileBytes what the file takes
   */
  public record SegmentSummary(
      String file,
      long baseOffset,
      long records,
      long usedBytes,
      long fileBytes,
      long createdMillis) {}

  /**
   * All that was walked.
   *
   * @param epoch 0 where there is no segment yet
   * @param firstOffset lowest offset that is there
   * @param nextOffset the offset after the highest
   * @param unfinishedBytes of a write in progress, or of one that a crash cut short
   */
  public record Summary(
      long epoch,
      long firstOffset,
      long nextOffset,
      List<SegmentSummary> segments,
      long unfinishedBytes) {}

  /** A tail that looks damaged may be in the making; it is looked at again so often. */
  private static final int LOOKS = 4;

  private static final long LOOK_AGAIN_MILLIS = 50;

  private final SegmentDirectory directory;
  private final DataKeys keys;
  private final Visitor visitor;
  private final List<SegmentSummary> summaries = new ArrayList<>();
  private boolean stopped;
  private long nextOffset;
  private long unfinishedBytes;

  private Inspection(SegmentDirectory directory, DataKeys keys, Visitor visitor) {
    this.directory = directory;
    this.keys = keys;
    this.visitor = visitor;
  }

  /**
   * Walks the journal in {@code path}: every record from {@code fromOffset} on is given to {@code
   * visitor}, whose answer may end the walk.
   *
   * @throws JournalRefusal where there is no journal, or it is under another key
   * @throws IOException where a file cannot be opened
   */
  public static Summary walk(Path path, DataKeys keys, long fromOffset, Visitor visitor)
      throws JournalRefusal, IOException {
    if (!Files.isDirectory(path)) {
      throw new JournalRefusal(path + " is not a directory; name the directory of a journal");
    }
    return new Inspection(new SegmentDirectory(path, new RealDisk()), keys, visitor)
        .walk(fromOffset);
  }

  /**
   * How many segments of the journal in {@code path} are under each data key, by its id. Headers
   * name their keys in the clear, so it takes none.
   *
   * @return empty where there is no journal, or none was begun
   * @throws JournalRefusal where it is of another version
   */
  public static Map<String, Integer> segmentsByKey(Path path) throws JournalRefusal, IOException {
    Map<String, Integer> segments = new TreeMap<>();
    if (!Files.isDirectory(path)) return segments;
    RealDisk disk = new RealDisk();
    for (Path file : new SegmentDirectory(path, disk).files()) {
      try (SegmentReader reader = new SegmentReader(disk.open(file, false), SegmentHeader.BYTES)) {
        HeaderCopies.read(reader)
            .header()
            .ifPresent(header -> segments.merge(header.keyId(), 1, Integer::sum));
      } catch (NoSuchFileException e) {
        // Released and deleted since the files were listed.
      }
    }
    return segments;
  }

  private Summary walk(long fromOffset) throws JournalRefusal, IOException {
    List<Segment> segments = segments();
    long firstOffset = segments.isEmpty() ? 0 : segments.get(0).baseOffset();
    nextOffset = firstOffset;
    for (int i = 0; i < segments.size() && !stopped; i++) {
      boolean isLast = i == segments.size() - 1;
      long endOffset = isLast ? Long.MAX_VALUE : segments.get(i + 1).baseOffset();
      if (endOffset <= fromOffset) continue;
      try {
        walk(segments.get(i), isLast, endOffset, fromOffset);
      } catch (NoSuchFileException e) {
        // Released and deleted since the files were listed.
        firstOffset = endOffset;
        nextOffset = endOffset;
      }
    }
    long epoch = segments.isEmpty() ? 0 : segments.get(0).header().epoch();
    return new Summary(epoch, firstOffset, nextOffset, summaries, unfinishedBytes);
  }

  private List<Segment> segments() throws JournalRefusal, IOException {
    List<Path> files = directory.files();
    if (files.isEmpty()) {
      throw new JournalRefusal(directory.path() + " holds no journal" + whereThen());
    }
    List<Segment> segments = new ArrayList<>();
    List<Path> headless = new ArrayList<>();
    for (Path file : files) {
      try (SegmentReader reader = open(file, SegmentHeader.BYTES)) {
        HeaderCopies copies = HeaderCopies.read(reader);
        Optional<SegmentHeader> header = copies.header();
        if (header.isEmpty()) {
          headless.add(file);
          continue;
        }
        segments.add(new Segment(file, header.get()));
        Recovery.check(segments.get(segments.size() - 1), segments.get(0), keys);
        if (copies.damaged() >= 0) {
          long at = (long) copies.damaged() * SegmentHeader.BLOCK_BYTES;
          report(file, at, header.get().baseOffset(), 0, "one of two copies of the header");
        }
      } catch (NoSuchFileException e) {
        // Released and deleted since the files were listed.
      }
    }
    long last = segments.isEmpty() ? -1 : segments.get(segments.size() - 1).sequence();
    for (Path file : headless) lookAtHeadless(file, last);
    return segments;
  }

  private String whereThen() {
    Path below = directory.path().resolve("journal");
    return Files.isDirectory(below)
        ? "; did you mean " + below + "?"
        : ": it has no file named like " + Segment.nameOf(0);
  }

  private void lookAtHeadless(Path file, long last) throws JournalRefusal, IOException {
    if (Segment.sequenceOf(file) > last && isUnbegunOrJustBegun(file)) return;
    report(file, 0, -1, 0, "both copies of the header; none of its records can be read");
  }

  /** A writer may have begun it since it was looked at; then its records are for another walk. */
  private boolean isUnbegunOrJustBegun(Path file) throws JournalRefusal, IOException {
    long bytes = Math.max(Files.size(file), SegmentHeader.BYTES);
    try (SegmentReader reader = open(file, bytes)) {
      for (int look = 1; ; look++) {
        if (HeaderCopies.isUnbegun(reader)) return true;
        reader.forget();
        if (HeaderCopies.read(reader).header().isPresent()) return true;
        if (look == LOOKS) return false;
        pause();
        reader.forget();
      }
    }
  }

  private SegmentReader open(Path file, long limit) throws IOException {
    return new SegmentReader(directory.disk().open(file, false), limit);
  }

  private void walk(Segment segment, boolean isLast, long endOffset, long fromOffset)
      throws IOException {
    try (SegmentReader reader = open(segment.path(), segment.header().segmentBytes())) {
      SegmentWalk walk =
          isLast
              ? SegmentWalk.ofLast(reader, segment.baseOffset())
              : SegmentWalk.ofDurable(reader, segment.baseOffset(), endOffset);
      SegmentCipher cipher =
          SegmentCipher.of(keys.find(segment.header()).orElseThrow(), segment.header());
      List<Record> records = new ArrayList<>();
      long read = 0;
      while (!stopped) {
        SegmentWalk.Step step = isLast ? settled(walk, reader) : walk.next();
        nextOffset = Math.max(nextOffset, walk.expected());
        if (step instanceof SegmentWalk.End end) {
          finish(segment, isLast, end);
          break;
        } else if (step instanceof SegmentWalk.Broken broken) {
          visitor.damage(Recovery.damage(segment, broken));
        } else if (step instanceof SegmentWalk.Sound sound) {
          read += open(segment, reader, cipher, sound, records, fromOffset);
        }
      }
      summaries.add(
          new SegmentSummary(
              segment.name(),
              segment.baseOffset(),
              read,
              walk.position(),
              Files.size(segment.path()),
              segment.header().createdMillis()));
    }
  }

  /** The next step of the last segment, read again where a writer may be at it just now. */
  private static SegmentWalk.Step settled(SegmentWalk walk, SegmentReader reader)
      throws IOException {
    long expected = walk.expected();
    SegmentWalk.Step step = walk.next();
    for (int look = 1; look < LOOKS && step instanceof SegmentWalk.Broken broken; look++) {
      pause();
      reader.forget();
      walk.backTo(broken.position(), expected);
      step = walk.next();
    }
    return step;
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void finish(Segment segment, boolean isLast, SegmentWalk.End end) {
    if (isLast) {
      unfinishedBytes = end.tornBytes();
    } else if (end.tornBytes() > 0) {
      report(segment.path(), end.position(), nextOffset, 0, "bytes after the last record");
    }
  }

  /** Opens a frame's records, and returns how many could be read. */
  private long open(
      Segment segment,
      SegmentReader reader,
      SegmentCipher cipher,
      SegmentWalk.Sound sound,
      List<Record> records,
      long fromOffset)
      throws IOException {
    Frame frame = sound.frame();
    records.clear();
    int at = reader.load(sound.position(), frame.bytes());
    if (!Frame.open(frame, cipher, reader.bytes(), at, records)) {
      String reason = "a record cannot be decrypted";
      report(segment.path(), sound.position(), frame.firstOffset(), frame.count(), reason);
      return 0;
    }
    for (Record record : records) {
      if (record.offset() >= fromOffset && !stopped) stopped = !visitor.record(record);
    }
    return records.size();
  }

  private void report(Path file, long position, long firstOffset, long records, String reason) {
    visitor.damage(
        new Damage(file.getFileName().toString(), position, firstOffset, records, reason));
  }
}
