package io.tillgate.sandbox.basket;

import java.time.LocalDateTime;
import java.util.List;

/**
 * What one invoice asks a till to do. Amounts are minor units of {@code currency}.
 *
 * <p>Each has an {@code invoice} number as the file writes it, with {@code -n} in the n-th round.
 */
public sealed interface Basket {

  String invoice();

  /** When it was sold, by the file's clock; null where that is not known. */
  LocalDateTime at();

  /**
   * Goods that go, for money.
   *
   * @param customer the file's number of the customer, or null
   */
  record Purchase(
      String invoice, LocalDateTime at, String currency, String customer, List<Item> items)
      implements Basket {
    public Purchase {
      items = List.copyOf(items);
    }

    public long totalMinor() {
      return total(items);
    }
  }

  /**
   * Goods that come back, for money. The file names no sale.
   *
   * @param items positive quantities; they flow back
   * @param goodwillMinor what is given back and is on no line: a discount granted afterwards
   */
  record Cancellation(
      String invoice,
      LocalDateTime at,
      String currency,
      String customer,
      List<Item> items,
      long goodwillMinor)
      implements Basket {
    public Cancellation {
      items = List.copyOf(items);
    }

    public long totalMinor() {
      return Math.addExact(total(items), goodwillMinor);
    }
  }

  /** Goods that are gone, for nothing. */
  record WriteOff(String invoice, LocalDateTime at, List<Item> items) implements Basket {
    public WriteOff {
      items = List.copyOf(items);
    }
  }

  /**
   * An invoice that no till could post. The reason names the line of the file where there is one.
   */
  record Refused(String invoice, LocalDateTime at, String reason) implements Basket {}

  /**
   * One line.
   *
   * @param sku null for what is no product: postage, bank charges
   * @param quantity 1 or more
   * @param discountMinor taken off the whole line
   */
  record Item(
      String sku, String description, int quantity, long unitPriceMinor, long discountMinor) {

    public long totalMinor() {
      return Math.subtractExact(Math.multiplyExact(quantity, unitPriceMinor), discountMinor);
    }
  }

  private static long total(List<Item> items) {
    long total = 0;
    for (Item item : items) total = Math.addExact(total, item.totalMinor());
    return total;
  }
}
