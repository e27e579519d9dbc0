package io.tillgate.journal;

import static io.tillgate.journal.Fixture.TINY;
import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.key;
import static io.tillgate.journal.Fixture.open;
import static io.tillgate.journal.Fixture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flipped bit anywhere never gives a wrong record, and never takes one away in silence. */
class BitFlipTest {
  @TempDir Path directory;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<Entry> written = new ArrayList<>();

  /** Two full segments and a third one begun, closed or as a crash leaves them. */
  private SimulatedDisk disk(boolean closed) throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    SimulatedDisk crashed;
    try (Journal journal = open(directory, disk)) {
      while (journal.status().segments() < 3) append(journal);
      append(journal);
      append(journal);
      crashed = disk.copy();
    }
    return closed ? disk : crashed;
  }

  private void append(Journal journal) throws Exception {
    Entry[] entries = new Entry[1 + random.nextInt(3)];
    for (int i = 0; i < entries.length; i++) entries[i] = Fixture.entry(random, 500);
    await(journal.append(entries));
    written.addAll(List.of(entries));
  }

  @Test
  void aFlippedBitInASegmentThatIsFullIsFoundWhenItIsRead() throws Exception {
    flipEverywhere(disk(false), 0);
  }

  @Test
  void aFlippedBitAfterACrashIsNotTakenForATornWrite() throws Exception {
    flipEverywhere(disk(false), 2);
  }

  @Test
  void aFlippedBitAfterAGoodCloseIsNotTakenForATornWrite() throws Exception {
    flipEverywhere(disk(true), 2);
  }

  private void flipEverywhere(SimulatedDisk sound, int index) throws Exception {
    Path file = sound.segments().get(index);
    byte[] bytes = sound.bytes(file);
    int found = 0;
    for (int at = 0; at < bytes.length; at++) {
      String place = "seed " + seed + ", byte " + at;
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      SimulatedDisk disk = sound.copy();
      disk.bytes(file, flipped);
      if (isFound(disk, place)) found++;
      if (bytes[at] == 0) at += random.nextInt(50);
    }
    assertTrue(found > 200, "seed " + seed + ", found " + found);
  }

  /** Reads all there is; what does not come as it was written must come as damaged. */
  private boolean isFound(SimulatedDisk disk, String place) throws Exception {
    try (Journal journal = open(directory, disk)) {
      List<Record> records = read(journal);
      assertTrue(records.size() >= written.size(), place + ": records went in silence");
      boolean damaged = false;
      for (int i = 0; i < records.size(); i++) {
        Record record = records.get(i);
        damaged |= record.isDamaged();
        if (record.isDamaged()) continue;
        assertTrue(i < written.size(), place + ": an invented record");
        assertTrue(Fixture.isRecordOf(written.get(i), record), place + ": a wrong record");
      }
      assertEquals(damaged, journal.status().quarantinedRecords() > 0, place);
      long next = journal.nextOffset();
      assertEquals(next, await(journal.append(Fixture.entry(random, 100))), place);
      assertFalse(read(journal, next).get(0).isDamaged());
      return damaged;
    }
  }

  /** Zeros, noise, or a piece from elsewhere in the journal, up to some kilobytes of it. */
  private void smash(byte[] bytes, byte[] elsewhere) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(13)));
    byte[] piece = new byte[length];
    switch (random.nextInt(3)) {
      case 0 -> random.nextBytes(piece);
      case 1 -> {
        int from = random.nextInt(elsewhere.length - length + 1) & -Frame.ALIGNMENT;
        at &= -Frame.ALIGNMENT;
        System.arraycopy(elsewhere, from, piece, 0, length);
      }
      default -> {}
    }
    System.arraycopy(piece, 0, bytes, at, length);
  }

  @Test
  void whateverIsWrittenOverTheFilesNoWrongRecordComes() throws Exception {
    SimulatedDisk sound = disk(true);
    int refused = 0;
    for (int round = 0; round < 1_500; round++) {
      String place = "seed " + seed + ", round " + round;
      SimulatedDisk disk = sound.copy();
      for (int i = random.nextInt(3); i >= 0; i--) {
        Path file = disk.segments().get(random.nextInt(disk.segments().size()));
        Path other = disk.segments().get(random.nextInt(3));
        byte[] bytes = disk.bytes(file).clone();
        smash(bytes, sound.bytes(other));
        disk.bytes(file, bytes);
      }
      try {
        assertNothingWrong(disk, place);
      } catch (JournalRefusal refusal) {
        refused++;
      }
    }
    assertTrue(refused < 500, "seed " + seed + ", refused " + refused);
  }

  private void assertNothingWrong(SimulatedDisk disk, String place) throws JournalRefusal {
    try (Journal journal = open(directory, disk)) {
      for (Record record : read(journal)) {
        if (record.isDamaged()) continue;
        assertTrue(record.offset() < written.size(), place + ": an invented record");
        Entry entry = written.get((int) record.offset());
        assertTrue(Fixture.isRecordOf(entry, record), place + ": a wrong record");
      }
      long next = journal.nextOffset();
      assertEquals(next, await(journal.append(Fixture.entry(random, 100))), place);
      assertFalse(read(journal, next).get(0).isDamaged(), place);
    } catch (ExecutionException e) {
      throw new AssertionError(place, e);
    }
  }

  @Test
  void anInspectionNamesEveryFlippedBitThatIsNotInEmptySpace() throws Exception {
    SimulatedDisk sound = disk(true);
    Path place = Files.createDirectory(directory.resolve("copy"));
    for (Path file : sound.segments()) {
      Files.write(place.resolve(file.getFileName()), sound.bytes(file));
    }
    assertEquals(List.of(), damage(place));
    for (int index = 0; index < 2; index++) {
      Path file = sound.segments().get(index);
      byte[] bytes = sound.bytes(file);
      for (int at = 0; at < bytes.length; at += 1 + random.nextInt(40)) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        Files.write(place.resolve(file.getFileName()), flipped);
        assertFalse(damage(place).isEmpty(), "seed " + seed + ", byte " + at + " of " + file);
      }
      Files.write(place.resolve(file.getFileName()), bytes);
    }
  }

  private List<Damage> damage(Path place) throws Exception {
    List<Damage> found = new ArrayList<>();
    List<Record> records = new ArrayList<>();
    Inspection.Visitor visitor =
        new Inspection.Visitor() {
          @Override
          public boolean record(Record record) {
            return records.add(record);
          }

          @Override
          public void damage(Damage damage) {
            found.add(damage);
          }
        };
    Inspection.walk(place, DataKeys.of(key()), 0, visitor);
    for (Record record : records) {
      assertTrue(Fixture.isRecordOf(written.get((int) record.offset()), record));
    }
    return found;
  }

  @Test
  void aSegmentFileThatWasTakenAwayLeavesANamedHole() throws Exception {
    SimulatedDisk disk = disk(true);
    disk.delete(disk.segments().get(1));
    try (Journal journal = open(directory, disk)) {
      List<Record> records = read(journal);
      assertEquals(written.size(), records.size());
      long lost = records.stream().filter(Record::isDamaged).count();
      assertTrue(lost > 0);
      assertEquals(lost, journal.status().quarantinedRecords());
      assertEquals("records are missing", journal.status().damage().get(0).reason());
      long middle = records.stream().filter(Record::isDamaged).findFirst().orElseThrow().offset();
      assertEquals(records.subList((int) middle + 1, records.size()), read(journal, middle + 1));
    }
    assertEquals(TINY.segmentBytes(), disk.bytes(disk.segments().get(0)).length);
  }
}
