package io.tillgate.pos;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What the room counts. Labels are kinds, statuses and outcomes; never ids. Any thread may call.
 */
final class PosMetrics {
  private static final String PREFIX = "tillgate.pos.";

  private final MeterRegistry registry;
  private final LongAdder accepted = new LongAdder();

  PosMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A request to the event API ended; status is {@code gone} where nobody was left to answer. */
  void request(String kind, String status, long nanos) {
    registry
        .timer(PREFIX + "requests", "kind", kind, "status", status)
        .record(Duration.ofNanos(nanos));
  }

  /** An event became durable for the first time. */
  void accepted(EventKind kind) {
    accepted.increment();
    count("events.accepted", kind);
  }

  /** A repeat got its first answer. */
  void replayed(EventKind kind) {
    count("events.replays", kind);
  }

  /** An id came with other contents. */
  void conflicted(EventKind kind) {
    count("events.conflicts", kind);
  }

  /** An event was not taken, and why. */
  void refused(String problem) {
    registry.counter(PREFIX + "events.refused", "problem", problem).increment();
  }

  /** A connection was closed at once, because of too many. */
  void connectionRefused() {
    registry.counter(PREFIX + "connections.refused").increment();
  }

  /** The head of a request could not be read. */
  void unreadable(String problem) {
    registry.counter(PREFIX + "heads.refused", "problem", problem).increment();
  }

  /** A request was passed to the back office; outcome is {@code passed} or a problem's type. */
  void proxied(String outcome, long nanos) {
    registry.timer(PREFIX + "proxy.requests", "outcome", outcome).record(Duration.ofNanos(nanos));
  }

  void gauge(String what, Supplier<Number> value) {
    Gauge.builder(PREFIX + what, value).register(registry);
  }

  /** Events made durable since the start. */
  long acceptedEvents() {
    return accepted.sum();
  }

  private void count(String what, EventKind kind) {
    registry.counter(PREFIX + what, "kind", kind.label()).increment();
  }
}
