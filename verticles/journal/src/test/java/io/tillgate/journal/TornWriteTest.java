package io.tillgate.journal;

import static io.tillgate.journal.Fixture.TINY;
import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.entry;
import static io.tillgate.journal.Fixture.open;
import static io.tillgate.journal.Fixture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write that stopped at any byte is cut, and nothing else is. */
class TornWriteTest {
  @TempDir Path directory;
  private Path first;
  private Path second;

  @BeforeEach
  void name() {
    first = directory.resolve(Segment.nameOf(0));
    second = directory.resolve(Segment.nameOf(1));
  }

  /** Two appends; returns the disk before and after the second of them, as a crash leaves it. */
  private List<SimulatedDisk> beforeAndAfter(Entry... last) throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    try (Journal journal = open(directory, disk)) {
      await(journal.append(entry(1, "first", "kept whatever happens")));
      SimulatedDisk before = disk.copy();
      await(journal.append(last));
      return List.of(before, disk.copy());
    }
  }

  private static int lengthOf(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) length--;
    return length;
  }

  /** Whether stopping at byte {@code torn} leaves the same bytes as stopping one earlier. */
  private static boolean leavesTheSame(byte[] whole, int torn) {
    return torn > 0 && whole[torn - 1] == 0;
  }

  @Test
  void theLastAppendTornAtAnyByteIsCutAndTheJournalGoesOn() throws Exception {
    Entry[] last = {entry(128, "p", "sealed"), entry(16, "p", "x".repeat(700))};
    List<SimulatedDisk> disks = beforeAndAfter(last);
    int start = lengthOf(disks.get(0).bytes(first));
    int end = lengthOf(disks.get(1).bytes(first));
    assertTrue(end - start > 700);
    for (int torn = start; torn <= end; torn++) {
      for (boolean truncated : new boolean[] {false, true}) {
        byte[] whole = disks.get(1).bytes(first);
        byte[] bytes = Arrays.copyOf(whole, torn);
        SimulatedDisk disk = disks.get(1).copy();
        disk.bytes(first, truncated ? bytes : Arrays.copyOf(bytes, whole.length));
        try (Journal journal = open(directory, disk)) {
          long expected = torn == end ? 3 : 1;
          assertEquals(expected, journal.nextOffset(), "torn at byte " + torn);
          assertEquals(List.of(), journal.status().damage());
          assertEquals(expected, await(journal.append(entry(2, "n", "new"))));
          List<Record> records = read(journal);
          assertEquals(expected + 1, records.size());
          assertEquals(2, records.get((int) expected).type());
          assertEquals(whole.length, disk.bytes(first).length, "allocated in full again");
        }
      }
    }
  }

  @Test
  void aSectorMissingFromTheMiddleOfTheLastGroupCutsAllOfIt() throws Exception {
    Entry[] last = new Entry[4];
    Arrays.setAll(last, i -> entry(1 + i, "k", "y".repeat(600)));
    List<SimulatedDisk> disks = beforeAndAfter(last);
    int start = lengthOf(disks.get(0).bytes(first));
    int end = lengthOf(disks.get(1).bytes(first));
    for (int sector = start / 512; sector * 512 < end; sector++) {
      SimulatedDisk disk = disks.get(1).copy();
      byte[] old = disks.get(0).bytes(first);
      byte[] bytes = disks.get(1).bytes(first).clone();
      System.arraycopy(old, sector * 512, bytes, sector * 512, 512);
      disk.bytes(first, bytes);
      try (Journal journal = open(directory, disk)) {
        assertEquals(1, journal.nextOffset(), "sector " + sector);
        assertEquals(List.of(), journal.status().damage());
        assertEquals(start, lengthOf(disk.bytes(first)), "nothing of it can come back");
      }
    }
  }

  @Test
  void aSegmentsHeaderTornAtAnyByteLosesNothing() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    int before;
    try (Journal journal = open(directory, disk)) {
      while (journal.status().segments() < 2) {
        await(journal.append(entry(1, "k", "z".repeat(900))));
      }
      before = (int) journal.nextOffset() - 1;
      disk = disk.copy();
    }
    byte[] whole = disk.bytes(second);
    int end = lengthOf(whole);
    for (int torn = 0; torn <= end; torn++) {
      if (leavesTheSame(whole, torn)) continue;
      SimulatedDisk after = disk.copy();
      after.bytes(second, Arrays.copyOf(Arrays.copyOf(whole, torn), whole.length));
      try (Journal journal = open(directory, after)) {
        assertEquals(torn == end ? before + 1 : before, journal.nextOffset(), "torn at " + torn);
        assertEquals(List.of(), journal.status().damage());
        long next = journal.nextOffset();
        assertEquals(next, await(journal.append(entry(2, "n", "z".repeat(900)))));
        assertEquals(next + 1, read(journal).size());
      }
    }
  }

  @Test
  void aFirstSegmentTornBeforeItHeldAnythingIsBegunAnew() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    long epoch;
    try (Journal journal = open(directory, disk)) {
      epoch = journal.epoch();
      disk = disk.copy();
    }
    byte[] whole = disk.bytes(first);
    for (int torn = 0; torn < SegmentHeader.BYTES; torn++) {
      if (leavesTheSame(whole, torn)) continue;
      SimulatedDisk after = disk.copy();
      after.bytes(first, Arrays.copyOf(Arrays.copyOf(whole, torn), whole.length));
      try (Journal journal = open(directory, after)) {
        assertEquals(0, journal.nextOffset());
        boolean isWhole = torn >= lengthOf(Arrays.copyOf(whole, SegmentHeader.BLOCK_BYTES));
        if (isWhole) assertEquals(epoch, journal.epoch(), "torn at " + torn);
        if (!isWhole) assertNotEquals(epoch, journal.epoch(), "torn at " + torn);
        assertEquals(0L, await(journal.append(entry(2, "n", "new"))));
      }
    }
  }

  @Test
  void whatATornGroupLeftBehindDoesNotComeBackLater() throws Exception {
    List<SimulatedDisk> disks =
        beforeAndAfter(entry(1, "k", "a".repeat(1000)), entry(2, "k", "b".repeat(1000)));
    int start = lengthOf(disks.get(0).bytes(first));
    SimulatedDisk disk = disks.get(1).copy();
    byte[] bytes = disk.bytes(first).clone();
    Arrays.fill(bytes, start, start + 512, (byte) 0);
    disk.bytes(first, bytes);
    for (int round = 0; round < 3; round++) {
      SimulatedDisk crashed;
      try (Journal journal = open(directory, disk)) {
        assertEquals(1 + round, journal.nextOffset());
        await(journal.append(entry(3, "k", "short")));
        crashed = disk.copy();
      }
      disk = crashed;
    }
    try (Journal journal = open(directory, disk)) {
      assertEquals(List.of(1, 3, 3, 3), read(journal).stream().map(Record::type).toList());
    }
    assertEquals(TINY.segmentBytes(), disk.bytes(first).length);
  }
}
