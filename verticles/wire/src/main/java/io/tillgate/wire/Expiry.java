package io.tillgate.wire;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;

/** Until when a card is valid: to the end of a month. Card data, so it does not print itself. */
public final class Expiry {
  public static final Expiry UNKNOWN = new Expiry(null);

  /** Two-digit years from here on are of the last century; no card lives that long. */
  private static final int CENTURY_PIVOT = 80;

  private final YearMonth month;

  private Expiry(YearMonth month) {
    this.month = month;
  }

  /**
   * @param yymm year and month as one number; what is no month is unknown
   */
  static Expiry of(int yymm) {
    int year = yymm / 100;
    try {
      return new Expiry(YearMonth.of(year + (year >= CENTURY_PIVOT ? 1900 : 2000), yymm % 100));
    } catch (DateTimeException notAMonth) {
      return UNKNOWN;
    }
  }

  public boolean isKnown() {
    return month != null;
  }

  /**
   * Whether a card is past its last day.
   *
   * @param today in the store's time zone
   */
  public boolean isPast(LocalDate today) {
    return month != null && today.isAfter(month.atEndOfMonth());
  }

  @Override
  public String toString() {
    return isKnown() ? "Expiry[known]" : "Expiry[unknown]";
  }
}
