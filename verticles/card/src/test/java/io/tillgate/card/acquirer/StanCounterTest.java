package io.tillgate.card.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StanCounterTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("stan");
  }

  @Test
  void aRestartNeverGivesANumberThatTheLastStartGave() throws IOException {
    Set<String> given = new HashSet<>();
    for (int start = 0; start < 10; start++) {
      try (StanCounter stans = StanCounter.open(file())) {
        for (int i = 0; i < 100; i++) assertTrue(given.add(stans.next()));
      }
    }
  }

  @Test
  void afterTheHighestComesTheFirst() throws IOException {
    Files.write(file(), ByteBuffer.allocate(4).putInt(999_998).array());
    try (StanCounter stans = StanCounter.open(file())) {
      assertEquals("999999", stans.next());
      assertEquals("000001", stans.next());
      for (int i = 2; i < StanCounter.BLOCK + 10; i++) {
        assertEquals(String.format("%06d", i), stans.next());
      }
    }
  }

  @Test
  void aFileThatHoldsNoNumberCountsAsNew() throws IOException {
    Files.write(file(), new byte[] {1, 2});
    try (StanCounter stans = StanCounter.open(file())) {
      assertEquals("000001", stans.next());
    }
    Files.write(file(), ByteBuffer.allocate(4).putInt(-5).array());
    try (StanCounter stans = StanCounter.open(file())) {
      assertEquals("000001", stans.next());
    }
  }
}
