package io.tillgate.card.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentIntent.Kind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExposureTest {
  private static final StandInLimits LIMITS =
      StandInTest.limits(
          """
          enabled: true
          money: {EUR: {floorMinor: 5000, cardSumMinor: 100000, storeSumMinor: 100000}}
          cardCount: 60000
          velocityCount: 10000
          storeCount: 60000
          denyListMaxAgeHours: 0
          """);

  private static OfflineSale sale(String token, long amountMinor) {
    CardRecord card = new CardRecord(token, null, null, "visa", CardRecord.EntryMode.CHIP, null);
    return new OfflineSale(
        Kind.PURCHASE, card, ExpiryOf.yymm("3012"), amountMinor, "EUR", false, false);
  }

  @Test
  @DisplayName(
      "RULES 1 stand-in: eight threads reserve at once, and the sum is never above the limit")
  void eightThreadsNeverReserveMoreThanThereIs() throws Exception {
    Exposure exposure = new Exposure();
    StandIn standIn = new StandIn(LIMITS, exposure);
    Circumstances fine =
        new Circumstances(
            Instant.parse("2026-09-15T12:00:00Z"), ZoneOffset.UTC, true, false, 0, true, 100_000);
    AtomicLong approved = new AtomicLong();
    CyclicBarrier start = new CyclicBarrier(8);
    ExecutorService lanes = Executors.newFixedThreadPool(8);
    try {
      List<Future<Void>> done = new ArrayList<>();
      for (int lane = 0; lane < 8; lane++) {
        String name = "lane" + lane;
        done.add(
            lanes.submit(
                () -> {
                  OfflineSale big = sale("tk_" + name, 97);
                  OfflineSale cent = sale("tk_" + name, 1);
                  start.await();
                  for (int i = 0; i < 2_000; i++) {
                    OfflineSale sale = i < 1_000 ? big : cent;
                    if (standIn.reserve(name + "-" + i, sale, fine) instanceof StandIn.Approved) {
                      approved.addAndGet(sale.amountMinor());
                      assertTrue(exposure.sumMinor("EUR") <= 100_000);
                    }
                  }
                  return null;
                }));
      }
      for (Future<Void> each : done) each.get();
    } finally {
      lanes.shutdownNow();
    }
    assertEquals(100_000, approved.get(), "filled to the cent");
    assertEquals(Map.of("EUR", 100_000L), exposure.figures().sumsMinor());
  }

  @Test
  void whateverHappensTheFiguresAreThoseOfWhatIsOwed() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("whateverHappensTheFiguresAreThoseOfWhatIsOwed seed " + seed);
    Random random = new Random(seed);
    Exposure exposure = new Exposure();
    Map<String, Long> owed = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String id = "p" + random.nextInt(200);
      switch (random.nextInt(4)) {
        case 0 -> {
          if (owed.containsKey(id)) {
            assertThrows(
                IllegalStateException.class, () -> exposure.approve(id, "tk", "EUR", 1, 0));
          } else {
            long amount = 1 + random.nextInt(5_000);
            exposure.approve(id, "tk_" + random.nextInt(5), "EUR", amount, i);
            owed.put(id, amount);
          }
        }
        case 1 -> {
          if (owed.getOrDefault(id, 0L) > 1) owed.put(id, owed.get(id) - 1);
          exposure.reduce(id, owed.getOrDefault(id, 5L));
        }
        case 2 -> {
          exposure.settle(id);
          owed.remove(id);
        }
        default -> {
          exposure.cancel(id);
          owed.remove(id);
        }
      }
      long sum = owed.values().stream().mapToLong(Long::longValue).sum();
      assertEquals(owed.size(), exposure.count());
      assertEquals(sum, exposure.sumMinor("EUR"));
    }
  }

  @Test
  void theOldestIsTheOneThatWaitsLongest() {
    Exposure exposure = new Exposure();
    assertEquals(Long.MAX_VALUE, exposure.figures().oldestEpochMillis());
    exposure.approve("p1", "tk", "EUR", 1, 1_000);
    exposure.approve("p2", "tk", "EUR", 2, 2_000);
    exposure.reduce("p1", 1);
    assertEquals(1_000, exposure.figures().oldestEpochMillis());
    exposure.settle("p1");
    assertEquals(2_000, exposure.figures().oldestEpochMillis());
  }

  @Test
  void whatNeverWasDoesNotCountForVelocity() {
    Exposure exposure = new Exposure();
    exposure.approve("p1", "tk", "EUR", 1, 1_000);
    exposure.cancel("p1");
    assertEquals(0, exposure.approvalsSince("tk", 0));
    exposure.approve("p2", "tk", "EUR", 1, 1_000);
    exposure.settle("p2");
    assertEquals(1, exposure.approvalsSince("tk", 999));
    assertEquals(0, exposure.approvalsSince("tk", 1_000));
  }
}
