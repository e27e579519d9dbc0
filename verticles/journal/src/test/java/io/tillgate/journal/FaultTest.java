package io.tillgate.journal;

import static io.tillgate.journal.Fixture.TINY;
import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.entry;
import static io.tillgate.journal.Fixture.isRecordOf;
import static io.tillgate.journal.Fixture.key;
import static io.tillgate.journal.Fixture.open;
import static io.tillgate.journal.Fixture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.SimulatedDisk.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every write and every force fails once, in every way; what was acknowledged is there after. */
class FaultTest {
  private static final int APPENDS = 30;

  @TempDir Path directory;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /** What one run appended, and what was said to it. */
  private record Story(List<Entry> accepted, int acknowledged, List<Throwable> refusals) {}

  /** Opens, appends one after another over several segments, closes. */
  private Story run(SimulatedDisk disk) throws JournalRefusal {
    Random bytes = new Random(seed);
    List<Entry> accepted = new ArrayList<>();
    List<Throwable> refusals = new ArrayList<>();
    int acknowledged = 0;
    try (Journal journal = open(directory, disk)) {
      for (int i = 0; i < APPENDS; i++) {
        Entry entry = Fixture.entry(bytes, 900);
        try {
          assertEquals(accepted.size(), await(journal.append(entry)));
          accepted.add(entry);
          acknowledged = accepted.size();
        } catch (ExecutionException e) {
          refusals.add(e.getCause());
          if (e.getCause() instanceof JournalFailed) {
            accepted.add(entry);
            assertEquals(JournalStatus.State.FAILED, journal.status().state());
            assertThrows(ExecutionException.class, () -> await(journal.append(entry)));
            break;
          }
        }
      }
    }
    return new Story(accepted, acknowledged, refusals);
  }

  private void assertKept(Story story, SimulatedDisk disk, String place) throws Exception {
    try (Journal journal = open(directory, disk)) {
      List<Record> records = read(journal);
      assertTrue(records.size() >= story.acknowledged, place + ": acknowledged and lost");
      assertTrue(records.size() <= story.accepted.size(), place + ": never appended");
      for (Record record : records) {
        assertTrue(isRecordOf(story.accepted.get((int) record.offset()), record), place);
      }
      assertEquals(List.of(), journal.status().damage(), place);
      assertEquals(records.size(), await(journal.append(entry(1, "k", "goes on"))), place);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whateverFailsAtWhicheverOperationWhatWasAcknowledgedIsThere(Fault fault) throws Exception {
    SimulatedDisk sound = new SimulatedDisk();
    Story all = run(sound);
    assertEquals(APPENDS, all.acknowledged);
    long operations = sound.operations();
    assertTrue(operations > 2 * APPENDS);
    int stopped = 0;
    for (long at = 0; at < operations; at++) {
      String place = "seed " + seed + ", " + fault + " at operation " + at;
      SimulatedDisk disk = new SimulatedDisk().failAt(at, fault);
      Story story;
      try {
        story = run(disk);
      } catch (JournalRefusal refusal) {
        stopped++;
        continue;
      }
      if (story.acknowledged < APPENDS) stopped++;
      assertKept(story, disk.copy(), place);
      assertKept(story, disk.afterPowerCut(random), place + ", then the power went off");
    }
    assertTrue(stopped > APPENDS / 2, "faults had no effect: " + stopped);
  }

  @Test
  void afterAFailedForceNothingIsTakenAndEveryoneWhoWaitsIsTold() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    try (Journal journal = open(directory, disk)) {
      await(journal.append(entry(1, "k", "good")));
      disk.failNextForceOf(disk.segments().get(0));
      List<CompletableFuture<Long>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) waiting.add(journal.append(entry(1, "k", "bad")));
      for (CompletableFuture<Long> future : waiting) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> await(future));
        assertInstanceOf(JournalFailed.class, e.getCause());
      }
      assertEquals(JournalStatus.State.FAILED, journal.status().state());
      assertTrue(journal.status().reason().contains("restart"));
      assertEquals(0, journal.durableOffset());
      assertEquals(0, journal.status().pendingBytes());
      assertEquals(1, read(journal).size(), "what is durable can still be read");
    }
  }

  @Test
  void whatAFailedForceLeftInMemoryIsForcedAgainBeforeItIsBelieved() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    try (Journal journal = open(directory, disk)) {
      await(journal.append(entry(1, "k", "good")));
      disk.failNextForceOf(disk.segments().get(0));
      assertThrows(
          ExecutionException.class, () -> await(journal.append(entry(2, "k", "x".repeat(800)))));
    }
    long durable;
    try (Journal journal = open(directory, disk)) {
      durable = journal.nextOffset();
      assertEquals(2, durable, "the page cache shows it");
      disk.failAt(disk.operations(), Fault.POWER_CUT);
    }
    try (Journal journal = open(directory, disk.afterPowerCut(random))) {
      assertEquals(durable, journal.nextOffset(), "the medium has it too");
    }
  }

  @Test
  void aFullDiskRefusesAppendsUntilThereIsRoomAgain() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    ManualClocks clocks = new ManualClocks();
    try (Journal journal = Journal.open(directory, DataKeys.of(key()), TINY, disk, clocks)) {
      disk.usableBytes(TINY.segmentBytes() - 1);
      long taken = 0;
      ExecutionException refused = null;
      while (refused == null) {
        try {
          assertEquals(taken, await(journal.append(entry(1, "k", "y".repeat(900)))));
          taken++;
        } catch (ExecutionException e) {
          refused = e;
        }
      }
      assertInstanceOf(JournalFull.class, refused.getCause());
      assertTrue(refused.getMessage().contains("bytes free"), refused.getMessage());
      assertEquals(JournalStatus.State.OPEN, journal.status().state());
      assertEquals(false, journal.status().roomForMore());
      assertEquals(taken, await(journal.append(entry(2, "k", "small ones still fit"))));
      disk.usableBytes(1L << 40);
      assertTrue(journal.status().roomForMore(), "told without another append");
      clocks.advanceMillis(1_000);
      assertEquals(taken + 1, await(journal.append(entry(1, "k", "y".repeat(900)))));
      assertTrue(journal.status().roomForMore());
      assertEquals(taken + 2, read(journal).size());
    }
  }

  @Test
  void aSectorThatCannotBeReadIsANamedHole() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    run(disk);
    Path first = disk.segments().get(0);
    Disk unreadable = new UnreadableSector(disk, first, SegmentHeader.BYTES + 1024);
    try (Journal journal = open(directory, unreadable)) {
      List<Record> records = read(journal);
      assertEquals(APPENDS, records.size());
      long lost = records.stream().filter(Record::isDamaged).count();
      assertTrue(lost >= 1 && lost <= 3 + 512 / Frame.MIN_BYTES, lost + " records");
      assertEquals(lost, journal.status().quarantinedRecords());
    }
  }
}
