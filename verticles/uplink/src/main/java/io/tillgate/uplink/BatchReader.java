package io.tillgate.uplink;

import io.tillgate.journal.Cursor;
import io.tillgate.journal.Journal;
import io.tillgate.journal.Record;
import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import io.tillgate.retail.feed.EventType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Turns the journal from one offset on into parcels. A record that stays on the box keeps its place
 * and nothing else; so does one that damage made unreadable, under {@link Record#DAMAGED}, so that
 * central sees a named hole and not a gap. Reads the disk: one worker thread at a time.
 */
final class BatchReader implements AutoCloseable {
  private static final int FRAME_BYTES = 12;

  private final Journal journal;
  private final long from;
  private final int maxRecords;
  private Cursor cursor;
  private Record pending;

  BatchReader(Journal journal, long from, int maxRecords) {
    this.journal = journal;
    this.from = from;
    this.maxRecords = maxRecords;
  }

  /**
   * As many durable records as there are, up to the bounds; one at least, however large.
   *
   * @return null where no further record is durable
   * @throws io.tillgate.journal.JournalRetired where the journal no longer has the next record
   * @throws UncheckedIOException where the disk cannot be read
   */
  Parcel read(int maxBytes) {
    if (cursor == null) cursor = journal.cursor(from);
    Record record = pending != null ? pending : cursor.next();
    pending = null;
    if (record == null) return null;
    List<Event> events = new ArrayList<>();
    int bytes = FRAME_BYTES;
    while (record != null) {
      Event event = event(record);
      bytes += Batch.encodedBytes(event);
      if (bytes > maxBytes && !events.isEmpty()) {
        pending = record;
        break;
      }
      events.add(event);
      record = events.size() < maxRecords ? cursor.next() : null;
    }
    Batch batch = new Batch(events.get(0).offset(), events);
    return new Parcel(batch.firstOffset(), batch.lastOffset(), gzip(batch.encode()));
  }

  private static Event event(Record record) {
    if (record.isDamaged() || EventType.isLocal(record.type())) {
      return Event.withheld(record.offset(), record.epochMillis(), record.type());
    }
    return new Event(
        record.offset(), record.epochMillis(), record.type(), record.key(), record.payload());
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The box is small and the records repeat themselves: speed matters, the last bytes do not. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  @Override
  public void close() {
    if (cursor != null) cursor.close();
  }
}
