package io.tillgate.journal;

import static io.tillgate.journal.Fixture.PATIENCE_SECONDS;
import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.entry;
import static io.tillgate.journal.Fixture.key;
import static io.tillgate.journal.Fixture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what was released, is full and is old enough goes. */
class RetentionTest {
  private static final JournalSettings SETTINGS =
      new JournalSettings(16 << 10, 1 << 10, 4 << 10, 64 << 10, 0, Duration.ofDays(7));

  @TempDir Path directory;
  private final SimulatedDisk disk = new SimulatedDisk();
  private final ManualClocks clocks = new ManualClocks();

  private Journal open() throws JournalRefusal {
    return Journal.open(directory, DataKeys.of(key()), SETTINGS, disk, clocks);
  }

  private static void fill(Journal journal, int segments) throws Exception {
    while (journal.status().segments() < segments) {
      await(journal.append(entry(1, "k", "x".repeat(900))));
    }
  }

  /** Waits for the deletions that go on beside this thread. */
  private static void awaitFirstOffset(Journal journal, long offset) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (journal.firstOffset() != offset && System.nanoTime() < end) Thread.onSpinWait();
    assertEquals(offset, journal.firstOffset());
  }

  @Test
  void aSegmentGoesWhenAllOfItIsReleasedAndItIsOldEnough() throws Exception {
    try (Journal journal = open()) {
      fill(journal, 4);
      long fourth = journal.segmentOf(journal.durableOffset()).baseOffset();
      clocks.advanceMillis(Duration.ofDays(7).toMillis() - 1);
      journal.release(journal.durableOffset());
      assertEquals(0, journal.firstOffset(), "too young");
      clocks.advanceMillis(1);
      fill(journal, 5);
      journal.release(journal.durableOffset());
      awaitFirstOffset(journal, fourth);
    }
  }

  @Test
  void whatIsNotReleasedStaysHoweverOld() throws Exception {
    try (Journal journal = open()) {
      fill(journal, 4);
      long second = journal.segmentAfter(journal.segmentOf(0)).baseOffset();
      clocks.advanceMillis(Duration.ofDays(365).toMillis());
      journal.release(second - 2);
      assertEquals(0, journal.firstOffset(), "its last record is not released");
      journal.release(second - 1);
      awaitFirstOffset(journal, second);
      assertEquals(journal.nextOffset() - second, read(journal, second).size());
      JournalRetired retired = assertThrows(JournalRetired.class, () -> journal.cursor(0));
      assertEquals(second, retired.firstOffset());
      assertThrows(IllegalArgumentException.class, () -> journal.release(journal.nextOffset()));
    }
    try (Journal journal = open()) {
      assertTrue(journal.firstOffset() > 0, "stays so after a restart");
      assertEquals(journal.nextOffset() - journal.firstOffset(), read(journal).size());
    }
  }

  @Test
  void aReaderThatIsOvertakenByRetentionIsToldWhereToGoOn() throws Exception {
    try (Journal journal = open()) {
      fill(journal, 4);
      long second = journal.segmentAfter(journal.segmentOf(0)).baseOffset();
      long third = journal.segmentAfter(journal.segmentOf(second)).baseOffset();
      try (Cursor cursor = journal.cursor(0)) {
        assertEquals(0, cursor.next().offset());
        clocks.advanceMillis(Duration.ofDays(8).toMillis());
        journal.release(third - 1);
        awaitFirstOffset(journal, third);
        JournalRetired retired = assertThrows(JournalRetired.class, cursor::next);
        assertEquals(third, retired.firstOffset());
      }
    }
  }

  @Test
  void theSegmentBeingWrittenNeverGoes() throws Exception {
    try (Journal journal = open()) {
      await(journal.append(entry(1, "k", "all of it released")));
      clocks.advanceMillis(Duration.ofDays(8).toMillis());
      journal.release(0);
      assertEquals(0, journal.firstOffset());
      assertEquals(1, read(journal).size());
    }
  }
}
