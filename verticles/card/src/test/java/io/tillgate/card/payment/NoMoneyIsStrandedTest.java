package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.payment.World.Death;
import io.tillgate.card.payment.World.Stored;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.standin.StandInTest;
import io.tillgate.retail.feed.EventType;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whole worlds in simulated time, with faults on every road and an edge that dies at every append:
 * in the end the shop believes what the acquirer's books say, and the journal tells it.
 */
class NoMoneyIsStrandedTest {
  /** {@code -Dmany=50} for a night of it. */
  private static final int MANY = Integer.getInteger("many", 1);

  private final long seed = Long.getLong("seed", System.nanoTime());

  @Test
  void stormsEndBalanced() {
    System.out.println("stormsEndBalanced seed " + seed);
    Random seeds = new Random(seed);
    for (int i = 0; i < 200 * MANY; i++) {
      long mine = seeds.nextLong();
      World world = new World(mine, 4, 12, 60_000, World.IMMORTAL);
      check(mine, world);
    }
  }

  @Test
  void theEdgeMayDieBeforeAndAfterEveryAppend() {
    System.out.println("theEdgeMayDieBeforeAndAfterEveryAppend seed " + seed);
    Random seeds = new Random(seed);
    for (int i = 0; i < 10 * MANY; i++) {
      long mine = seeds.nextLong();
      World calm = new World(mine, 2, 4, 20_000, new Death() {});
      check(mine, calm);
      for (int append = 1; append <= calm.appends(); append++) {
        int fatal = append;
        check(
            mine,
            new World(
                mine,
                2,
                4,
                20_000,
                new Death() {
                  @Override
                  public boolean beforeAppend(int number) {
                    return number == fatal;
                  }
                }));
        check(
            mine,
            new World(
                mine,
                2,
                4,
                20_000,
                new Death() {
                  @Override
                  public boolean afterAppend(int number) {
                    return number == fatal;
                  }
                }));
      }
    }
  }

  @Test
  void theEdgeMayDieAtAnyMoment() {
    System.out.println("theEdgeMayDieAtAnyMoment seed " + seed);
    Random seeds = new Random(seed);
    for (int i = 0; i < 500 * MANY; i++) {
      long mine = seeds.nextLong();
      long fatal = 10 + seeds.nextInt(2_000);
      check(
          mine,
          new World(
              mine,
              3,
              6,
              30_000,
              new Death() {
                @Override
                public boolean atEvent(long number) {
                  return number == fatal;
                }
              }));
    }
  }

  /** Generous ones, so that much is approved; the store's sum is reached in some worlds. */
  static final StandInLimits LIMITS =
      StandInTest.limits(
          """
      enabled: true
      money: {USD: {floorMinor: 9000, cardSumMinor: 20000, storeSumMinor: 20000}}
      cardCount: 10
      velocityCount: 1000
      denyListMaxAgeHours: 0
      advice: {maxInFlight: 3, holdSeconds: 2}
      """);

  @Test
  @DisplayName("RULES 1 stand-in: storms with offline sales end balanced, each captured once")
  void stormsWithOfflineSalesEndBalanced() {
    System.out.println("stormsWithOfflineSalesEndBalanced seed " + seed);
    Random seeds = new Random(seed);
    int advised = 0;
    for (int i = 0; i < 200 * MANY; i++) {
      long mine = seeds.nextLong();
      World world = new World(mine, 4, 12, 60_000, World.IMMORTAL, LIMITS);
      check(mine, world);
      advised += world.host.advised.size();
    }
    assertTrue(advised > 100, "nothing was tested: " + advised + " offline sales");
  }

  @Test
  @DisplayName("RULES 1 stand-in: the edge may die before and after every append of offline sales")
  void theEdgeMayDieBeforeAndAfterEveryAppendOfOfflineSales() {
    System.out.println("theEdgeMayDieBeforeAndAfterEveryAppendOfOfflineSales seed " + seed);
    Random seeds = new Random(seed);
    for (int i = 0; i < 10 * MANY; i++) {
      long mine = seeds.nextLong();
      World calm = new World(mine, 2, 4, 20_000, new Death() {}, LIMITS);
      check(mine, calm);
      for (int append = 1; append <= calm.appends(); append++) {
        for (boolean before : new boolean[] {true, false}) {
          check(mine, new World(mine, 2, 4, 20_000, at(append, before), LIMITS));
        }
      }
    }
  }

  private static Death at(int append, boolean before) {
    return new Death() {
      @Override
      public boolean beforeAppend(int number) {
        return before && number == append;
      }

      @Override
      public boolean afterAppend(int number) {
        return !before && number == append;
      }
    };
  }

  private static void check(long seed, World world) {
    try {
      world.run();
      shopAndAcquirerAgree(world);
      everyIntentEnded(world);
      everyUnknownResultHadItsCase(world);
      assertTrue(world.keys.isEmpty(), "keys not shredded: " + world.keys.keySet());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("in the world of seed " + seed, e);
    }
  }

  private static void shopAndAcquirerAgree(World world) {
    Map<String, Boolean> shop = new HashMap<>();
    for (ModelTerminal terminal : world.terminals) shop.putAll(terminal.believes);
    for (Map.Entry<String, Boolean> believed : shop.entrySet()) {
      ModelHost.Entry booked = world.host.entries.get(believed.getKey());
      boolean stands = booked != null && booked.stands();
      assertEquals(believed.getValue(), stands, "payment " + believed.getKey());
    }
    for (Map.Entry<String, ModelHost.Entry> booked : world.host.entries.entrySet()) {
      assertTrue(
          !booked.getValue().stands() || shop.get(booked.getKey()),
          "at the host alone: " + booked.getKey());
    }
  }

  /** One case for each result that nobody knew, closed with what really happened. */
  private static void everyUnknownResultHadItsCase(World world) {
    Map<String, Integer> unknown = new HashMap<>();
    Map<String, Integer> opened = new HashMap<>();
    Map<String, Integer> closed = new HashMap<>();
    for (Stored stored : world.disk) {
      EventType type = EventType.of(stored.entry().type()).orElseThrow();
      if (EventType.isLocal(type.code())) continue;
      JsonObject json = new JsonObject(Buffer.buffer(stored.entry().payload()));
      if (type == EventType.PAYMENT_OUTCOME) {
        String result = json.getString("result");
        boolean isUnknown = List.of("TIMED_OUT", "LINK_LOST", "INTERRUPTED").contains(result);
        if (isUnknown) unknown.merge(json.getString("paymentId"), 1, Integer::sum);
      } else if (type == EventType.CASE_OPENED && json.getString("kind").startsWith("UNKNOWN")) {
        opened.merge(json.getString("paymentId"), 1, Integer::sum);
      } else if (type == EventType.CASE_CLOSED && json.getString("kind").startsWith("UNKNOWN")) {
        closed.merge(json.getString("paymentId"), 1, Integer::sum);
      }
    }
    assertEquals(unknown, opened, "each unknown result opens one case");
    assertEquals(opened, closed, "each case is closed, once");
    world.cases().forEach(kind -> assertEquals(0, kind.open(), kind.kind() + " are open"));
  }

  private static void everyIntentEnded(World world) {
    Map<String, Integer> intents = new HashMap<>();
    Map<String, Integer> outcomes = new HashMap<>();
    Map<String, Integer> owed = new HashMap<>();
    Map<String, Integer> acknowledged = new HashMap<>();
    Map<String, Integer> advices = new HashMap<>();
    Map<String, Integer> settled = new HashMap<>();
    for (Stored stored : world.disk) {
      String id = new String(stored.entry().key());
      switch (EventType.of(stored.entry().type()).orElseThrow()) {
        case PAYMENT_INTENT -> intents.merge(id, 1, Integer::sum);
        case PAYMENT_OUTCOME -> outcomes.merge(id, 1, Integer::sum);
        case REVERSAL_OWED -> owed.merge(id, 1, Integer::sum);
        case REVERSAL_ACKNOWLEDGED -> acknowledged.merge(id, 1, Integer::sum);
        case ADVICE_OWED -> advices.merge(id, 1, Integer::sum);
        case ADVICE_SETTLED -> settled.merge(id, 1, Integer::sum);
        default -> {}
      }
    }
    assertEquals(intents, outcomes, "each intent has one outcome");
    assertEquals(owed, acknowledged, "each reversal that was owed is acknowledged, once");
    assertEquals(advices, settled, "each advice that was owed is settled, once");
  }
}
