package io.tillgate.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;

/**
 * Reads durable records in the order of their offsets, while the journal goes on being written.
 * Belongs to one thread at a time; holds one open file and a buffer until closed.
 */
public final class Cursor implements AutoCloseable {
  private final Journal journal;
  private final ArrayDeque<Record> ready = new ArrayDeque<>();
  private long wanted;
  private long damagedUntil;

  private Segment segment;
  private SegmentReader reader;
  private SegmentWalk walk;
  private SegmentCipher cipher;

  Cursor(Journal journal, long fromOffset) {
    this.journal = journal;
    this.wanted = fromOffset;
    this.damagedUntil = fromOffset;
    if (fromOffset < 0 || fromOffset > journal.nextOffset()) {
      throw new IllegalArgumentException(
          "offset " + fromOffset + " is not in 0-" + journal.nextOffset());
    }
    refuseIfRetired();
  }

  /** Offset of the record that {@link #next} gives next, or will give once it is durable. */
  public long nextOffset() {
    return wanted;
  }

  /**
   * The next record, or null where no further one is durable yet; ask again later. A record that
   * cannot be read comes as {@link Record#DAMAGED}.
   *
   * @throws JournalRetired where the record was released and deleted since
   * @throws UncheckedIOException where the file cannot be read at all
   */
  public Record next() {
    try {
      while (true) {
        if (wanted < damagedUntil) return Record.damaged(wanted++);
        Record record = ready.poll();
        if (record != null && record.offset() == wanted) {
          wanted++;
          return record;
        }
        if (record == null && !readFrame()) return null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the journal cannot be read at offset " + wanted, e);
    }
  }

  /** Takes up the next frame; false where none is durable. */
  private boolean readFrame() throws IOException {
    Durable durable = journal.durable();
    if (wanted >= durable.nextOffset()) return false;
    if (segment == null) enter(journal.segmentOf(wanted), durable);
    if (segment.sequence() == durable.segment().sequence()) {
      walk.growTo(durable.position(), durable.nextOffset());
    } else {
      long endOffset = journal.segmentAfter(segment).baseOffset();
      // Asked after that: between a retired segment and the next there would seem to be a hole.
      refuseIfRetired();
      walk.growTo(segment.header().segmentBytes(), endOffset);
      if (walk.expected() >= endOffset) {
        enter(journal.segmentAfter(segment), durable);
        return true;
      }
    }
    take(walk.next());
    return true;
  }

  private void enter(Segment next, Durable durable) throws IOException {
    refuseIfRetired();
    closeReader();
    segment = next;
    boolean isLast = next.sequence() == durable.segment().sequence();
    long limit = isLast ? durable.position() : next.header().segmentBytes();
    reader = new SegmentReader(journal.openFile(next), limit);
    walk = SegmentWalk.ofDurable(reader, next.baseOffset(), durable.nextOffset());
    cipher = journal.cipherOf(next);
    // Offsets between the last segment's end and this one's beginning went with a lost file.
    damagedUntil = Math.max(damagedUntil, next.baseOffset());
  }

  private void refuseIfRetired() {
    long first = journal.firstOffset();
    if (wanted < first) throw new JournalRetired(wanted, first);
  }

  private void take(SegmentWalk.Step step) throws IOException {
    if (step instanceof SegmentWalk.Sound sound) {
      open(sound.position(), sound.frame());
    } else if (step instanceof SegmentWalk.Broken broken) {
      journal.note(Recovery.damage(segment, broken));
      damagedUntil = Math.max(damagedUntil, broken.firstOffset() + broken.records());
    } else if (step instanceof SegmentWalk.End) {
      throw new IllegalStateException("the walk ended before offset " + wanted);
    }
  }

  private void open(long position, Frame frame) throws IOException {
    if (frame.nextOffset() <= wanted) return;
    int at = reader.load(position, frame.bytes());
    if (!Frame.open(frame, cipher, reader.bytes(), at, ready)) {
      ready.clear();
      String reason = "a record cannot be decrypted";
      journal.note(
          new Damage(segment.name(), position, frame.firstOffset(), frame.count(), reason));
      damagedUntil = Math.max(damagedUntil, frame.nextOffset());
    }
  }

  private void closeReader() throws IOException {
    if (reader != null) reader.close();
  }

  @Override
  public void close() {
    try {
      closeReader();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
