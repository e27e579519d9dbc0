package io.tillgate.central.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What ingest counts, for all shards of a node. */
public final class IngestMetrics {
  final Counter batches;
  final Counter events;
  final Counter duplicates;
  final Counter gaps;
  final Counter problems;
  final Counter conflicts;
  final Counter fenced;
  final Counter rewritten;
  final Counter unavailable;
  final Counter busy;
  final Timer commit;

  public IngestMetrics(MeterRegistry registry) {
    batches = registry.counter("tillgate.central.ingest.batches");
    events = registry.counter("tillgate.central.ingest.events");
    duplicates = registry.counter("tillgate.central.ingest.duplicates.skipped");
    gaps = registry.counter("tillgate.central.ingest.gaps.refused");
    problems = registry.counter("tillgate.central.ingest.problems");
    conflicts = registry.counter("tillgate.central.ingest.conflicts");
    fenced = registry.counter("tillgate.central.ingest.fenced");
    rewritten = registry.counter("tillgate.central.ingest.rewritten.refused");
    unavailable = registry.counter("tillgate.central.ingest.unavailable");
    busy = registry.counter("tillgate.central.ingest.busy");
    commit =
        Timer.builder("tillgate.central.ingest.commit")
            .description("One transaction, from asking for a connection to its commit")
            .publishPercentileHistogram()
            .register(registry);
  }
}
