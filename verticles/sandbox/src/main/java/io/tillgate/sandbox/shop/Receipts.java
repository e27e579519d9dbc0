package io.tillgate.sandbox.shop;

import io.tillgate.retail.Quantity;
import io.tillgate.retail.Refund;
import io.tillgate.retail.RefundLine;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.Rounding;
import io.tillgate.retail.Sale;
import io.tillgate.retail.SaleLine;
import io.tillgate.retail.StockMovement;
import io.tillgate.retail.Tender;
import io.tillgate.sandbox.basket.Basket;
import io.tillgate.sandbox.basket.Basket.Item;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes what a till posts from what a basket says. Every event has a new id. */
final class Receipts {
  private final String store;
  private final String till;

  Receipts(String store, String till) {
    this.store = store;
    this.till = till;
  }

  /** A sale that is not paid yet. */
  Sale sale(Basket.Purchase basket) {
    List<SaleLine> lines = new ArrayList<>();
    for (Item item : basket.items()) {
      lines.add(
          new SaleLine(
              String.valueOf(lines.size() + 1),
              item.sku(),
              item.description(),
              Quantity.of(item.quantity()),
              item.unitPriceMinor(),
              item.discountMinor(),
              item.totalMinor(),
              List.of()));
    }
    long totalMinor = basket.totalMinor();
    return new Sale(
        UUID.randomUUID(),
        store,
        till,
        now(),
        basket.currency(),
        basket.invoice(),
        basket.customer(),
        Rounding.HALF_UP,
        lines,
        List.of(),
        0,
        List.of(),
        new Sale.Totals(totalMinor, 0, 0, totalMinor));
  }

  /** A refund that is not paid out yet. */
  Refund refund(Basket.Cancellation basket) {
    List<RefundLine> lines = new ArrayList<>();
    for (Item item : basket.items()) {
      lines.add(
          new RefundLine(
              String.valueOf(lines.size() + 1),
              null,
              item.sku(),
              item.description(),
              Quantity.of(item.quantity()),
              item.unitPriceMinor(),
              item.discountMinor(),
              item.totalMinor(),
              List.of(),
              item.sku() != null));
    }
    long totalMinor = basket.totalMinor();
    return new Refund(
        UUID.randomUUID(),
        store,
        till,
        now(),
        basket.currency(),
        basket.invoice(),
        basket.customer(),
        null,
        basket.goodwillMinor() > 0 ? "discount granted afterwards" : "cancelled",
        Rounding.HALF_UP,
        lines,
        basket.goodwillMinor(),
        0,
        List.of(),
        new Refund.Totals(totalMinor - basket.goodwillMinor(), 0, 0, totalMinor));
  }

  /** A movement for each item. */
  List<RetailEvent> losses(Basket.WriteOff basket) {
    List<RetailEvent> losses = new ArrayList<>();
    for (Item item : basket.items()) {
      losses.add(
          new StockMovement(
              UUID.randomUUID(),
              store,
              till,
              now(),
              StockMovement.Kind.LOSS,
              item.sku(),
              Quantity.of(item.quantity()).negated(),
              null,
              null,
              "written off " + basket.invoice()));
    }
    return losses;
  }

  /** The same sale or refund, paid. */
  static RetailEvent paid(RetailEvent unpaid, List<Tender> tenders) {
    if (unpaid instanceof Sale sale) {
      return new Sale(
          sale.id(),
          sale.store(),
          sale.till(),
          sale.occurredAt(),
          sale.currency(),
          sale.receiptNumber(),
          sale.customerReference(),
          sale.lineRounding(),
          sale.lines(),
          sale.tips(),
          sale.roundingMinor(),
          tenders,
          sale.totals());
    }
    Refund refund = (Refund) unpaid;
    return new Refund(
        refund.id(),
        refund.store(),
        refund.till(),
        refund.occurredAt(),
        refund.currency(),
        refund.receiptNumber(),
        refund.customerReference(),
        refund.originalSaleId(),
        refund.reason(),
        refund.lineRounding(),
        refund.lines(),
        refund.amountOnlyMinor(),
        refund.roundingMinor(),
        tenders,
        refund.totals());
  }

  static long totalMinor(RetailEvent event) {
    if (event instanceof Sale sale) return sale.totals().totalMinor();
    if (event instanceof Refund refund) return refund.totals().totalMinor();
    return 0;
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
