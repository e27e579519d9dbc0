package io.tillgate.retail;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What must hold between the parts of an event, beyond its shape. The shape (JSON Schema) is
 * checked before: nothing required is null here, and no amount is outside its bounds.
 *
 * <p>Of a sale: Σ lines + Σ exclusive tax + tips + rounding = Σ tenders − change. Of a refund: Σ
 * lines + Σ exclusive tax + amount only + rounding = Σ tenders. Inclusive tax is inside the lines
 * and is not counted twice. That a tax fits its rate is not checked: tills round it in many ways,
 * and a till's sale must not be lost for a cent that nobody but the tax office can judge.
 */
public final class Invariants {
  private final List<Flaw> flaws = new ArrayList<>();

  private Invariants() {}

  /** Every flaw of {@code event}; empty where it is right. */
  public static List<Flaw> of(RetailEvent event) {
    Invariants check = new Invariants();
    try {
      if (event instanceof Sale sale) check.sale(sale);
      else if (event instanceof Refund refund) check.refund(refund);
      else if (event instanceof StockMovement movement) check.movement(movement);
    } catch (ArithmeticException e) {
      check.flaw("", "the amounts are too large to sum");
    }
    return List.copyOf(check.flaws);
  }

  private void sale(Sale sale) {
    currency(sale.currency());
    unique("/lines", sale.lines().stream().map(SaleLine::id).toList());
    unique("/tips", sale.tips().stream().map(Tip::id).toList());
    unique("/tenders", sale.tenders().stream().map(Tender::id).toList());
    for (int i = 0; i < sale.lines().size(); i++) {
      SaleLine line = sale.lines().get(i);
      String at = "/lines/" + i;
      positive(at, line.quantity());
      long gross = line.quantity().times(line.unitPriceMinor(), sale.lineRounding());
      lineTotal(at, gross, line.discountMinor(), line.totalMinor());
      includedTax(at, line.taxes(), line.totalMinor());
    }
    for (int i = 0; i < sale.tenders().size(); i++) tender("/tenders/" + i, sale.tenders().get(i));

    Sale.Totals totals = sale.totals();
    long tips = sum(sale.tips(), Tip::amountMinor);
    sum("/totals/linesMinor", "Σ line totals", totals.linesMinor(), lines(sale));
    tax(totals.taxMinor(), totals.includedTaxMinor(), taxes(sale));
    long total = exact(totals.linesMinor(), totals.taxMinor(), tips, sale.roundingMinor());
    sum("/totals/totalMinor", "lines + tax + tips + rounding", totals.totalMinor(), total);
    paid(totals.totalMinor(), "Σ tenders − change", sale.tenders());
  }

  private void refund(Refund refund) {
    currency(refund.currency());
    unique("/lines", refund.lines().stream().map(RefundLine::id).toList());
    unique("/tenders", refund.tenders().stream().map(Tender::id).toList());
    if (refund.lines().isEmpty() && refund.amountOnlyMinor() == 0) {
      flaw("/lines", "a refund has lines, or amountOnlyMinor above 0, or both");
    }
    for (int i = 0; i < refund.lines().size(); i++) {
      RefundLine line = refund.lines().get(i);
      String at = "/lines/" + i;
      positive(at, line.quantity());
      long gross = line.quantity().times(line.unitPriceMinor(), refund.lineRounding());
      lineTotal(at, gross, line.discountMinor(), line.totalMinor());
      includedTax(at, line.taxes(), line.totalMinor());
      if (line.originalLineId() != null && refund.originalSaleId() == null) {
        flaw(at + "/originalLineId", "names a line, so originalSaleId must name its sale");
      }
    }
    for (int i = 0; i < refund.tenders().size(); i++) {
      tender("/tenders/" + i, refund.tenders().get(i));
      if (refund.tenders().get(i).changeMinor() != 0) {
        flaw("/tenders/" + i + "/changeMinor", "a refund gives no change; leave it out");
      }
    }
    Refund.Totals totals = refund.totals();
    sum("/totals/linesMinor", "Σ line totals", totals.linesMinor(), lines(refund));
    tax(totals.taxMinor(), totals.includedTaxMinor(), taxes(refund));
    long total =
        exact(
            totals.linesMinor(),
            totals.taxMinor(),
            refund.amountOnlyMinor(),
            refund.roundingMinor());
    sum("/totals/totalMinor", "lines + tax + amount only + rounding", totals.totalMinor(), total);
    paid(totals.totalMinor(), "Σ tenders", refund.tenders());
  }

  private void movement(StockMovement movement) {
    int sign = movement.quantity().signum();
    boolean right =
        switch (movement.kind()) {
          case SALE, LOSS -> sign < 0;
          case RETURN, RECEIPT -> sign > 0;
          case ADJUSTMENT -> sign != 0;
        };
    if (!right) {
      flaw("/quantity", "is above 0 for goods that come, below 0 for goods that go, never 0");
    }
  }

  private void currency(String code) {
    if (IsoCurrency.of(code).isEmpty()) {
      flaw("/currency", "is not a currency of ISO 4217 (three capital letters, such as EUR)");
    }
  }

  private void unique(String at, List<String> ids) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      if (!seen.add(ids.get(i))) flaw(at + "/" + i + "/id", "is used twice; each needs its own");
    }
  }

  private void positive(String at, Quantity quantity) {
    if (quantity.signum() <= 0) {
      flaw(at + "/quantity", "must be above 0; goods that come back are a refund");
    }
  }

  private void lineTotal(String at, long grossMinor, long discountMinor, long totalMinor) {
    if (discountMinor > grossMinor) {
      flaw(at + "/discountMinor", "is more than quantity × unit price, which is " + grossMinor);
    } else {
      sum(
          at + "/totalMinor",
          "quantity × unit price − discount",
          totalMinor,
          grossMinor - discountMinor);
    }
  }

  private void includedTax(String at, List<TaxLine> taxes, long totalMinor) {
    if (sum(taxes, tax -> tax.inclusive() ? tax.amountMinor() : 0) > totalMinor) {
      flaw(at + "/taxes", "the inclusive taxes are more than the line's total, " + totalMinor);
    }
  }

  private void tender(String at, Tender tender) {
    if (tender.changeMinor() > tender.amountMinor()) {
      flaw(at + "/changeMinor", "is more than the amount, which is " + tender.amountMinor());
    }
    if (tender.card() != null && tender.kind() != Tender.Kind.CARD) {
      flaw(at + "/card", "belongs to a tender of kind card only");
    }
  }

  private void tax(long taxMinor, long includedTaxMinor, List<TaxLine> taxes) {
    long added = sum(taxes, tax -> tax.inclusive() ? 0 : tax.amountMinor());
    long included = sum(taxes, tax -> tax.inclusive() ? tax.amountMinor() : 0);
    sum("/totals/taxMinor", "Σ exclusive taxes", taxMinor, added);
    sum("/totals/includedTaxMinor", "Σ inclusive taxes", includedTaxMinor, included);
  }

  private void paid(long totalMinor, String what, List<Tender> tenders) {
    long paid = exact(sum(tenders, Tender::amountMinor), -sum(tenders, Tender::changeMinor));
    if (paid == totalMinor) return;
    long off = Math.subtractExact(paid, totalMinor);
    flaws.add(
        new Flaw(
            "/tenders",
            "%s is %d, the total is %d: off by %+d".formatted(what, paid, totalMinor, off),
            off));
  }

  private void sum(String at, String what, long stated, long right) {
    if (stated == right) return;
    long off = Math.subtractExact(stated, right);
    flaws.add(new Flaw(at, "is %d, %s is %d: off by %+d".formatted(stated, what, right, off), off));
  }

  private void flaw(String at, String reason) {
    flaws.add(new Flaw(at, reason));
  }

  private static long lines(Sale sale) {
    return sum(sale.lines(), SaleLine::totalMinor);
  }

  private static long lines(Refund refund) {
    return sum(refund.lines(), RefundLine::totalMinor);
  }

  private static List<TaxLine> taxes(Sale sale) {
    return sale.lines().stream().flatMap(line -> line.taxes().stream()).toList();
  }

  private static List<TaxLine> taxes(Refund refund) {
    return refund.lines().stream().flatMap(line -> line.taxes().stream()).toList();
  }

  private static <T> long sum(List<T> parts, ToLongFunction<T> amount) {
    long sum = 0;
    for (T part : parts) sum = Math.addExact(sum, amount.applyAsLong(part));
    return sum;
  }

  private static long exact(long... amounts) {
    long sum = 0;
    for (long amount : amounts) sum = Math.addExact(sum, amount);
    return sum;
  }
}
