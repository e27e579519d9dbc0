package io.tillgate.journal;

import static io.tillgate.journal.Fixture.TINY;
import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.isRecordOf;
import static io.tillgate.journal.Fixture.key;
import static io.tillgate.journal.Fixture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

/**
 * Random lives of a journal against a list: appends alone and in crowds, good closes, power cuts at
 * any write or force with any part of the unforced sectors kept, releases, readers.
 */
class JournalModelTest {
  private static final int LIVES = 60;
  private static final int STEPS = 60;

  @TempDir Path directory;

  /** One append that was accepted, and whether it was acknowledged. */
  private record Accepted(List<Entry> entries, CompletableFuture<Long> answer) {
    boolean acknowledged() {
      return answer.isDone() && !answer.isCompletedExceptionally();
    }

    /** Refused for want of room, which promises that nothing of it was written. */
    boolean refused() {
      return answer.isCompletedExceptionally()
          && answer.handle((offset, e) -> e instanceof JournalFull).join();
    }
  }

  private Random random;
  private SimulatedDisk disk;
  private ManualClocks clocks;
  private Journal journal;
  private long epoch;
  private long released;

  /** What must be there, by offset. */
  private final List<Entry> model = new ArrayList<>();

  private final List<Accepted> unsettled = new ArrayList<>();

  @Test
  void whateverHappensTheJournalIsTheListOfWhatWasAcknowledged() throws Exception {
    long seed = Long.getLong("journal.seed", new Random().nextLong());
    for (int life = 0; life < LIVES; life++) {
      try {
        live(seed + life);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("seed " + (seed + life), e);
      }
    }
  }

  private void live(long seed) throws Exception {
    random = new Random(seed);
    disk = new SimulatedDisk();
    clocks = new ManualClocks();
    model.clear();
    unsettled.clear();
    released = -1;
    open();
    epoch = journal.epoch();
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(12)) {
        case 0 -> closeAndOpen();
        case 1 -> cutThePower();
        case 2 -> release();
        case 3 -> compare();
        default -> append();
      }
    }
    settle();
    compare();
    journal.close();
  }

  private void open() throws JournalRefusal {
    journal = Journal.open(directory, DataKeys.of(key()), TINY, disk, clocks);
  }

  private void append() {
    int crowd = random.nextBoolean() ? 1 : 1 + random.nextInt(10);
    for (int i = 0; i < crowd; i++) {
      Entry[] entries = new Entry[1 + random.nextInt(3)];
      for (int j = 0; j < entries.length; j++) entries[j] = Fixture.entry(random, 700);
      unsettled.add(new Accepted(List.of(entries), journal.append(entries)));
    }
    if (random.nextBoolean()) settle();
  }

  /** Waits for all answers; all are good while the disk is. */
  private void settle() {
    for (Accepted append : unsettled) {
      try {
        long last = await(append.answer);
        model.addAll(append.entries);
        assertEquals(model.size() - 1, last);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof JournalFull) continue;
        throw new AssertionError("refused without reason", e);
      }
    }
    unsettled.clear();
  }

  private void closeAndOpen() throws Exception {
    journal.close();
    settle();
    open();
    assertEquals(epoch, journal.epoch());
    compare();
  }

  private void cutThePower() throws Exception {
    disk.failAt(disk.operations() + random.nextInt(8), Fault.POWER_CUT);
    for (int i = 0; i < 6; i++) {
      Entry[] entries = {Fixture.entry(random, 900), Fixture.entry(random, 50)};
      unsettled.add(new Accepted(List.of(entries), journal.append(entries)));
    }
    journal.close();
    disk = disk.afterPowerCut(random);
    open();
    assertEquals(epoch, journal.epoch());
    List<Record> left = read(journal);
    long next = journal.firstOffset() + left.size();
    for (Accepted append : unsettled) {
      if (append.refused()) continue;
      boolean isThere = model.size() + append.entries.size() <= next;
      if (append.acknowledged()) assertTrue(isThere, "acknowledged and lost");
      if (isThere) model.addAll(append.entries);
    }
    unsettled.clear();
    assertEquals(model.size(), next, "a part of an append, or an invented one");
    compare();
  }

  private void release() {
    long through = journal.durableOffset() - random.nextInt(20);
    if (through < 0) return;
    journal.release(through);
    released = Math.max(released, through);
    assertTrue(journal.firstOffset() <= released + 1);
  }

  private void compare() {
    settle();
    assertEquals(model.size(), journal.nextOffset());
    long first = journal.firstOffset();
    List<Record> records;
    try {
      records = read(journal, first);
    } catch (JournalRetired e) {
      // Released just before: its deletion goes on beside this thread.
      records = read(journal, journal.firstOffset());
    }
    assertEquals(List.of(), journal.status().damage());
    for (Record record : records) {
      assertTrue(isRecordOf(model.get((int) record.offset()), record), "another record");
    }
  }
}
