package io.tillgate.journal;

import static io.tillgate.journal.Fixture.TINY;
import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.entry;
import static io.tillgate.journal.Fixture.key;
import static io.tillgate.journal.Fixture.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal whose data key is replaced while it runs. */
class RotationTest {
  private static final DataKeys FIRST = DataKeys.of(key(1));
  private static final DataKeys BOTH = new DataKeys(key(2), List.of(key(1)));
  private static final DataKeys SECOND = DataKeys.of(key(2));

  @TempDir Path directory;

  private Journal open(DataKeys keys) throws JournalRefusal {
    return Journal.open(directory, keys, TINY);
  }

  private static void append(Journal journal, String text) throws Exception {
    await(journal.append(entry(1, "k", text)));
  }

  /** Appends until the journal writes under {@code id}; a file is allocated meanwhile. */
  private static void appendUntilUnder(Journal journal, String id) throws Exception {
    for (int i = 0; !journal.keyId().equals(id); i++) {
      assertTrue(i < 100_000, "the journal turns to its new key");
      append(journal, "meanwhile");
    }
  }

  @Test
  @DisplayName("RULES 2 / 3.7.4 a journal turns to its new data key while it runs")
  void aJournalTurnsToItsNewKeyWhileItRuns() throws Exception {
    try (Journal journal = open(FIRST)) {
      append(journal, "old");
      journal.turnTo(BOTH);
      appendUntilUnder(journal, key(2).id());
      append(journal, "new");
      List<Record> records = read(journal);
      assertArrayEquals(entry(1, "k", "old").payload(), records.get(0).payload());
      assertArrayEquals(entry(1, "k", "new").payload(), records.get(records.size() - 1).payload());
    }
    assertEquals(
        List.of(key(1).id(), key(2).id()).stream().sorted().toList(),
        List.copyOf(Inspection.segmentsByKey(directory).keySet()));
    try (Journal journal = open(BOTH)) {
      assertArrayEquals(entry(1, "k", "old").payload(), read(journal).get(0).payload());
    }
  }

  @Test
  void aJournalThatIsOpenedAfterARotationWritesNothingMoreUnderItsOldKey() throws Exception {
    try (Journal journal = open(FIRST)) {
      append(journal, "old");
    }
    Map<String, Integer> before = Inspection.segmentsByKey(directory);
    try (Journal journal = open(BOTH)) {
      assertEquals(key(2).id(), journal.keyId());
      append(journal, "new");
      assertEquals(2, read(journal).size());
    }
    assertEquals(before.get(key(1).id()), Inspection.segmentsByKey(directory).get(key(1).id()));
    open(BOTH).close();
    try (Journal journal = open(BOTH)) {
      assertEquals(2, read(journal).size());
      assertEquals(2, Inspection.segmentsByKey(directory).values().stream().mapToInt(i -> i).sum());
    }
  }

  @Test
  void appendsGoOnWhileKeysTurnOverAndOverAgain() throws Exception {
    List<CompletableFuture<Long>> appends = new ArrayList<>();
    int turns = 40;
    try (Journal journal = open(FIRST)) {
      List<DataKey> older = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        for (int i = 0; i < 20; i++) appends.add(journal.append(entry(1, "k", turn + "/" + i)));
        await(appends.get(appends.size() - 1));
        older.add(key(1 + turn));
        journal.turnTo(new DataKeys(key(2 + turn), older));
      }
      for (int i = 0; i < appends.size(); i++) assertEquals(i, await(appends.get(i)));
      appendUntilUnder(journal, key(1 + turns).id());
      List<Record> records = read(journal);
      for (int i = 0; i < appends.size(); i++) {
        String text = i / 20 + "/" + i % 20;
        assertArrayEquals(entry(1, "k", text).payload(), records.get(i).payload());
      }
    }
  }

  @Test
  void aKeyThatASegmentNeedsIsNotGivenUp() throws Exception {
    try (Journal journal = open(FIRST)) {
      append(journal, "old");
      JournalRefusal refusal = assertThrows(JournalRefusal.class, () -> journal.turnTo(SECOND));
      assertTrue(refusal.getMessage().contains(key(1).id()), refusal.getMessage());
      append(journal, "and all goes on");
      assertEquals(2, read(journal).size());
    }
    assertThrows(JournalRefusal.class, () -> open(SECOND).close());
    open(FIRST).close();
  }

  @Test
  void aKeyIsGivenUpOnceItsSegmentsAreGone() throws Exception {
    try (Journal journal = open(FIRST)) {
      append(journal, "old");
      journal.turnTo(BOTH);
      appendUntilUnder(journal, key(2).id());
      journal.release(journal.durableOffset());
      for (int i = 0; Inspection.segmentsByKey(directory).containsKey(key(1).id()); i++) {
        assertTrue(i < 100_000, "the old segments are deleted");
        append(journal, "meanwhile");
      }
      journal.turnTo(SECOND);
      append(journal, "new");
    }
    open(SECOND).close();
  }

  @Test
  void theCallersCopiesMayBeDestroyedAtOnce() throws Exception {
    DataKey mine = key(1);
    DataKeys given = DataKeys.of(mine);
    try (Journal journal = open(given)) {
      given.destroy();
      append(journal, "old");
      DataKeys next = new DataKeys(key(2), List.of(key(1)));
      journal.turnTo(next);
      next.destroy();
      appendUntilUnder(journal, key(2).id());
      assertTrue(read(journal).size() > 1);
    }
    assertTrue(Arrays.equals(new byte[DataKey.BYTES], mine.secret()));
    open(BOTH).close();
  }
}
