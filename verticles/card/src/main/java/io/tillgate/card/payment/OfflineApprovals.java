package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.acquirer.LineState;
import io.tillgate.card.message.OfflineReader;
import io.tillgate.card.message.Request;
import io.tillgate.card.standin.Circumstances;
import io.tillgate.card.standin.Decline;
import io.tillgate.card.standin.OfflineAnswer;
import io.tillgate.card.standin.OfflineSale;
import io.tillgate.card.standin.StandIn;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers for acquirers that cannot be asked, where their limits allow it, requests that were never
 * sent and no others (RULES 1.11). State of the card context.
 */
final class OfflineApprovals {
  private static final int CODE_LENGTH = 6;

  private final Means means;
  private final StandInMeans standIn;
  private final Advices advices;
  private final OfflineReader reader;
  private final Map<String, StandIn> standIns = new HashMap<>();

  /** Payments that wait for what is owed of their card to be told first. */
  private final Map<Payment, Held> held = new LinkedHashMap<>();

  /** What is said to a request: exactly one of the two. */
  record Said(Approval approval, Decline decline) {}

  /**
   * An approval on its way to the disk.
   *
   * @param answer the terminal's
   */
  record Approval(PaymentOutcome outcome, AdviceOwed owed, Seals.Seal seal, byte[] answer) {}

  OfflineApprovals(Means means, StandInMeans standIn, Advices advices) {
    this.means = means;
    this.standIn = standIn;
    this.advices = advices;
    this.reader = new OfflineReader(means.messages().dialect());
    standIn
        .limits()
        .forEach((name, limits) -> standIns.put(name, new StandIn(limits, standIn.exposure())));
    advices.onCardTold(this::cardIsTold);
  }

  /** Whether the store answers now for {@code acquirer}. */
  boolean isAsked(Acquirer acquirer) {
    return acquirer.line() != LineState.UP && standIns.containsKey(acquirer.name());
  }

  /** Decides; what it approves is reserved, and must be concluded by an append or {@link #undo}. */
  Said ask(PaymentIntent intent, Request request) {
    StandIn rule = standIns.get(intent.acquirer());
    StandInLimits limits = rule.limits();
    OfflineSale sale = reader.read(request, intent.card(), limits.debitBins());
    StandIn.Answer answer = rule.reserve(intent.paymentId(), sale, around(limits, intent.card()));
    if (answer instanceof StandIn.Declined declined) return new Said(null, declined.reason());
    Approval approval = null;
    try {
      approval = approval(intent, request, limits);
    } finally {
      if (approval == null) standIn.exposure().cancel(intent.paymentId());
    }
    return approval == null ? new Said(null, Decline.KEYS) : new Said(approval, null);
  }

  private Circumstances around(StandInLimits limits, CardRecord card) {
    long now = means.clock().epochMillis();
    return new Circumstances(
        Instant.ofEpochMilli(now),
        standIn.zone(),
        standIn
            .clockWatch()
            .isSane(now, means.clock().monotonicMillis(), limits.clockToleranceMillis()),
        card != null && standIn.denyList().contains(card.token()),
        standIn.denyList().ageMillis(now),
        standIn.hasDiskRoom().getAsBoolean(),
        means.seals().free());
  }

  /** Null where its advice cannot be sealed. */
  private Approval approval(PaymentIntent intent, Request request, StandInLimits limits) {
    OfflineAnswer says = limits.answer();
    PaymentOutcome outcome =
        new PaymentOutcome(
            intent.paymentId(),
            Result.APPROVED_OFFLINE,
            says.code(),
            intent.amountMinor(),
            intent.currency(),
            authorizationCode(says.authorizationPrefix()),
            intent.rrn());
    byte[] advice = advices.messages(intent.acquirer()).advice(request, outcome);
    Seals.Seal seal = means.seals().sealMessage(intent.paymentId(), advice);
    Arrays.fill(advice, (byte) 0);
    if (seal == null) return null;
    AdviceOwed owed =
        new AdviceOwed(
            intent.paymentId(), intent.amountMinor(), intent.currency(), intent.card().token());
    byte[] answer = means.messages().reply(request, says.code(), outcome, says.marker());
    return new Approval(outcome, owed, seal, answer);
  }

  private String authorizationCode(String prefix) {
    int digits = CODE_LENGTH - prefix.length();
    long bound = (long) Math.pow(10, digits);
    return prefix + String.format("%0" + digits + "d", means.random().nextLong(bound));
  }

  /** The append was refused: it never was. */
  void undo(String paymentId) {
    standIn.exposure().cancel(paymentId);
  }

  void approved() {
    standIn.meters().approved.increment();
  }

  /** What a terminal hears of a decline: a code by its reason, and whose word it is. */
  byte[] declined(PaymentIntent intent, Request request, Decline reason) {
    standIn.meters().declined(reason);
    OfflineAnswer says = says(intent);
    String code = says.code(reason, means.messages().codes().notSent());
    return means.messages().reply(request, code, null, says.marker());
  }

  String code(PaymentIntent intent, Decline reason) {
    return says(intent).code(reason, means.messages().codes().notSent());
  }

  private OfflineAnswer says(PaymentIntent intent) {
    return standIns.get(intent.acquirer()).limits().answer();
  }

  /** What a repeat hears beside the first answer, so that its receipt says offline too. */
  Map<Integer, String> marker(Payment payment) {
    boolean isOffline = payment.advice != null && standIns.containsKey(payment.intent.acquirer());
    return isOffline ? says(payment.intent).marker() : Map.of();
  }

  /**
   * Holds a payment back that is recorded and not sent, while sales of its card wait to be told:
   * they go first. For {@code holdMillis} at most; then it goes as well.
   *
   * @param token of its card, or null
   * @param acquirer that it is for
   * @param go called once, unless this is false
   * @return false where nothing is owed
   */
  boolean holds(Payment payment, String token, Acquirer acquirer, Runnable go) {
    if (token == null || !advices.isOwedFor(token, acquirer)) return false;
    held.put(payment, new Held(token, acquirer, go));
    standIn.meters().held.increment();
    long patience = advices.rule(payment.intent.acquirer()).holdMillis();
    means.clock().after(patience, () -> release(payment));
    advices.hasten(token);
    return true;
  }

  private void cardIsTold(String token) {
    if (held.isEmpty()) return;
    for (Map.Entry<Payment, Held> each : List.copyOf(held.entrySet())) {
      Held waiting = each.getValue();
      boolean isFree = waiting.token.equals(token) && !advices.isOwedFor(token, waiting.acquirer);
      if (isFree) release(each.getKey());
    }
  }

  private void release(Payment payment) {
    Held waiting = held.remove(payment);
    if (waiting != null) waiting.go.run();
  }

  /** One payment that waits. */
  private record Held(String token, Acquirer acquirer, Runnable go) {}
}
