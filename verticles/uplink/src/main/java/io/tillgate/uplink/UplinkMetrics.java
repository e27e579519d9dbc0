package io.tillgate.uplink;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** What the uplink counts. */
final class UplinkMetrics {
  final Counter batches;
  final Counter records;
  final Counter bytes;
  final Counter endings;
  final Timer roundTrip;

  UplinkMetrics(MeterRegistry registry, Supplier<UplinkStatus> status) {
    batches =
        Counter.builder("tillgate.uplink.batches")
            .description("batches that central took")
            .register(registry);
    records =
        Counter.builder("tillgate.uplink.records")
            .description("records that central took")
            .register(registry);
    bytes =
        Counter.builder("tillgate.uplink.bytes")
            .baseUnit("bytes")
            .description("bytes of batches sent, compressed, repeats included")
            .register(registry);
    endings =
        Counter.builder("tillgate.uplink.line.endings")
            .description("attempts and connections that ended")
            .register(registry);
    roundTrip =
        Timer.builder("tillgate.uplink.round.trip")
            .description("from sending a batch to central's answer after its commit")
            .publishPercentileHistogram()
            .register(registry);
    gauge(registry, "backlog.records", status, s -> s.backlogRecords());
    gauge(registry, "acknowledged.offset", status, s -> s.acknowledgedOffset());
    gauge(registry, "line", status, s -> s.line() instanceof LineState.Up ? 1 : 0);
    gauge(registry, "refused", status, s -> s.line() instanceof LineState.Refused ? 1 : 0);
    gauge(registry, "in.flight.bytes", status, s -> s.inFlightBytes());
    gauge(
        registry,
        "clock.skew.millis",
        status,
        s -> s.clockSkewMillis().isPresent() ? s.clockSkewMillis().getAsLong() : Double.NaN);
  }

  private interface Reading {
    double of(UplinkStatus status);
  }

  private static void gauge(
      MeterRegistry registry, String name, Supplier<UplinkStatus> status, Reading reading) {
    Gauge.builder("tillgate.uplink." + name, () -> reading.of(status.get())).register(registry);
  }
}
