package io.tillgate.journal;

import static io.tillgate.journal.Fixture.await;
import static io.tillgate.journal.Fixture.entry;
import static io.tillgate.journal.Fixture.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OlderFormatTest {
  private static final long EPOCH = 42;
  private static final int APPENDS = 5;

  @TempDir Path directory;

  /** A segment as version 1 wrote it: header twice, one frame an append, each record sealed. */
  private void writeVersionOne() throws Exception {
    int bytes = Math.toIntExact(Fixture.TINY.segmentBytes());
    SegmentHeader header =
        SegmentHeader.make(1, Fixture.key(), EPOCH, 0, 0, bytes, 0, new SecureRandom());
    SegmentDirectory files = new SegmentDirectory(directory, new RealDisk());
    Path file = files.prepare(0, bytes);
    OpenSegment segment =
        new OpenSegment(
            new Segment(file, header),
            new RealDisk().open(file, true),
            SegmentCipher.of(Fixture.key(), header),
            7,
            0);
    ByteBuffer headers = ByteBuffer.allocate(SegmentHeader.BYTES);
    headers.put(header.block()).put(header.block());
    segment.write(headers.flip());
    for (int i = 0; i < APPENDS; i++) {
      Entry[] entries = {entry(16, "old " + 2 * i, "a"), entry(17, "old " + (2 * i + 1), "b")};
      byte[] frame = new byte[segment.bytesOf(entries)];
      Frame head = segment.frame(frame.length, 2L * i, i, entries.length);
      assertEquals(FrameLayout.RECORD_BY_RECORD, head.layout());
      Frame.write(head, entries, segment.cipher(), frame, 0);
      segment.write(ByteBuffer.wrap(frame));
    }
    segment.close();
  }

  @Test
  void aSegmentOfVersionOneIsReadAndGoneOnWithAsItWasBegun() throws Exception {
    writeVersionOne();
    try (Journal journal = Fixture.open(directory, new RealDisk())) {
      assertEquals(EPOCH, journal.epoch());
      assertEquals(2 * APPENDS, journal.nextOffset());
      await(journal.append(entry(16, "new", "c"), entry(16, "newer", "d")));
    }
    try (Journal journal = Fixture.open(directory, new RealDisk())) {
      List<Record> records = read(journal);
      assertEquals(2 * APPENDS + 2, records.size());
      for (int i = 0; i < 2 * APPENDS; i++) {
        assertEquals("old " + i, new String(records.get(i).key()));
      }
      assertEquals("newer", new String(records.get(2 * APPENDS + 1).key()));
      assertTrue(journal.status().damage().isEmpty());
    }
  }

  @Test
  void theNextSegmentIsOfTheNewVersion() throws Exception {
    writeVersionOne();
    int written = 2 * APPENDS;
    try (Journal journal = Fixture.open(directory, new RealDisk())) {
      while (journal.status().segments() == 1) {
        await(journal.append(entry(16, "new", "c".repeat(200))));
        written++;
      }
      assertEquals(2, journal.segmentOf(journal.nextOffset() - 1).header().version());
      assertEquals(written, read(journal).size());
    }
  }
}
