package io.tillgate.card.acquirer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is counted and shown of the road to one acquirer, under its name. */
final class AcquirerMeters {
  private static final Logger LOG = LoggerFactory.getLogger(AcquirerMeters.class);
  private static final String PREFIX = "tillgate.card.acquirer.";
  private static final String TAG = "acquirer";

  private final MeterRegistry metrics;
  private final String name;
  final Counter unmatched;
  final Counter unreadable;

  AcquirerMeters(MeterRegistry metrics, AcquirerLinks links, Line line, AcquirerCircuit circuit) {
    this.metrics = metrics;
    this.name = links.name();
    this.unmatched = counter("unmatched");
    this.unreadable = counter("unreadable");
    gauge("links.up", links, AcquirerLinks::linksUp);
    gauge("outstanding", links, AcquirerLinks::outstanding);
    gauge("circuit.open", circuit, each -> each.isShut() ? 1 : 0);
    gauge("line", line, each -> each.state().ordinal());
    Counter downs = counter("line.downs");
    line.onChange(
        state -> {
          LOG.info("acquirer {}: the line is {}", name, state);
          if (state == LineState.DOWN) downs.increment();
        });
  }

  private Counter counter(String what) {
    return metrics.counter(PREFIX + what, TAG, name);
  }

  private <T> void gauge(String what, T of, ToDoubleFunction<T> value) {
    Gauge.builder(PREFIX + what, of, value).tag(TAG, name).register(metrics);
  }
}
