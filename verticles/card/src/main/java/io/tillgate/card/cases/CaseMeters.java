package io.tillgate.card.cases;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What is counted about cases. */
final class CaseMeters {
  private final MeterRegistry metrics;

  /** Cases that were not opened, as too many were open; each is in the log, by number. */
  final Counter overflow;

  CaseMeters(MeterRegistry metrics) {
    this.metrics = metrics;
    this.overflow = metrics.counter("tillgate.card.cases.overflow");
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void watch(Function<CaseKind, CaseFigures> figures, LongSupplier epochMillis) {
    for (CaseKind kind : CaseKind.values()) {
      Gauge.builder("tillgate.card.cases.open", () -> figures.apply(kind).open())
          .tag("kind", tag(kind))
          .register(metrics);
      Gauge.builder("tillgate.card.cases.oldest", () -> seconds(figures.apply(kind), epochMillis))
          .description("how long the oldest open case has been open")
          .baseUnit("seconds")
          .tag("kind", tag(kind))
          .register(metrics);
      metrics.counter("tillgate.card.cases.opened", "kind", tag(kind));
    }
  }

  private static double seconds(CaseFigures figures, LongSupplier epochMillis) {
    if (figures.open() == 0) return 0;
    return Math.max(0, epochMillis.getAsLong() - figures.oldestEpochMillis()) / 1_000.0;
  }

  void opened(CaseKind kind) {
    metrics.counter("tillgate.card.cases.opened", "kind", tag(kind)).increment();
  }

  /** The same thing was found again while its case is open. */
  void again(CaseKind kind) {
    metrics.counter("tillgate.card.cases.again", "kind", tag(kind)).increment();
  }

  void closed(CaseKind kind, CaseClosed.Ending ending) {
    metrics
        .counter("tillgate.card.cases.closed", "kind", tag(kind), "ending", tag(ending))
        .increment();
  }
}
