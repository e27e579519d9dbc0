package io.tillgate.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a real process; this one is the witness of what it acknowledged. */
class KillIT {
  private static final int ROUNDS = Integer.getInteger("journal.kills", 20);

  @TempDir Path directory;

  /** What was acknowledged in all rounds: caller and number, by offset. */
  private final Map<Long, String> acknowledged = new TreeMap<>();

  private Process start(int round) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledWriter.class.getName(),
            directory.toString(),
            Integer.toString(round))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void afterEachKillAllThatWasAcknowledgedIsThereAndNothingElseWasInvented() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String place = "seed " + seed + ", round " + round;
      Process process = start(round);
      try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
        // One round in five ends while the journal is being opened.
        int lines = random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(3_000);
        for (int i = 0; i < lines; i++) hear(out.readLine(), place);
        // Through the handle, which leaves the pipe open: what it holds was said before the kill.
        process.toHandle().destroyForcibly();
        hearTheRest(out);
        assertTrue(process.waitFor(Fixture.PATIENCE_SECONDS, TimeUnit.SECONDS), place);
      }
      verify(place);
    }
    assertTrue(acknowledged.size() > ROUNDS * 100, acknowledged.size() + " acknowledgements");
  }

  private void hear(String line, String place) {
    assertTrue(line != null, place + ": the writer ended by itself");
    if (!line.startsWith("ack ")) return;
    String[] words = line.split(" ");
    String before = acknowledged.put(Long.valueOf(words[1]), words[2] + " " + words[3]);
    assertEquals(null, before, place + ": an offset was given twice");
  }

  /** The last line may be cut. */
  private void hearTheRest(BufferedReader out) throws IOException {
    StringBuilder rest = new StringBuilder();
    char[] chars = new char[8192];
    for (int count = out.read(chars); count >= 0; count = out.read(chars)) {
      rest.append(chars, 0, count);
    }
    int end = rest.lastIndexOf("\n");
    if (end > 0) rest.substring(0, end).lines().forEach(line -> hear(line, "after the kill"));
  }

  private void verify(String place) throws Exception {
    try (Journal journal = Journal.open(directory, Fixture.key(), KilledWriter.SETTINGS)) {
      List<Record> records = Fixture.read(journal);
      Map<String, Integer> nextOf = new HashMap<>();
      for (Record record : records) {
        String[] words = new String(record.key(), StandardCharsets.US_ASCII).split(" ");
        int number = nextOf.merge(words[0], 1, Integer::sum) - 1;
        Entry entry = KilledWriter.entry(words[0], number);
        assertTrue(Fixture.isRecordOf(entry, record), place + ": invented or out of order");
      }
      nextOf.forEach((caller, count) -> assertEquals(0, count % 2, place + ": half an append"));
      acknowledged.forEach(
          (offset, said) -> {
            assertTrue(offset < records.size(), place + ": lost " + said);
            String key =
                new String(records.get((int) (long) offset).key(), StandardCharsets.US_ASCII);
            assertEquals(said, key, place);
          });
      assertEquals(List.of(), journal.status().damage(), place);
    }
  }

  @Test
  void aDirectoryInUseNamesTheProcessThatHoldsIt() throws Exception {
    Process process = start(0);
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      assertEquals("open 0", out.readLine());
      JournalRefusal refusal =
          assertThrows(
              JournalRefusal.class,
              () -> Journal.open(directory, Fixture.key(), KilledWriter.SETTINGS));
      assertTrue(refusal.getMessage().contains("process " + process.pid()), refusal.getMessage());
    } finally {
      process.destroyForcibly().waitFor();
    }
    Journal.open(directory, Fixture.key(), KilledWriter.SETTINGS).close();
  }
}
