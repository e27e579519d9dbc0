package io.tillgate.wire;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/**
 * Date and time where the terminal stands: fields 12 ({@code hhmmss}) and 13 ({@code MMDD}) in
 * 1987, field 12 from 1993, with two digits of the year, and four from 2003.
 */
public final class LocalTime {
  private static final int TIME = 12;
  private static final int DATE_1987 = 13;

  /** Digits without the year. */
  private static final int DIGITS = 10;

  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMdd");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HHmmss");
  private static final DateTimeFormatter V1993 = DateTimeFormatter.ofPattern("yyMMddHHmmss");
  private static final DateTimeFormatter V2003 = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private LocalTime() {}

  /** {@code MMddHHmmss}; null where the message does not say all of it. */
  public static String of(MessageView message) {
    if (!message.has(TIME)) return null;
    String time = message.text(TIME);
    if (message.dialect().edition() != Edition.V1987) {
      return withoutYear(message.dialect().edition(), time);
    }
    return message.has(DATE_1987) ? message.text(DATE_1987) + time : null;
  }

  /** {@code MMddHHmmss} of what stands in field 12 from 1993 on; null where it is shorter. */
  static String withoutYear(Edition edition, String time) {
    return time.length() == digits(edition) ? time.substring(time.length() - DIGITS) : null;
  }

  /** Digits of field 12 from 1993 on. */
  static int digits(Edition edition) {
    return edition == Edition.V2003 ? DIGITS + 4 : DIGITS + 2;
  }

  /** Sets the fields as the builder's dialect writes them. */
  public static void write(MessageBuilder into, LocalDateTime time) {
    switch (into.dialect().edition()) {
      case V1987 -> into.text(TIME, CLOCK.format(time)).text(DATE_1987, DATE.format(time));
      case V1993 -> into.text(TIME, V1993.format(time));
      case V2003 -> into.text(TIME, V2003.format(time));
    }
  }
}
