package io.tillgate.retail;

import io.tillgate.retail.feed.EventType;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * Money given back, an event of its own on its own business day. Amounts are positive: they flow to
 * the customer. It may come before its sale does, and may name no sale at all.
 *
 * @param originalSaleId or null where the till does not know it
 * @param reason in the till's words, or null
 * @param lines the lines given back, whole or in part; empty for a refund of an amount only
 * @param amountOnlyMinor what is given back and is on no line: shipping, goodwill, a tip
 * @param roundingMinor cash rounding, either way
 * @param tenders by which it was given back; no change
 */
public record Refund(
    UUID id,
    String store,
    String till,
    OffsetDateTime occurredAt,
    String currency,
    String receiptNumber,
    String customerReference,
    UUID originalSaleId,
    String reason,
    Rounding lineRounding,
    List<RefundLine> lines,
    long amountOnlyMinor,
    long roundingMinor,
    List<Tender> tenders,
    Totals totals)
    implements RetailEvent {

  /**
   * Sums of the stored parts.
   *
   * @param linesMinor of the lines' totals
   * @param taxMinor of the exclusive taxes
   * @param includedTaxMinor of the inclusive taxes, which the lines already contain
   * @param totalMinor lines + tax + amount only + rounding: what was given back
   */
  public record Totals(long linesMinor, long taxMinor, long includedTaxMinor, long totalMinor) {}

  public Refund {
    lines = lines == null ? List.of() : List.copyOf(lines);
    tenders = tenders == null ? List.of() : List.copyOf(tenders);
    if (lineRounding == null) lineRounding = Rounding.HALF_UP;
  }

  public Money total() {
    return Money.of(totals.totalMinor(), currency);
  }

  @Override
  public EventType type() {
    return EventType.REFUND;
  }
}
