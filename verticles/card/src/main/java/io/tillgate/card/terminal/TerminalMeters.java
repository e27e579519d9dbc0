package io.tillgate.card.terminal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.wire.BadFrame;
import io.tillgate.wire.BadMessage;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What is refused on the terminals' side, by reason. Made once; counting allocates nothing. */
final class TerminalMeters {
  /** Why a connection or a message was refused, beside what {@code wire} finds wrong with it. */
  enum Refusal {
    CONNECTIONS,
    SLOW_FRAME,
    IDLE,
    IN_FLIGHT_OF_TERMINAL,
    UNREAD_ANSWERS,
    UNEXPECTED
  }

  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
  private final Map<BadFrame.Reason, Counter> badFrames = new EnumMap<>(BadFrame.Reason.class);
  private final Map<BadMessage.Reason, Counter> badMessages =
      new EnumMap<>(BadMessage.Reason.class);

  TerminalMeters(MeterRegistry metrics) {
    for (Refusal each : Refusal.values()) refused.put(each, counter(metrics, each));
    for (BadFrame.Reason each : BadFrame.Reason.values()) {
      badFrames.put(each, counter(metrics, each));
    }
    for (BadMessage.Reason each : BadMessage.Reason.values()) {
      badMessages.put(each, counter(metrics, each));
    }
  }

  private static Counter counter(MeterRegistry metrics, Enum<?> reason) {
    String tag = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return metrics.counter("tillgate.card.refused", "reason", tag);
  }

  void refused(Refusal reason) {
    refused.get(reason).increment();
  }

  void refused(BadFrame.Reason reason) {
    badFrames.get(reason).increment();
  }

  void refused(BadMessage.Reason reason) {
    badMessages.get(reason).increment();
  }
}
