package io.tillgate.card.acquirer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StanCounterTest {
  private static final Clock START = Clock.fixed(Instant.ofEpochSecond(0), ZoneOffset.UTC);
  private static final Executor AT_ONCE = Runnable::run;

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("stan");
  }

  private StanCounter open() throws IOException {
    return StanCounter.open(file(), START, AT_ONCE);
  }

  private void stand(long position) throws IOException {
    Files.write(file(), StanFile.at(position));
  }

  @Test
  @DisplayName("RULES 1.6 no trace number is given twice, whatever starts and crashes come between")
  void noNumberIsGivenTwiceWhateverStartsAndCrashesComeBetween() throws IOException {
    Set<String> given = new HashSet<>();
    for (int start = 0; start < 100; start++) {
      StanCounter crashes = open(); // and is never closed
      for (int i = 0; i < 2_500; i++) assertTrue(given.add(crashes.next()));
    }
    assertEquals(250_000, given.size());
  }

  @Test
  @DisplayName("RULES 1.6 after 999999 comes 000001")
  void afterTheHighestComesTheFirst() throws IOException {
    stand(999_998);
    try (StanCounter stans = open()) {
      assertEquals("999999", stans.next());
      assertEquals("000001", stans.next());
      for (int i = 2; i < 5 * StanCounter.BLOCK; i++) {
        assertEquals(String.format("%06d", i), stans.next());
      }
    }
  }

  @Test
  void anyNumberIsSixDigits() throws IOException {
    stand(7L * 999_999 + 41);
    try (StanCounter stans = open()) {
      assertEquals("000042", stans.next());
    }
  }

  @Test
  void aNumberIsDurableBeforeItIsGiven() throws IOException {
    StanCounter stans = StanCounter.open(file(), START, task -> {}); // the disk is stuck
    String last = null;
    int given = 0;
    for (String each = stans.next(); each != null; each = stans.next()) {
      last = each;
      given++;
    }
    assertEquals(StanCounter.BLOCK, given);
    assertNull(stans.next());
    assertEquals(Integer.parseInt(last) + 1, Integer.parseInt(open().next()));
  }

  @Test
  void aFileThatCannotBeTrustedGivesWayToTheClock() throws IOException {
    Clock now = Clock.offset(START, Duration.ofSeconds(12));
    byte[][] bad = {{}, {1, 2}, ByteBuffer.allocate(12).putLong(5).array(), new byte[64]};
    for (byte[] content : bad) {
      Files.write(file(), content);
      try (StanCounter stans = StanCounter.open(file(), now, AT_ONCE)) {
        assertEquals("000121", stans.next());
      }
    }
  }
}
