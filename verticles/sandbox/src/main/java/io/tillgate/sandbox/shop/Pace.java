package io.tillgate.sandbox.shop;

import io.tillgate.sandbox.basket.Basket;
import java.time.Duration;
import java.time.LocalDateTime;

/** How fast baskets come. */
public sealed interface Pace {

  /** Nanoseconds from one basket to the next. */
  long gapNanos(Basket before, Basket next);

  /**
   * So many a second, over all tills of the store.
   *
   * @param perSecond above 0
   */
  record Rate(double perSecond) implements Pace {
    public Rate {
      if (!(perSecond > 0 && perSecond <= 100_000)) {
        throw new IllegalArgumentException("a rate is above 0 and at most 100000 a second");
      }
    }

    @Override
    public long gapNanos(Basket before, Basket next) {
      return Math.round(1e9 / perSecond);
    }
  }

  /**
   * As the file's clock says, so many times faster. Nights are cut short; baskets without a time
   * come at once.
   */
  record Replay(double speed) implements Pace {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    public Replay {
      if (!(speed > 0)) throw new IllegalArgumentException("a speed is above 0");
    }

    @Override
    public long gapNanos(Basket before, Basket next) {
      LocalDateTime from = before == null ? null : before.at();
      if (from == null || next.at() == null || next.at().isBefore(from)) return 0;
      double nanos = Duration.between(from, next.at()).toMillis() * 1e6 / speed;
      return (long) Math.min(nanos, LONGEST.toNanos());
    }
  }
}
