package io.tillgate.gateway.role;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.journal.Journal;
import io.tillgate.journal.JournalStatus;
import java.util.function.ToDoubleFunction;

/** The journal's figures, for a journal that knows no meters. */
final class JournalMetrics {
  private JournalMetrics() {}

  static void bind(Journal journal, MeterRegistry metrics) {
    gauge(
        journal, metrics, "durable.offset", "highest durable offset", JournalStatus::durableOffset);
    gauge(journal, metrics, "first.offset", "lowest offset still here", JournalStatus::firstOffset);
    gauge(journal, metrics, "segments", "files in use", JournalStatus::segments);
    gauge(journal, metrics, "size.bytes", "what those files take", JournalStatus::bytes);
    gauge(
        journal, metrics, "pending.bytes", "what waits for the disk", JournalStatus::pendingBytes);
    gauge(journal, metrics, "disk.free.bytes", "free on its disk", JournalStatus::freeDiskBytes);
    gauge(
        journal,
        metrics,
        "quarantined.records",
        "records found damaged, kept and passed over",
        JournalStatus::quarantinedRecords);
    gauge(
        journal,
        metrics,
        "open",
        "1 while it takes records",
        status -> status.state() == JournalStatus.State.OPEN ? 1 : 0);
    counter(journal, metrics, "appends", "appends made durable", JournalStatus::appends);
    counter(journal, metrics, "records", "records in them", JournalStatus::records);
    counter(journal, metrics, "forces", "how often the disk was forced", JournalStatus::forces);
  }

  private static void gauge(
      Journal journal,
      MeterRegistry metrics,
      String name,
      String description,
      ToDoubleFunction<JournalStatus> value) {
    Gauge.builder("tillgate.journal." + name, journal, j -> value.applyAsDouble(j.status()))
        .description(description)
        .register(metrics);
  }

  private static void counter(
      Journal journal,
      MeterRegistry metrics,
      String name,
      String description,
      ToDoubleFunction<JournalStatus> value) {
    FunctionCounter.builder(
            "tillgate.journal." + name, journal, j -> value.applyAsDouble(j.status()))
        .description(description)
        .register(metrics);
  }
}
