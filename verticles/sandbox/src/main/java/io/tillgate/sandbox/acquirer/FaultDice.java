package io.tillgate.sandbox.acquirer;

import io.tillgate.sandbox.acquirer.Faults.Fault;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Throws for each message, and counts what it threw. Belongs to one context. */
final class FaultDice {
  /** Messages whose repeats are told apart; the oldest is forgotten first. */
  private static final int MAX_COUNTED = 50_000;

  private final long seed;
  private final Map<Fault, Long> thrown = new EnumMap<>(Fault.class);
  private final Map<String, Integer> times =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MAX_COUNTED;
        }
      };

  /**
   * @param fault null for none
   * @param waitMillis before the answer, where the fault is a wait
   */
  record Throw(Fault fault, long waitMillis) {
    static final Throw NONE = new Throw(null, 0);
  }

  FaultDice(long seed) {
    this.seed = seed;
  }

  Throw next(Faults faults, int mti, Identity message) {
    if (faults.perMille().isEmpty()) return Throw.NONE;
    // A repeat is another message type and another throw: 0420, then 0421 several times.
    int time = times.merge(mti + "/" + message.bucket() + "/" + message.local(), 1, Integer::sum);
    SplittableRandom random = Faults.dice(seed, mti, message, time);
    Fault fault = faults.at(random.nextInt(1_000));
    if (fault == null) return Throw.NONE;
    thrown.merge(fault, 1L, Long::sum);
    long waitMillis =
        switch (fault) {
          case SLOW -> 1 + random.nextLong(faults.slowMillis());
          case LATE -> faults.lateMillis();
          case SILENT, DOUBLED, DROPPED, LOST -> 0;
        };
    return new Throw(fault, waitMillis);
  }

  Map<Fault, Long> thrown() {
    return Map.copyOf(thrown);
  }
}
