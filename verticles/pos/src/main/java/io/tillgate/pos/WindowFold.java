package io.tillgate.pos;

import io.tillgate.journal.Cursor;
import io.tillgate.journal.Journal;
import io.tillgate.journal.Record;
import io.tillgate.retail.feed.EventType;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the duplicate window from the journal at start-up. Reads the disk: not for event loops.
 */
final class WindowFold {
  private static final Logger LOG = LoggerFactory.getLogger(WindowFold.class);

  /** Records read for each id that the window can hold: a sale by card is about five records. */
  private static final int RECORDS_PER_ID = 6;

  private WindowFold() {}

  static DuplicateWindow of(Journal journal, PosSettings.WindowSettings settings) {
    DuplicateWindow window = new DuplicateWindow(settings.maxIds(), settings.maxAgeMillis());
    long end = journal.nextOffset();
    long from = Math.max(journal.firstOffset(), end - (long) settings.maxIds() * RECORDS_PER_ID);
    long started = System.nanoTime();
    try (Cursor cursor = journal.cursor(from)) {
      for (Record record = cursor.next(); record != null; record = cursor.next()) {
        if (record.offset() >= end) break;
        if (isTillEvent(record.type())) add(window, record);
      }
    }
    LOG.info(
        "duplicate window: {} ids from {} records in {} ms",
        window.size(),
        end - from,
        (System.nanoTime() - started) / 1_000_000);
    return window;
  }

  private static void add(DuplicateWindow window, Record record) {
    try {
      UUID id = UUID.fromString(new String(record.key(), StandardCharsets.US_ASCII));
      BodyHash hash = BodyHash.of(record.type(), record.payload());
      window.add(id, hash, record.offset(), record.epochMillis());
    } catch (IllegalArgumentException e) {
      LOG.warn(
          "the event at offset {} has a key that no till can repeat; passed over", record.offset());
    }
  }

  private static boolean isTillEvent(int type) {
    return EventType.of(type)
        .map(
            known ->
                switch (known) {
                  case SALE, REFUND, STOCK_MOVEMENT -> true;
                  default -> false;
                })
        .orElse(false);
  }
}
