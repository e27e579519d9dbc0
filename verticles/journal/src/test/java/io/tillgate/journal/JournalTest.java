package io.tillgate.journal;

import static io.tillgate.journal.Fixture.PATIENCE_SECONDS;
import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.entry;
import static io.tillgate.journal.Fixture.key;
import static io.tillgate.journal.Fixture.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a real disk. */
class JournalTest {
  private static final JournalSettings SMALL =
      new JournalSettings(64 << 10, 4 << 10, 16 << 10, 256 << 10, 0, Duration.ZERO);

  @TempDir Path directory;

  private Journal open() throws JournalRefusal {
    return Journal.open(directory, key(), SMALL);
  }

  @Test
  void whatWasAcknowledgedIsThereAfterReopening() throws Exception {
    long epoch;
    try (Journal journal = open()) {
      epoch = journal.epoch();
      assertTrue(epoch > 0);
      assertEquals(-1, journal.durableOffset());
      assertEquals(1L, await(journal.append(entry(16, "p1", "{}"), entry(128, "p1", "sealed"))));
      assertEquals(2L, await(journal.append(entry(1, "s1", "sale"))));
      assertEquals(2, journal.durableOffset());
    }
    try (Journal journal = open()) {
      assertEquals(epoch, journal.epoch());
      assertEquals(3, journal.nextOffset());
      List<Record> records = read(journal, 1);
      assertEquals(2, records.size());
      assertEquals(128, records.get(0).type());
      assertArrayEquals("sale".getBytes(UTF_8), records.get(1).payload());
    }
  }

  @Test
  void aJournalThatIsOpenedAHundredTimesIsStillOneJournal() throws Exception {
    for (int i = 0; i < 100; i++) {
      try (Journal journal = open()) {
        assertEquals(i, await(journal.append(entry(1, "k" + i, "x".repeat(i * 30)))));
      }
    }
    try (Journal journal = open()) {
      List<Record> records = read(journal);
      assertEquals(100, records.size());
      for (Record record : records) {
        assertEquals("k" + record.offset(), new String(record.key(), UTF_8));
      }
    }
  }

  @Test
  void segmentsFollowOneAnotherUnderAReaderThatKeepsUp() throws Exception {
    String payload = "x".repeat(3000);
    try (Journal journal = open();
        Cursor cursor = journal.cursor(0)) {
      for (int i = 0; i < 200; i++) {
        assertEquals(i, await(journal.append(entry(1, "k" + i, payload))));
        assertEquals("k" + i, new String(cursor.next().key(), UTF_8));
        assertNull(cursor.next());
      }
      assertTrue(journal.status().segments() > 5);
      assertEquals(200, read(journal).size());
      assertEquals(50, read(journal, 150).size());
      assertThrows(IllegalArgumentException.class, () -> journal.cursor(201));
    }
  }

  @Test
  void appendsOfEachCallerKeepTheirOrder() throws Exception {
    int callers = 8;
    int each = 400;
    Map<String, Long> acknowledged = Collections.synchronizedMap(new HashMap<>());
    try (Journal journal = open()) {
      List<Thread> threads = new ArrayList<>();
      for (int caller = 0; caller < callers; caller++) {
        String name = "c" + caller;
        threads.add(new Thread(() -> appendInOrder(journal, name, each, acknowledged)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) thread.join();
      Map<String, Integer> seen = new HashMap<>();
      for (Record record : read(journal)) {
        String caller = new String(record.key(), UTF_8);
        int number = Integer.parseInt(new String(record.payload(), UTF_8));
        assertEquals(seen.merge(caller, 1, Integer::sum) - 1, number, caller);
        assertEquals(record.offset(), acknowledged.get(caller + " " + number));
      }
      assertEquals(callers * each, acknowledged.size());
      JournalStatus status = journal.status();
      assertEquals(callers * each, status.appends());
      assertTrue(status.forces() < status.appends(), "groups share a force");
      assertEquals(0, status.pendingBytes());
    }
  }

  private static void appendInOrder(
      Journal journal, String name, int each, Map<String, Long> acknowledged) {
    List<CompletableFuture<?>> answers = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      String place = name + " " + i;
      answers.add(
          journal
              .append(entry(1, name, Integer.toString(i)))
              .thenAccept(offset -> acknowledged.put(place, offset)));
      if (i % 16 == 15) answers.forEach(CompletableFuture::join);
    }
  }

  @Test
  void aReaderBesideWritersSeesEveryDurableRecordOnceAndInOrder() throws Exception {
    int count = 3_000;
    try (Journal journal = open();
        Cursor cursor = journal.cursor(0)) {
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  CompletableFuture<Long> done = journal.append(entry(1, "k", "n" + i));
                  if (i % 16 == 0) done.join();
                }
              });
      CountDownLatch all = new CountDownLatch(1);
      journal.onDurable(
          offset -> {
            if (offset == count - 1) all.countDown();
          });
      writer.start();
      int seen = 0;
      while (seen < count) {
        Record record = cursor.next();
        if (record == null) {
          Thread.onSpinWait();
          continue;
        }
        assertTrue(record.offset() <= journal.durableOffset());
        assertEquals("n" + seen++, new String(record.payload(), UTF_8));
      }
      assertTrue(all.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
      writer.join();
      assertNull(cursor.next());
    }
  }

  @Test
  void anInspectionBesideAWriterSeesWholeRecordsAndNoDamage() throws Exception {
    int count = 4_000;
    try (Journal journal = open()) {
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < count; i++) {
                  CompletableFuture<Long> done = journal.append(entry(1, "k" + i, "x".repeat(i)));
                  if (i % 16 == 0) done.join();
                }
              });
      writer.start();
      long seen = 0;
      while (writer.isAlive()) {
        Counting counting = new Counting();
        Inspection.Summary summary = Inspection.walk(directory, DataKeys.of(key()), 0, counting);
        assertEquals(List.of(), counting.damage);
        assertEquals(summary.nextOffset(), counting.records);
        assertTrue(counting.records >= seen, "records went away");
        seen = counting.records;
      }
      long durable = journal.durableOffset();
      Counting all = new Counting();
      Inspection.walk(directory, DataKeys.of(key()), 0, all);
      assertTrue(all.records > durable);
    }
  }

  private static final class Counting implements Inspection.Visitor {
    private final List<Damage> damage = new ArrayList<>();
    private long records;

    @Override
    public boolean record(Record record) {
      assertEquals("k" + record.offset(), new String(record.key(), UTF_8));
      assertEquals(record.offset(), record.payload().length);
      records++;
      return true;
    }

    @Override
    public void damage(Damage found) {
      damage.add(found);
    }
  }

  @Test
  void aCallbackThatClosesTheJournalIsToldNotTo() throws Exception {
    Journal journal = open();
    CompletableFuture<Void> told = new CompletableFuture<>();
    journal.onDurable(
        offset -> {
          try {
            journal.close();
            told.complete(null);
          } catch (IllegalStateException e) {
            told.completeExceptionally(e);
          }
        });
    await(journal.append(entry(1, "k", "")));
    assertThrows(ExecutionException.class, () -> await(told));
    assertEquals(1L, await(journal.append(entry(1, "k", "goes on"))));
    journal.close();
    assertEquals(JournalStatus.State.CLOSED, journal.status().state());
  }

  @Test
  void aListenerThatThrowsOrInterruptsStopsNobody() throws Exception {
    List<Long> told = Collections.synchronizedList(new ArrayList<>());
    try (Journal journal = open()) {
      journal.onDurable(
          offset -> {
            throw new IllegalStateException("a listener's own trouble");
          });
      journal.onDurable(offset -> Thread.currentThread().interrupt());
      journal.onDurable(told::add);
      await(journal.append(entry(1, "a", "")));
      await(journal.append(entry(1, "b", "")));
      await(journal.append(entry(1, "c", "")));
      assertEquals(2, journal.durableOffset());
    }
    assertTrue(told.containsAll(List.of(0L, 1L, 2L)), told.toString());
  }

  @Test
  void aCloseForcesWhatWasAcceptedAndTakesNoMore() throws Exception {
    List<CompletableFuture<Long>> answers = new ArrayList<>();
    Journal journal = open();
    for (int i = 0; i < 100; i++) answers.add(journal.append(entry(1, "k", "" + i)));
    journal.close();
    for (int i = 0; i < 100; i++) assertEquals(i, await(answers.get(i)));
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> await(journal.append(entry(1, "k", "late"))));
    assertInstanceOf(JournalFailed.class, e.getCause());
    assertEquals(JournalStatus.State.CLOSED, journal.status().state());
    try (Journal again = open()) {
      assertEquals(100, again.nextOffset());
    }
  }

  @Test
  void whatIsTooLargeOrTooMuchIsRefusedAndLeavesNoTrace() throws Exception {
    try (Journal journal = open()) {
      Entry large = new Entry(1, new byte[0], new byte[SMALL.maxRecordBytes() + 1]);
      Entry most = new Entry(1, new byte[0], new byte[SMALL.maxRecordBytes()]);
      assertInstanceOf(IllegalArgumentException.class, refusal(journal.append(large)));
      assertInstanceOf(IllegalArgumentException.class, refusal(journal.append()));
      assertInstanceOf(
          IllegalArgumentException.class, refusal(journal.append(most, most, most, most)));
      assertEquals(2L, await(journal.append(most, most, most)));
      CountDownLatch stuck = new CountDownLatch(1);
      journal.onDurable(offset -> awaitOn(stuck));
      CompletableFuture<Long> blocker = journal.append(most);
      List<CompletableFuture<Long>> answers = new ArrayList<>();
      while (answers.isEmpty() || !answers.get(answers.size() - 1).isDone()) {
        answers.add(journal.append(most));
      }
      stuck.countDown();
      assertInstanceOf(JournalFull.class, refusal(answers.remove(answers.size() - 1)));
      await(blocker);
      for (CompletableFuture<Long> answer : answers) await(answer);
      assertTrue(answers.size() * (long) SMALL.maxRecordBytes() <= SMALL.maxPendingBytes());
      assertEquals(4 + answers.size(), read(journal).size());
    }
  }

  private static void awaitOn(CountDownLatch latch) {
    try {
      assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Throwable refusal(CompletableFuture<Long> answer) {
    return assertThrows(ExecutionException.class, () -> await(answer)).getCause();
  }

  @Test
  void aSecondOwnerIsRefusedWithTheProcessThatHoldsIt() throws Exception {
    try (Journal journal = open()) {
      JournalRefusal refusal = assertThrows(JournalRefusal.class, this::open);
      assertTrue(refusal.getMessage().contains("process " + ProcessHandle.current().pid()));
      assertEquals(0L, await(journal.append(entry(1, "k", "the first owner goes on"))));
    }
    open().close();
  }

  @Test
  void anotherKeyIsRefusedAndNothingChanges() throws Exception {
    try (Journal journal = open()) {
      await(journal.append(entry(1, "k", "under the first key")));
    }
    JournalRefusal refusal =
        assertThrows(JournalRefusal.class, () -> Journal.open(directory, key(8), SMALL));
    assertTrue(refusal.getMessage().contains(key(7).id()), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(key(8).id()), refusal.getMessage());
    try (Journal journal = open()) {
      assertEquals(1, read(journal).size());
    }
  }

  @Test
  void aDiskNearlyFullIsRefusedWithFigures() {
    JournalSettings greedy =
        new JournalSettings(64 << 10, 4 << 10, 16 << 10, 256 << 10, 1L << 60, Duration.ZERO);
    JournalRefusal refusal =
        assertThrows(JournalRefusal.class, () -> Journal.open(directory, key(), greedy));
    assertTrue(refusal.getMessage().contains("" + (1L << 60)), refusal.getMessage());
  }

  @Test
  void nothingOfARecordStandsInClearOnTheDisk() throws Exception {
    try (Journal journal = open()) {
      await(journal.append(entry(1, "the-very-key", "the-very-payload")));
    }
    List<Path> files;
    try (var list = Files.list(directory)) {
      files = list.toList();
    }
    for (Path file : files) {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      assertFalse(text.contains("the-very"), file.toString());
      assertFalse(text.contains(new String(key().secret(), StandardCharsets.ISO_8859_1)));
    }
    assertFalse(key().toString().contains("07"), key().toString());
    assertFalse(entry(1, "the-very-key", "p").toString().contains("the-very"));
  }
}
