package io.tillgate.card.nexo;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NexoRaceTest {
  private static final long FIRST = Long.getLong("seed", 1);
  private static final int SEEDS =
      System.getProperty("seed") != null ? 1 : 2_000 * Integer.getInteger("many", 1);

  @Test
  @DisplayName(
      "RULES 1.6-1.11 abort, answer, time-out, lost lines and deaths of the edge: one outcome, no"
          + " money stranded, in thousands of seeded worlds")
  void abortAnswerTimeOutAndDeathHaveOneOutcome() {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        day(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("replay with -Dseed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  private static void day(long seed) {
    NexoWorld world = new NexoWorld(seed);
    for (int i = 0; i < 4; i++) {
      String serviceId = "S" + i;
      long amount = 10 + i;
      world.after(i * 9_000L + world.random.nextInt(9_000), () -> world.pay(serviceId, amount));
    }
    world.run();
    world.balances();
  }
}
