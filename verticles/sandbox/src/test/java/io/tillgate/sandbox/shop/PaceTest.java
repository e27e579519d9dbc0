package io.tillgate.sandbox.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillgate.sandbox.basket.Basket;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void aRateIsBasketsASecond() {
    assertEquals(250_000_000, new Pace.Rate(4).gapNanos(null, at("10:00:00")));
    assertThrows(IllegalArgumentException.class, () -> new Pace.Rate(0));
    assertThrows(IllegalArgumentException.class, () -> new Pace.Rate(Double.NaN));
  }

  @Test
  void aReplayKeepsTheFilesGapsSoManyTimesFasterAndCutsNightsShort() {
    Pace replay = new Pace.Replay(60);
    assertEquals(1_000_000_000L, replay.gapNanos(at("10:00:00"), at("10:01:00")));
    assertEquals(5_000_000_000L, replay.gapNanos(at("10:00:00"), at("23:00:00")));
    assertEquals(0, replay.gapNanos(at("10:00:00"), at("09:00:00")), "the file begins again");
    assertEquals(0, replay.gapNanos(null, at("10:00:00")));
    assertEquals(0, replay.gapNanos(at("10:00:00"), new Basket.WriteOff("1", null, List.of())));
  }

  private static Basket at(String time) {
    return new Basket.WriteOff("1", LocalDateTime.parse("2010-12-01T" + time), List.of());
  }
}
