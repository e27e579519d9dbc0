package io.tillgate.retail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BusinessDayTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");
  private static final LocalTime FOUR = LocalTime.of(4, 0);

  @Test
  void theEveningCountsToTheDayItBeganOn() {
    assertEquals("2026-03-01", day("2026-03-02T03:59:59", FOUR, LONDON));
    assertEquals("2026-03-02", day("2026-03-02T04:00:00", FOUR, LONDON));
    assertEquals("2026-03-02", day("2026-03-02T00:00:00", LocalTime.MIDNIGHT, LONDON));
  }

  @Test
  void aCutOffThatTheClockSkipsIsTheSkip() {
    // London skips 01:00-02:00 on 29 March 2026.
    LocalTime cutOff = LocalTime.of(1, 30);
    Instant skip = Instant.parse("2026-03-29T01:00:00Z");
    assertEquals("2026-03-28", day(skip.minusSeconds(1), cutOff, LONDON));
    assertEquals("2026-03-29", day(skip, cutOff, LONDON));
  }

  @Test
  void aCutOffThatIsShownTwiceCountsTheFirstTime() {
    // London shows 01:00-02:00 twice on 25 October 2026.
    LocalTime cutOff = LocalTime.of(1, 30);
    assertEquals("2026-10-24", day(Instant.parse("2026-10-25T00:29:59Z"), cutOff, LONDON));
    assertEquals("2026-10-25", day(Instant.parse("2026-10-25T00:30:00Z"), cutOff, LONDON));
    assertEquals("2026-10-25", day(Instant.parse("2026-10-25T01:10:00Z"), cutOff, LONDON));
  }

  @Test
  void clocksPutBackOverMidnightDoNotBringYesterdayBack() {
    // Newfoundland went from 00:01 back to 23:01 on 7 November 2010.
    ZoneId zone = ZoneId.of("America/St_Johns");
    Instant secondEvening = Instant.parse("2010-11-07T03:00:00Z");
    assertEquals(LocalDate.of(2010, 11, 6), secondEvening.atZone(zone).toLocalDate());
    assertEquals("2010-11-07", day(secondEvening, LocalTime.MIDNIGHT, zone));
  }

  @Test
  void everyMomentIsInExactlyOneDayAndDaysNeverGoBack() {
    Random random = Seed.random("business days");
    List<ZoneId> zones =
        List.of(
            LONDON,
            ZoneId.of("America/St_Johns"),
            ZoneId.of("Pacific/Apia"),
            ZoneId.of("Asia/Kathmandu"),
            ZoneId.of("America/Sao_Paulo"),
            ZoneId.of("Australia/Lord_Howe"));
    for (int run = 0; run < 20_000; run++) {
      ZoneId zone = zones.get(random.nextInt(zones.size()));
      LocalTime cutOff = LocalTime.of(random.nextInt(24), random.nextInt(4) * 15);
      Instant start = Instant.parse("2008-01-01T00:00:00Z");
      Instant moment = start.plusSeconds(random.nextInt(20 * 366 * 86_400));
      BusinessDay day = BusinessDay.of(moment, cutOff, zone);
      assertFalse(moment.isBefore(day.start(cutOff, zone)), () -> moment + " " + cutOff + zone);
      assertTrue(moment.isBefore(day.end(cutOff, zone)), () -> moment + " " + cutOff + zone);
    }
  }

  private static String day(String local, LocalTime cutOff, ZoneId zone) {
    return day(LocalDateTime.parse(local).atZone(zone).toInstant(), cutOff, zone);
  }

  private static String day(Instant instant, LocalTime cutOff, ZoneId zone) {
    return BusinessDay.of(instant, cutOff, zone).date().toString();
  }
}
