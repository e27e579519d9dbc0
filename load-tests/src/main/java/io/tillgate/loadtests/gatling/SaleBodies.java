package io.tillgate.loadtests.gatling;

import io.tillgate.retail.Quantity;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.SaleLine;
import io.tillgate.retail.Tender;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Sales with one to eight lines paid in cash, each with an id of its own. Thread-safe. */
public final class SaleBodies {
  private static final String CURRENCY = "GBP";

  private final String store;
  private final SplittableRandom random;
  private final AtomicLong number = new AtomicLong();

  public SaleBodies(String store, long seed) {
    this.store = store;
    this.random = new SplittableRandom(seed);
  }

  /** The next sale, as a till would post it. */
  public String next() {
    long sale = number.incrementAndGet();
    SplittableRandom dice;
    synchronized (random) {
      dice = random.split();
    }
    List<SaleLine> lines = new ArrayList<>();
    long total = 0;
    for (int i = dice.nextInt(1, 9); i > 0; i--) {
      long quantity = dice.nextInt(1, 13);
      long price = dice.nextInt(25, 2_500);
      total += quantity * price;
      lines.add(
          new SaleLine(
              "L" + i,
              "%05d".formatted(dice.nextInt(100_000)),
              "ITEM OF A LOAD TEST",
              Quantity.of(quantity),
              price,
              0,
              quantity * price,
              List.of()));
    }
    Sale body =
        new Sale(
            UUID.randomUUID(),
            store,
            "till-" + sale % 8,
            OffsetDateTime.now(),
            CURRENCY,
            "LOAD-" + sale,
            null,
            null,
            lines,
            List.of(),
            0,
            List.of(new Tender("T1", Tender.Kind.CASH, total, 0, null)),
            new Sale.Totals(total, 0, 0, total));
    return new String(RetailJson.write(body), StandardCharsets.UTF_8);
  }
}
