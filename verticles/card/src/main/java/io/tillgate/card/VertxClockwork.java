package io.tillgate.card;

import io.tillgate.card.payment.Clockwork;
import io.vertx.core.Context;
import java.time.Clock;

/** The machine's clocks and the card context's timers. */
final class VertxClockwork implements Clockwork {
  private final Context context;
  private final Clock clock;

  VertxClockwork(Context context, Clock clock) {
    this.context = context;
    this.clock = clock;
  }

  @Override
  public long monotonicMillis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public long epochMillis() {
    return clock.millis();
  }

  @Override
  public void after(long millis, Runnable task) {
    context.owner().setTimer(Math.max(1, millis), timer -> task.run());
  }
}
