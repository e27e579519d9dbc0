package io.tillgate.retail;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The day to which a store's takings count. It begins at the store's cut-off in the store's zone,
 * so a bar that closes at three has one evening in one day. Days never overlap and leave no gap,
 * also where clocks are put forward or back: a day begins at the first moment that its cut-off is
 * shown, or, where clocks skip it, at the skip.
 */
public record BusinessDay(LocalDate date) {

  public static BusinessDay of(Instant instant, LocalTime cutOff, ZoneId zone) {
    LocalDate date = instant.atZone(zone).toLocalDate();
    if (instant.isBefore(start(date, cutOff, zone))) return new BusinessDay(date.minusDays(1));
    // Clocks put back over midnight show yesterday's date again; the day stays begun.
    if (!instant.isBefore(start(date.plusDays(1), cutOff, zone))) date = date.plusDays(1);
    return new BusinessDay(date);
  }

  /** Its first moment. */
  public Instant start(LocalTime cutOff, ZoneId zone) {
    return start(date, cutOff, zone);
  }

  /** The first moment of the next day. */
  public Instant end(LocalTime cutOff, ZoneId zone) {
    return start(date.plusDays(1), cutOff, zone);
  }

  private static Instant start(LocalDate date, LocalTime cutOff, ZoneId zone) {
    var local = date.atTime(cutOff);
    var transition = zone.getRules().getTransition(local);
    if (transition != null && transition.isGap()) return transition.getInstant();
    return ZonedDateTime.ofLocal(local, zone, null).toInstant();
  }
}
