package io.tillgate.uplink;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header of that name: seconds, or a date (RFC 9110, 10.2.3). */
final class RetryAfter {
  private static final long DEFAULT_MILLIS = 1_000;

  /** However long central asks for, an edge asks again after this. */
  static final long MAX_MILLIS = 60_000;

  private RetryAfter() {}

  /**
   * Milliseconds to wait, 1 to {@link #MAX_MILLIS}.
   *
   * @param header null where there is none
   */
  static long millis(String header, Instant now) {
    long millis = header == null ? DEFAULT_MILLIS : parse(header.strip(), now);
    return Math.max(1, Math.min(MAX_MILLIS, millis));
  }

  private static long parse(String header, Instant now) {
    if (header.matches("[0-9]{1,9}")) return Long.parseLong(header) * 1_000;
    try {
      ZonedDateTime date = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(now, date.toInstant()).toMillis();
    } catch (DateTimeException e) {
      return DEFAULT_MILLIS;
    }
  }
}
