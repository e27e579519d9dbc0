package io.tillgate.card.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final List<String> log = new ArrayList<>();
  private final Complaints complaints = new Complaints(log::add);

  @Test
  void aFloodIsAFewLinesAndTheNumberOfTheOthers() {
    long start = Long.MAX_VALUE - SECOND / 2; // nanoTime may overflow
    for (int i = 0; i < 3_000; i++) complaints.about("terminal " + i, start + i);
    assertEquals(Complaints.MAX_LINES, log.size());
    complaints.sweep(start + SECOND - 1);
    assertEquals(Complaints.MAX_LINES, log.size());
    complaints.sweep(start + SECOND);
    complaints.sweep(start + 2 * SECOND);
    assertEquals(Complaints.MAX_LINES + 1, log.size());
    assertEquals(
        "2990 more complaints about terminals: see tillgate.card.refused", log.get(log.size() - 1));
  }

  @Test
  void whatComesNowAndThenIsToldInFull() {
    for (int i = 0; i < 30; i++) complaints.about("terminal " + i, i * SECOND / 5);
    assertEquals(30, log.size());
    assertEquals("terminal 29", log.get(29));
  }
}
