package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.payment.World.Death;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.standin.StandInTest;
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
  @DisplayName("RULES 1.7 storms of faults end balanced, every unknown result with a closed case")
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
  @DisplayName("RULES 1.7 the edge may die before and after every append")
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
      new Books(world).balance();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("in the world of seed " + seed, e);
    }
  }
}
