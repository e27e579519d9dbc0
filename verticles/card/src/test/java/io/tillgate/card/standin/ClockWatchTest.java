package io.tillgate.card.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
  private static final long NOW = 1_790_000_000_000L;
  private static final long TOLERANCE = 120_000;

  private static void sane(boolean expected, ClockWatch watch, long wall, long monotonic) {
    assertEquals(expected, watch.isSane(wall, monotonic, TOLERANCE));
  }

  @Test
  @DisplayName("RULES 1 stand-in: clock sane: not before the journal's last record")
  void aClockBeforeTheLastRecordIsNotBelieved() {
    sane(true, new ClockWatch(NOW, 0, NOW + TOLERANCE), NOW, 0);
    sane(false, new ClockWatch(NOW, 0, NOW + TOLERANCE + 1), NOW, 0);
    sane(true, new ClockWatch(NOW, 0, Long.MIN_VALUE), NOW, 0);
  }

  @Test
  @DisplayName("RULES 1 stand-in: clock sane: no jump against the monotonic clock, either way")
  void aClockThatJumpsIsNotBelieved() {
    ClockWatch watch = new ClockWatch(NOW, 0, NOW);
    sane(true, watch, NOW + 5_000 + TOLERANCE, 5_000);
    sane(false, watch, NOW + 5_000 + TOLERANCE + 1, 5_000);
    sane(true, watch, NOW + 5_000 - TOLERANCE, 5_000);
    sane(false, watch, NOW + 5_000 - TOLERANCE - 1, 5_000);
  }

  @Test
  @DisplayName("RULES 1 stand-in: clock sane: as central's answers to heartbeats find it")
  void centralsWordCountsForADay() {
    ClockWatch watch = new ClockWatch(NOW, 0, NOW);
    watch.heard(TOLERANCE, NOW, 0);
    sane(true, watch, NOW, 0);
    watch.heard(-TOLERANCE - 1, NOW, 0);
    sane(false, watch, NOW, 0);
    sane(false, watch, NOW + ClockWatch.WORD_MILLIS, ClockWatch.WORD_MILLIS);
    sane(true, watch, NOW + ClockWatch.WORD_MILLIS + 1, ClockWatch.WORD_MILLIS + 1);
  }

  @Test
  void aHeartbeatThatFindsItRightEndsTheDoubt() {
    ClockWatch watch = new ClockWatch(NOW, 0, NOW + 10 * TOLERANCE);
    sane(false, watch, NOW, 0);
    watch.heard(50, NOW, 0);
    sane(true, watch, NOW, 0);
    sane(false, watch, NOW + 3 * TOLERANCE, 1_000);
    watch.heard(50, NOW + 3 * TOLERANCE, 1_000);
    sane(true, watch, NOW + 3 * TOLERANCE, 1_000);
  }
}
