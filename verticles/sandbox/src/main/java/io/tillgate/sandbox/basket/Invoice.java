package io.tillgate.sandbox.basket;

import io.tillgate.retail.Money;
import io.tillgate.sandbox.basket.Basket.Cancellation;
import io.tillgate.sandbox.basket.Basket.Item;
import io.tillgate.sandbox.basket.Basket.Purchase;
import io.tillgate.sandbox.basket.Basket.Refused;
import io.tillgate.sandbox.basket.Basket.WriteOff;
import io.tillgate.sandbox.basket.Row.Kind;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of one invoice, and what they mean.
 *
 * <ul>
 *   <li>A number that begins with {@code C} is a cancellation: everything flows back. A discount in
 *       it is money alone.
 *   <li>Otherwise, goods at a price of 0 with quantities below 0 are written off.
 *   <li>Otherwise it is a purchase; a discount in it is spread over the lines by their totals.
 *   <li>An invoice of which one line cannot be used is refused as a whole, since its total would be
 *       wrong.
 * </ul>
 */
final class Invoice {
  /** Lines of one invoice that a till can post. */
  static final int MAX_LINES = 2_000;

  private final String number;
  private final List<Row> rows = new ArrayList<>();
  private String refusal;

  Invoice(String number) {
    this.number = number;
  }

  String number() {
    return number;
  }

  void add(Row row) {
    if (refusal != null) return;
    if (row.fault() != null) refusal = "line " + row.line() + ": " + row.fault();
    else if (rows.size() == MAX_LINES) refusal = "more than " + MAX_LINES + " lines";
    else rows.add(row);
  }

  /**
   * @param suffix behind the number, to tell rounds apart
   */
  Basket basket(String suffix, String currency) {
    String name = number + suffix;
    if (number.isEmpty()) return new Refused(name, at(), "line without an invoice number");
    if (refusal != null) return new Refused(name, at(), refusal);
    try {
      long grossMinor = 0;
      for (Row row : rows) grossMinor = Math.addExact(grossMinor, row.amountMinor());
      if (grossMinor <= Money.MAX_MINOR) return meaning(name, currency);
    } catch (ArithmeticException e) {
      // Even larger than what is refused below.
    }
    return new Refused(
        name, at(), "its amounts sum to more than " + Money.MAX_MINOR + " minor units");
  }

  private Basket meaning(String name, String currency) {
    if (number.startsWith("C")) return cancellation(name, currency);
    boolean gone = rows.stream().allMatch(row -> row.quantity() < 0 && row.unitPriceMinor() == 0);
    return gone ? writeOff(name) : purchase(name, currency);
  }

  private Basket cancellation(String name, String currency) {
    List<Item> items = new ArrayList<>();
    long goodwillMinor = 0;
    for (Row row : rows) {
      if (row.quantity() > 0) return refused(name, row, "goods go out on a cancellation");
      if (row.kind() == Kind.DISCOUNT) {
        goodwillMinor = Math.addExact(goodwillMinor, row.amountMinor());
      } else {
        items.add(row.item());
      }
    }
    if (items.isEmpty() && goodwillMinor == 0) return new Refused(name, at(), "gives nothing back");
    return new Cancellation(name, at(), currency, customer(), items, goodwillMinor);
  }

  private Basket writeOff(String name) {
    for (Row row : rows) {
      if (row.kind() != Kind.PRODUCT) return refused(name, row, row.code() + " is no product");
    }
    return new WriteOff(name, at(), rows.stream().map(Row::item).toList());
  }

  private Basket purchase(String name, String currency) {
    List<Item> items = new ArrayList<>();
    long discountMinor = 0;
    for (Row row : rows) {
      if (row.kind() == Kind.DISCOUNT && row.quantity() < 0) {
        discountMinor = Math.addExact(discountMinor, row.amountMinor());
      } else if (row.quantity() < 0) {
        return refused(name, row, "goods come back on an invoice that is no cancellation");
      } else {
        items.add(row.item());
      }
    }
    Purchase purchase = new Purchase(name, at(), currency, customer(), items);
    if (discountMinor == 0) return purchase;
    if (discountMinor > purchase.totalMinor()) {
      return new Refused(name, at(), "its discount is above its total");
    }
    return new Purchase(name, at(), currency, customer(), spread(discountMinor, items, currency));
  }

  private static List<Item> spread(long discountMinor, List<Item> items, String currency) {
    long[] weights = items.stream().mapToLong(Item::totalMinor).toArray();
    List<Money> shares = Money.of(discountMinor, currency).allocate(weights);
    List<Item> discounted = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      discounted.add(
          new Item(
              item.sku(),
              item.description(),
              item.quantity(),
              item.unitPriceMinor(),
              shares.get(i).minor()));
    }
    return discounted;
  }

  private LocalDateTime at() {
    return rows.isEmpty() ? null : rows.get(0).at();
  }

  private String customer() {
    return rows.get(0).customer();
  }

  private Refused refused(String name, Row row, String reason) {
    return new Refused(name, at(), "line " + row.line() + ": " + reason);
  }
}
