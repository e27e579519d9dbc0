package io.tillgate.card.standin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.retail.payment.AdviceSettled;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** What is counted about offline approvals. Made once; counting allocates nothing. */
public final class StandInMeters {
  private final Map<Decline, Counter> declined = new EnumMap<>(Decline.class);
  private final Map<AdviceSettled.Ending, Counter> settled =
      new EnumMap<>(AdviceSettled.Ending.class);
  public final Counter approved;
  public final Counter sent;
  public final Counter unopenable;
  public final Counter held;

  /**
   * @param nowMillis wall clock, for the age of the oldest
   */
  public StandInMeters(
      MeterRegistry metrics,
      Exposure exposure,
      Iterable<String> currencies,
      LongSupplier nowMillis) {
    for (Decline reason : Decline.values()) {
      declined.put(
          reason, metrics.counter("tillgate.card.standin.declined", "reason", reason.toString()));
    }
    for (AdviceSettled.Ending ending : AdviceSettled.Ending.values()) {
      String tag = ending.name().toLowerCase(Locale.ROOT);
      settled.put(ending, metrics.counter("tillgate.card.advices.settled", "ending", tag));
    }
    approved = metrics.counter("tillgate.card.standin.approved");
    sent = metrics.counter("tillgate.card.advices.sent");
    unopenable = metrics.counter("tillgate.card.advices.unopenable");
    held = metrics.counter("tillgate.card.standin.held");
    Gauge.builder("tillgate.card.standin.exposure", exposure, Exposure::count)
        .description("sales approved offline that the acquirer has not answered")
        .register(metrics);
    for (String currency : currencies) {
      Gauge.builder("tillgate.card.standin.exposure.minor", exposure, e -> e.sumMinor(currency))
          .tag("currency", currency)
          .register(metrics);
    }
    Gauge.builder(
            "tillgate.card.standin.oldest.seconds", exposure, e -> age(e, nowMillis.getAsLong()))
        .register(metrics);
  }

  private static double age(Exposure exposure, long nowMillis) {
    long oldest = exposure.figures().oldestEpochMillis();
    return oldest == Long.MAX_VALUE ? 0 : Math.max(0, nowMillis - oldest) / 1e3;
  }

  public void declined(Decline reason) {
    declined.get(reason).increment();
  }

  public void settled(AdviceSettled.Ending ending) {
    settled.get(ending).increment();
  }
}
