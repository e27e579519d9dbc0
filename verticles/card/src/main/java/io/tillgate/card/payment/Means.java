package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.acquirer.Acquirers;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.Request;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalOwed;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What the classes that decide about payments work with. All of it belongs to the card context.
 *
 * @param cards what may be told of the card that a message names; null where it names none
 * @param ids makes payment ids
 * @param random for the jitter of retries
 */
public record Means(
    PaymentSettings settings,
    Messages messages,
    Function<byte[], CardRecord> cards,
    Acquirers acquirers,
    PaymentLog log,
    Cases cases,
    Seals seals,
    Clockwork clock,
    PaymentMeters meters,
    Supplier<String> ids,
    RandomGenerator random) {

  /** The intent that {@code request} begins at {@code acquirer}, under a new id. */
  PaymentIntent intent(Request request, Acquirer acquirer) {
    return new PaymentIntent(
        ids.get(),
        request.kind(),
        request.terminal(),
        acquirer.name(),
        request.amountMinor(),
        request.currency(),
        request.stan(),
        request.rrn(),
        request.localDateTime(),
        cards.apply(request.message()),
        request.orderId());
  }

  /** Where {@code payment} was begun; null where the settings have no such acquirer any more. */
  Acquirer acquirerOf(Payment payment) {
    return acquirers.named(payment.intent.acquirer());
  }

  /** A reversal of all of {@code payment}. */
  Reversal reversal(Payment payment, ReversalOwed.Reason reason) {
    return new Reversal(owed(payment, reason, 0), clock.epochMillis());
  }

  /**
   * What is owed for {@code payment}.
   *
   * @param leftMinor what still stands of it afterwards
   */
  static ReversalOwed owed(Payment payment, ReversalOwed.Reason reason, long leftMinor) {
    PaymentIntent intent = payment.intent;
    return new ReversalOwed(
        intent.paymentId(), reason, payment.standingMinor(), intent.currency(), leftMinor);
  }

  /** An answer by the edge itself, after which the request's bytes are no longer needed. */
  void reply(Origin origin, Request request, String code, PaymentOutcome outcome) {
    origin.deliver(messages.reply(request, code, outcome), ok -> {});
    Arrays.fill(request.message(), (byte) 0);
  }
}
