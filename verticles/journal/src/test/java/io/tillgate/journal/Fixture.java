package io.tillgate.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the journal's tests share. */
final class Fixture {
  /** 16 KiB a segment, half of it header: a few records fill it. */
  static final JournalSettings TINY =
      new JournalSettings(16 << 10, 1 << 10, 4 << 10, 64 << 10, 0, Duration.ZERO);

  /** For all waiting in tests: what takes longer has gone wrong. */
  static final long PATIENCE_SECONDS = 60;

  private Fixture() {}

  static DataKey key() {
    return key(7);
  }

  static DataKey key(int fill) {
    byte[] secret = new byte[DataKey.BYTES];
    Arrays.fill(secret, (byte) fill);
    return DataKey.of(secret);
  }

  static Journal open(Path directory, Disk disk) throws JournalRefusal {
    return Journal.open(directory, DataKeys.of(key()), TINY, disk, Clocks.SYSTEM);
  }

  static Entry entry(int type, String key, String payload) {
    return new Entry(type, key.getBytes(UTF_8), payload.getBytes(UTF_8));
  }

  /** An entry of 0-{@code maxBytes} random bytes. */
  static Entry entry(Random random, int maxBytes) {
    byte[] key = new byte[random.nextInt(20)];
    byte[] payload = new byte[random.nextInt(maxBytes - key.length + 1)];
    random.nextBytes(key);
    random.nextBytes(payload);
    return new Entry(1 + random.nextInt(Entry.MAX_TYPE), key, payload);
  }

  static <T> T await(CompletableFuture<T> future) throws ExecutionException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("no answer", e);
    }
  }

  static List<Record> read(Journal journal) {
    return read(journal, journal.firstOffset());
  }

  static List<Record> read(Journal journal, long from) {
    List<Record> records = new ArrayList<>();
    try (Cursor cursor = journal.cursor(from)) {
      for (Record record = cursor.next(); record != null; record = cursor.next()) {
        assertEquals(from + records.size(), record.offset(), "offsets have no gap");
        records.add(record);
      }
    }
    assertEquals(journal.nextOffset(), from + records.size(), "a cursor reads to the end");
    return records;
  }

  static boolean isRecordOf(Entry entry, Record record) {
    return entry.type() == record.type()
        && Arrays.equals(entry.key(), record.key())
        && Arrays.equals(entry.payload(), record.payload());
  }
}
