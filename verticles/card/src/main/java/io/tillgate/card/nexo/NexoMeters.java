package io.tillgate.card.nexo;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.retail.payment.PaymentOutcome;
import java.util.Locale;

/** Figures of the nexo side: {@code tillgate.card.nexo.…}. Any thread. */
final class NexoMeters {
  final Counter repeats;
  final Counter inquiries;
  final Counter foundByInquiry;
  final Counter untold;
  final Counter reversalsSent;
  final Counter reversalsAcknowledged;
  final Counter cardNumbers;
  final Counter unrecorded;
  private final MeterRegistry metrics;

  NexoMeters(MeterRegistry metrics) {
    this.metrics = metrics;
    repeats = metrics.counter("tillgate.card.nexo.repeats");
    inquiries = metrics.counter("tillgate.card.nexo.inquiries");
    foundByInquiry = metrics.counter("tillgate.card.nexo.found.by.inquiry");
    untold = metrics.counter("tillgate.card.nexo.untold");
    reversalsSent = metrics.counter("tillgate.card.nexo.reversals.sent");
    reversalsAcknowledged = metrics.counter("tillgate.card.nexo.reversals.acknowledged");
    cardNumbers = metrics.counter("tillgate.card.nexo.card.numbers");
    unrecorded = metrics.counter("tillgate.card.nexo.reversals.unrecorded");
  }

  /**
   * @param category one of the protocol's, never a sender's own word
   */
  void asked(String category) {
    metrics.counter("tillgate.card.nexo.requests", "category", category).increment();
  }

  void refused(String reason) {
    metrics.counter("tillgate.card.nexo.refused", "reason", reason).increment();
  }

  void answered(PaymentOutcome.Result result) {
    String name = result.name().toLowerCase(Locale.ROOT);
    metrics.counter("tillgate.card.nexo.answers", "result", name).increment();
  }
}
