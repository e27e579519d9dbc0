package io.tillgate.card.payment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tillgate.card.message.Request;
import io.tillgate.retail.payment.PaymentOutcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is counted about payments. Made once; counting allocates nothing. */
public final class PaymentMeters {
  /** Why a request went no further; none of these reached the acquirer or the journal. */
  public enum Refusal {
    IN_FLIGHT_LIMIT,
    NO_ONE_TIME_KEY,
    JOURNAL_FULL,
    REPEAT_LIMIT,
    /** It would have had to be changed, and its message authentication code be broken. */
    BROKEN_MAC,
    STOPPING
  }

  private final Map<Request.Road, Counter> requests = new EnumMap<>(Request.Road.class);
  private final Map<PaymentOutcome.Result, Counter> answers =
      new EnumMap<>(PaymentOutcome.Result.class);
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
  private final Timer acquirerTime;
  private final Timer edgeTime;
  final Counter repeats;
  final Counter duplicates;
  final Counter lateAnswers;
  final Counter reversalsSent;
  final Counter reversalsAcknowledged;
  final Counter reversalsUnopenable;
  final Counter reversalsHeldUp;
  final Counter advicesRefused;

  public PaymentMeters(MeterRegistry metrics) {
    for (Request.Road road : Request.Road.values()) {
      requests.put(road, metrics.counter("tillgate.card.requests", "kind", tag(road)));
    }
    for (PaymentOutcome.Result result : PaymentOutcome.Result.values()) {
      answers.put(result, metrics.counter("tillgate.card.answers", "result", tag(result)));
    }
    for (Refusal refusal : Refusal.values()) {
      refused.put(refusal, metrics.counter("tillgate.card.refused", "reason", tag(refusal)));
    }
    acquirerTime = timer(metrics, "acquirer");
    edgeTime = timer(metrics, "edge");
    repeats = metrics.counter("tillgate.card.repeats");
    duplicates = metrics.counter("tillgate.card.duplicates");
    lateAnswers = metrics.counter("tillgate.card.late.answers");
    reversalsSent = metrics.counter("tillgate.card.reversals.sent");
    reversalsAcknowledged = metrics.counter("tillgate.card.reversals.acknowledged");
    reversalsHeldUp = metrics.counter("tillgate.card.reversals.held.up");
    advicesRefused = metrics.counter("tillgate.card.advices.refused");
    reversalsUnopenable = metrics.counter("tillgate.card.reversals.unopenable");
  }

  private static Timer timer(MeterRegistry metrics, String where) {
    return Timer.builder("tillgate.card.authorization")
        .description("time of a payment: at the acquirer, and in the edge without it")
        .tag("where", where)
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofMinutes(1))
        .register(metrics);
  }

  private static String tag(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  void asked(Request.Road road) {
    requests.get(road).increment();
  }

  void answered(PaymentOutcome.Result result) {
    answers.get(result).increment();
  }

  void refused(Refusal refusal) {
    refused.get(refusal).increment();
  }

  void took(long edgeNanos, long acquirerNanos) {
    edgeTime.record(edgeNanos, TimeUnit.NANOSECONDS);
    acquirerTime.record(acquirerNanos, TimeUnit.NANOSECONDS);
  }
}
