package io.tillgate.sandbox.basket;

import io.tillgate.retail.IsoCurrency;
import io.tillgate.sandbox.basket.Basket.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Baskets of a shop that does not exist. The n-th basket follows from the seed and n alone, so
 * passing over many costs nothing.
 */
final class SeededBaskets implements Baskets {
  /** Keeps the sequences of neighbouring seeds apart. */
  private static final long SEED_STRIDE = 0x5851F42D4C957F2DL;

  private static final int PRODUCTS = 800;
  private static final String[] COLOURS = {"WHITE", "RED", "BLUE", "GREEN", "VINTAGE", "IVORY"};
  private static final String[] THINGS = {
    "LANTERN", "MUG", "TEA TOWEL", "CANDLE", "NOTEBOOK", "LUNCH BOX", "UMBRELLA", "PICTURE FRAME"
  };
  private static final int CANCELLATIONS_PERCENT = 7;
  private static final int WRITE_OFFS_PERCENT = 3;
  private static final int MANY_LINES_PERCENT = 4;
  private static final int FIRST_INVOICE = 100_000;

  private final long seed;
  private final String currency;
  private long index;

  SeededBaskets(long seed, String currency) {
    this.seed = seed;
    this.currency =
        IsoCurrency.of(currency)
            .orElseThrow(
                () -> new IllegalArgumentException(currency + " is no currency of ISO 4217"))
            .code();
  }

  @Override
  public Basket next() {
    // Not java.util.Random, whose first numbers resemble each other for neighbouring seeds.
    SplittableRandom random = new SplittableRandom(seed * SEED_STRIDE + index);
    String number = String.valueOf(FIRST_INVOICE + index);
    index++;
    int percent = random.nextInt(100);
    String customer =
        random.nextInt(3) == 0 ? null : String.valueOf(12_000 + random.nextInt(6_000));
    if (percent < WRITE_OFFS_PERCENT) {
      return new Basket.WriteOff(number, null, List.of(item(random, false)));
    }
    if (percent < WRITE_OFFS_PERCENT + CANCELLATIONS_PERCENT) {
      List<Item> items = items(random, 1 + random.nextInt(2));
      return new Basket.Cancellation("C" + number, null, currency, customer, items, 0);
    }
    int lines =
        random.nextInt(100) < MANY_LINES_PERCENT ? 20 + random.nextInt(100) : 1 + random.nextInt(8);
    return new Basket.Purchase(number, null, currency, customer, items(random, lines));
  }

  @Override
  public void skip(long count) {
    index += count;
  }

  @Override
  public void close() {}

  private static List<Item> items(SplittableRandom random, int lines) {
    List<Item> items = new ArrayList<>(lines);
    for (int i = 0; i < lines; i++) items.add(item(random, true));
    return items;
  }

  private static Item item(SplittableRandom random, boolean priced) {
    int product = random.nextInt(PRODUCTS);
    String sku = String.format("%05d", 20_000 + product * 7) + (product % 5 == 0 ? "B" : "");
    String description =
        COLOURS[product % COLOURS.length] + " " + THINGS[product / COLOURS.length % THINGS.length];
    long price = priced ? 29 + product * 37L % 1_500 : 0;
    int quantity = 1 + random.nextInt(random.nextInt(4) == 0 ? 24 : 3);
    return new Item(sku, description, quantity, price, 0);
  }
}
