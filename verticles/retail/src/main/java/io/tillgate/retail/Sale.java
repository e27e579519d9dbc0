package io.tillgate.retail;

import io.tillgate.retail.feed.EventType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * A finished sale. All amounts are minor units of {@code currency}; {@link Invariants} says which
 * sums must agree. Zero prices and zero totals are legal.
 *
 * @param currency ISO 4217 letters
 * @param receiptNumber as printed, or null
 * @param customerReference the till's name of the customer, or null
 * @param lineRounding by which line totals were rounded; null means {@link Rounding#HALF_UP}
 * @param roundingMinor cash rounding: what was added to, or below 0 taken off, the total
 * @param tenders empty only where nothing was to be paid
 */
public record Sale(
    UUID id,
    String store,
    String till,
    OffsetDateTime occurredAt,
    String currency,
    String receiptNumber,
    String customerReference,
    Rounding lineRounding,
    List<SaleLine> lines,
    List<Tip> tips,
    long roundingMinor,
    List<Tender> tenders,
    Totals totals)
    implements RetailEvent {

  /**
   * Sums of the stored parts.
   *
   * @param linesMinor of the lines' totals
   * @param taxMinor of the exclusive taxes, which come on top
   * @param includedTaxMinor of the inclusive taxes, which the lines already contain
   * @param totalMinor lines + tax + tips + rounding: what was to be paid
   */
  public record Totals(long linesMinor, long taxMinor, long includedTaxMinor, long totalMinor) {}

  public Sale {
    lines = lines == null ? List.of() : List.copyOf(lines);
    tips = tips == null ? List.of() : List.copyOf(tips);
    tenders = tenders == null ? List.of() : List.copyOf(tenders);
    if (lineRounding == null) lineRounding = Rounding.HALF_UP;
  }

  public Money total() {
    return Money.of(totals.totalMinor(), currency);
  }

  @Override
  public EventType type() {
    return EventType.SALE;
  }
}
