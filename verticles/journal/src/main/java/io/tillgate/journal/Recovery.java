package io.tillgate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a directory holds, and makes its last segment fit to go on in. Reads the headers
 * of all segments and the whole of the last one, with one buffer.
 */
final class Recovery {
  /**
   * What was found.
   *
   * @param segments by sequence; empty for a new journal
   * @param end where the last segment's records end
   * @param nextOffset offset of the next record
   * @param damage in the last segment; damage in others is found when they are read
   * @param spare a file that is allocated and not begun, or null
   */
  record Found(
      List<Segment> segments, long end, long nextOffset, List<Damage> damage, Path spare) {}

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final SegmentDirectory directory;
  private final DataKeys keys;
  private final int segmentBytes;

  Recovery(SegmentDirectory directory, DataKeys keys, int segmentBytes) {
    this.directory = directory;
    this.keys = keys;
    this.segmentBytes = segmentBytes;
  }

  Found run() throws IOException, JournalRefusal {
    directory.delete(directory.path().resolve(SegmentDirectory.PREPARING));
    List<Segment> segments = new ArrayList<>();
    List<Path> unbegun = new ArrayList<>();
    for (Path file : directory.files()) {
      Optional<SegmentHeader> header = header(file);
      if (header.isEmpty()) {
        unbegun.add(file);
      } else {
        segments.add(new Segment(file, header.get()));
      }
    }
    long last = segments.isEmpty() ? -1 : segments.get(segments.size() - 1).sequence();
    for (Path file : unbegun) refuseUnlessUnbegun(file, last);
    for (Segment segment : segments) check(segment, segments.get(0));
    Path spare = spare(unbegun, last);
    if (segments.isEmpty()) return new Found(segments, 0, 0, List.of(), spare);
    return finish(segments, spare);
  }

  /** Reads a header, and writes the copy again that has rotted. */
  private Optional<SegmentHeader> header(Path path) throws IOException, JournalRefusal {
    try (SegmentFile file = directory.disk().open(path, true);
        SegmentReader reader = new SegmentReader(file, SegmentHeader.BYTES)) {
      HeaderCopies copies = HeaderCopies.read(reader);
      Optional<SegmentHeader> header = copies.header();
      if (header.isPresent() && copies.damaged() >= 0) {
        LOG.warn("{}: header copy {} was damaged; written again", path, copies.damaged());
        long position = (long) copies.damaged() * SegmentHeader.BLOCK_BYTES;
        file.writeFully(ByteBuffer.wrap(header.get().block()), position);
        file.force();
      }
      return header;
    }
  }

  /**
   * A file without a header has not been begun, or its first group was torn; then nothing of it was
   * ever acknowledged. Otherwise both copies of its header have rotted, and nothing in it can be
   * read.
   */
  private void refuseUnlessUnbegun(Path path, long last) throws IOException, JournalRefusal {
    try (SegmentFile file = directory.disk().open(path, false);
        SegmentReader reader =
            new SegmentReader(file, Math.max(file.size(), SegmentHeader.BYTES))) {
      if (Segment.sequenceOf(path) > last && HeaderCopies.isUnbegun(reader)) return;
    }
    throw new JournalRefusal(
        path
            + ": both copies of the segment's header are damaged; restore the file from a backup, or"
            + " move it out of the directory, which gives up its records");
  }

  private void check(Segment segment, Segment first) throws JournalRefusal {
    SegmentHeader header = segment.header();
    if (header.sequence() != Segment.sequenceOf(segment.path())) {
      throw new JournalRefusal(
          segment.path() + " holds segment " + header.sequence() + "; give it back its name");
    }
    check(segment, first, keys);
  }

  /** Refuses a segment of another journal, or under a key that is none of these. */
  static void check(Segment segment, Segment first, DataKeys keys) throws JournalRefusal {
    SegmentHeader header = segment.header();
    if (header.epoch() != first.header().epoch()) {
      throw new JournalRefusal(
          segment.path() + " belongs to another journal; move it out of the directory");
    }
    if (keys.find(header).isEmpty()) {
      throw new JournalRefusal(
          segment.path()
              + " is encrypted under data key "
              + header.keyId()
              + ", the key given is "
              + String.join(" or ", keys.ids())
              + "; use the key ring that belongs to this directory");
    }
  }

  /** Keeps one unbegun file of the right size, which comes right after the last segment. */
  private Path spare(List<Path> unbegun, long last) throws IOException {
    Path spare = null;
    for (Path path : unbegun) {
      if (spare == null && Segment.sequenceOf(path) == last + 1 && cleaned(path)) {
        spare = path;
      } else {
        directory.delete(path);
      }
    }
    return spare;
  }

  private boolean cleaned(Path path) throws IOException {
    try (SegmentFile file = directory.disk().open(path, true);
        SegmentReader reader = new SegmentReader(file, segmentBytes)) {
      if (file.size() != segmentBytes) return false;
      long dataEnd = reader.endOfData(0);
      if (dataEnd > 0) {
        SegmentDirectory.zero(file, 0, dataEnd);
        file.force();
      }
      return true;
    }
  }

  private Found finish(List<Segment> segments, Path spare) throws IOException {
    Segment last = segments.get(segments.size() - 1);
    List<Damage> damage = new ArrayList<>();
    int bytes = last.header().segmentBytes();
    try (SegmentFile file = directory.disk().open(last.path(), true);
        SegmentReader reader = new SegmentReader(file, bytes)) {
      if (file.size() < bytes) SegmentDirectory.zero(file, file.size(), bytes);
      SegmentWalk walk = SegmentWalk.ofLast(reader, last.baseOffset());
      long lastGroup = 0;
      while (true) {
        SegmentWalk.Step step = walk.next();
        if (step instanceof SegmentWalk.Sound sound) {
          lastGroup = sound.frame().groupStart();
        } else if (step instanceof SegmentWalk.Broken broken) {
          damage.add(damage(last, broken));
        } else if (step instanceof SegmentWalk.End end) {
          settle(last, file, reader, lastGroup, end);
          return new Found(segments, end.position(), walk.expected(), damage, spare);
        }
      }
    }
  }

  static Damage damage(Segment segment, SegmentWalk.Broken broken) {
    return new Damage(
        segment.name(), broken.position(), broken.firstOffset(), broken.records(), broken.reason());
  }

  /**
   * Cuts the torn tail, and writes the last group once more: the page cache may show what the
   * medium does not have, after a force that failed or never came.
   */
  private void settle(
      Segment last, SegmentFile file, SegmentReader reader, long lastGroup, SegmentWalk.End end)
      throws IOException {
    if (end.tornBytes() > 0) {
      LOG.info(
          "{}: cut {} bytes of an unfinished write at byte {}",
          last.name(),
          end.tornBytes(),
          end.position());
      SegmentDirectory.zero(file, end.position(), end.position() + end.tornBytes());
    }
    int chunk = SegmentHeader.BLOCK_BYTES;
    for (long at = lastGroup; at < end.position(); at += chunk) {
      int count = (int) Math.min(chunk, end.position() - at);
      int index = reader.load(at, count);
      file.writeFully(ByteBuffer.wrap(reader.bytes(), index, count).slice(), at);
    }
    file.force();
  }
}
