package io.tillgate.retail;

import java.util.Random;

/** Randomness of a test, whose seed is printed and can be given back by {@code -Dseed=}. */
public final class Seed {
  private Seed() {}

  public static Random random(String test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println(test + ": -Dseed=" + seed);
    return new Random(seed);
  }
}
