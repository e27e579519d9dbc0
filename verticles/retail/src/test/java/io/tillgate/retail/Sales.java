package io.tillgate.retail;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Right events for tests: one by hand, and as many as wanted from a seed. */
final class Sales {
  static final String STORE = "s1";
  static final OffsetDateTime NOON = OffsetDateTime.parse("2026-03-01T12:00:00+01:00");

  private Sales() {}

  /** Exclusive tax, a tip, cash rounding and two tenders: 10.00 + 0.80 + 1.00 − 0.02 = 11.78. */
  static Sale exclusive() {
    List<TaxLine> taxes = List.of(new TaxLine("VAT", Percent.parse("8"), false, 80));
    return new Sale(
        UUID.fromString("7f1c0c1e-6f0e-4b5a-9a53-0d3a2f3b9c11"),
        STORE,
        "t1",
        NOON,
        "CHF",
        null,
        null,
        Rounding.HALF_UP,
        List.of(
            new SaleLine("1", "0017", "Tea", Quantity.of(4), 275, 100, 1000, taxes),
            new SaleLine("2", null, "Bag", Quantity.ONE, 0, 0, 0, List.of())),
        List.of(new Tip("tip", 100)),
        -2,
        List.of(
            new Tender(
                "1",
                Tender.Kind.CARD,
                678,
                0,
                new Tender.CardReference("T1", "000001", null, "A1B2C3")),
            new Tender("2", Tender.Kind.CASH, 1000, 500, null)),
        new Sale.Totals(1000, 80, 0, 1178));
  }

  static Refund refund() {
    return new Refund(
        UUID.fromString("00000000-0000-4000-8000-000000000002"),
        STORE,
        "t1",
        NOON,
        "CHF",
        null,
        null,
        exclusive().id(),
        "too large",
        Rounding.HALF_UP,
        List.of(
            new RefundLine("1", "1", "0017", "Tea", Quantity.ONE, 275, 0, 275, List.of(), true),
            new RefundLine("2", "1", "0017", "Tea", Quantity.ONE, 275, 0, 275, List.of(), false)),
        50,
        0,
        List.of(new Tender("1", Tender.Kind.STORE_CREDIT, 600, 0, null)),
        new Refund.Totals(550, 0, 0, 600));
  }

  static Sale random(Random random) {
    Rounding rounding = Rounding.values()[random.nextInt(4)];
    List<SaleLine> lines = new ArrayList<>();
    long sum = 0;
    long tax = 0;
    long included = 0;
    for (int i = random.nextInt(20); i >= 0; i--) {
      Quantity quantity = new Quantity(1 + random.nextInt(50_000));
      long price = random.nextInt(5) == 0 ? 0 : random.nextInt(1_000_000);
      long gross = quantity.times(price, rounding);
      long discount = random.nextInt(3) == 0 ? gross / (1 + random.nextInt(9)) : 0;
      long total = gross - discount;
      boolean inclusive = random.nextBoolean();
      long amount = total / (3 + random.nextInt(20));
      TaxLine taxLine = new TaxLine(null, new Percent(random.nextInt(500_000)), inclusive, amount);
      if (inclusive) included += amount;
      else tax += amount;
      sum += total;
      String sku = random.nextInt(9) == 0 ? null : "00" + random.nextInt(99);
      lines.add(
          new SaleLine(
              "l" + i, sku, text(random), quantity, price, discount, total, List.of(taxLine)));
    }
    long cashRounding = random.nextInt(5) - 2;
    List<Tip> tips = random.nextInt(4) == 0 ? List.of(new Tip("t", 50)) : List.of();
    long tip = tips.isEmpty() ? 0 : 50;
    if (sum + tax + tip + cashRounding < 0) cashRounding = 0;
    long total = sum + tax + tip + cashRounding;
    long change = random.nextInt(1_000);
    return new Sale(
        new UUID(random.nextLong(), random.nextLong()),
        STORE,
        "t" + random.nextInt(9),
        OffsetDateTime.of(
            2026,
            1 + random.nextInt(12),
            1,
            random.nextInt(24),
            0,
            0,
            random.nextInt(1_000_000_000),
            ZoneOffset.ofHours(random.nextInt(25) - 12)),
        "GBP",
        null,
        null,
        rounding,
        lines,
        tips,
        cashRounding,
        List.of(new Tender("1", Tender.Kind.CASH, total + change, change, null)),
        new Sale.Totals(sum, tax, included, total));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.appendCodePoint("aé\"\\/\n\t中\u2028".codePointAt(random.nextInt(9)));
    }
    if (random.nextInt(4) == 0) text.appendCodePoint(0x1f600);
    return text.isEmpty() ? null : text.toString();
  }
}
