package io.tillgate.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  static final JournalSettings SMALL =
      new JournalSettings(64 << 10, 4 << 10, 16 << 10, 256 << 10, 0, Duration.ZERO);

  @TempDir Path directory;

  static DataKey key() {
    byte[] secret = new byte[DataKey.BYTES];
    Arrays.fill(secret, (byte) 7);
    return DataKey.of(secret);
  }

  static Entry entry(int type, String key, String payload) {
    return new Entry(type, key.getBytes(UTF_8), payload.getBytes(UTF_8));
  }

  static List<Record> read(Journal journal, long from) {
    List<Record> records = new ArrayList<>();
    try (Cursor cursor = journal.cursor(from)) {
      for (Record record = cursor.next(); record != null; record = cursor.next()) {
        records.add(record);
      }
    }
    return records;
  }

  @Test
  void whatWasAcknowledgedIsThereAfterReopening() throws Exception {
    long epoch;
    try (Journal journal = Journal.open(directory, key(), SMALL)) {
      epoch = journal.epoch();
      assertTrue(epoch > 0);
      assertEquals(-1, journal.durableOffset());
      long last =
          journal
              .append(entry(16, "p1", "{}"), entry(128, "p1", "sealed"))
              .get(5, TimeUnit.SECONDS);
      assertEquals(1, last);
      assertEquals(2L, journal.append(entry(1, "s1", "sale")).get(5, TimeUnit.SECONDS));
    }
    try (Journal journal = Journal.open(directory, key(), SMALL)) {
      assertEquals(epoch, journal.epoch());
      assertEquals(3, journal.nextOffset());
      List<Record> records = read(journal, 1);
      assertEquals(2, records.size());
      assertEquals(128, records.get(0).type());
      assertArrayEquals("sale".getBytes(UTF_8), records.get(1).payload());
    }
  }

  @Test
  void segmentsFollowOneAnotherWithoutAGap() throws Exception {
    String payload = "x".repeat(3000);
    try (Journal journal = Journal.open(directory, key(), SMALL)) {
      Cursor cursor = journal.cursor(0);
      for (int i = 0; i < 200; i++) {
        assertEquals(i, journal.append(entry(1, "k" + i, payload)).get(5, TimeUnit.SECONDS));
        assertEquals("k" + i, new String(cursor.next().key(), UTF_8));
        assertNull(cursor.next());
      }
      cursor.close();
      assertTrue(journal.status().segments() > 5);
      assertEquals(List.of(), journal.status().damage());
    }
    try (Journal journal = Journal.open(directory, key(), SMALL)) {
      assertEquals(200, read(journal, 0).size());
      assertEquals(50, read(journal, 150).size());
    }
  }

  @Test
  void aSecondOwnerIsRefusedWithTheProcessThatHoldsIt() throws Exception {
    try (Journal journal = Journal.open(directory, key(), SMALL)) {
      JournalRefusal refusal =
          assertThrows(JournalRefusal.class, () -> Journal.open(directory, key(), SMALL));
      assertTrue(refusal.getMessage().contains("" + ProcessHandle.current().pid()));
      assertEquals(0, journal.nextOffset());
    }
  }
}
