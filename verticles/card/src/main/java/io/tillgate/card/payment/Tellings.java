package io.tillgate.card.payment;

import io.tillgate.card.message.Request;
import io.tillgate.card.payment.Authorization.Verdict;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What terminals are told of a payment once its outcome is durable, and what is owed where nobody
 * could be told of an approval. State of the card context.
 */
final class Tellings {
  private final Means means;
  private final PaymentBook book;
  private final Reversals reversals;
  private final Advices advices;
  private final AdviceChanges changes;
  private final Function<Payment, Map<Integer, String>> marker;

  /**
   * @param marker what answers of the store's own carry
   */
  Tellings(
      Means means,
      PaymentBook book,
      Reversals reversals,
      Advices advices,
      AdviceChanges changes,
      Function<Payment, Map<Integer, String>> marker) {
    this.advices = advices;
    this.changes = changes;
    this.marker = marker;
    this.means = means;
    this.book = book;
    this.reversals = reversals;
  }

  /** Nobody listens any more: the shop believes that nothing was paid. */
  Verdict orUndelivered(Payment payment, Verdict verdict) {
    boolean stranded =
        verdict.owes() == null
            && verdict.isApproved()
            && payment.mayMoveMoney()
            && !payment.authorization.isAnybodyListening();
    return stranded ? verdict.owing(means.reversal(payment, Reason.UNDELIVERED)) : verdict;
  }

  /** Tells all who wait; the last to be told closes the payment, unless a reversal is owed. */
  void tell(Payment payment, Verdict verdict) {
    Authorization authorization = payment.authorization;
    List<Origin> waiting = authorization.takeWaiting();
    if (authorization.isAbandoned) {
      waiting.forEach(Origin::stayAsking);
      told(payment, false);
    } else {
      byte[] answer = answer(authorization.request, verdict);
      for (int i = 0; i < waiting.size(); i++) authorization.deliveryBegins();
      for (Origin origin : waiting) origin.deliver(answer, ok -> delivered(payment, ok));
      Arrays.fill(answer, (byte) 0);
      long took = System.nanoTime() - authorization.beganNanos;
      means.meters().took(took - authorization.acquirerNanos, authorization.acquirerNanos);
    }
    authorization.runAfterwards();
  }

  /** The acquirer's own bytes; but an approval that is being undone must not be heard. */
  private byte[] answer(Request request, Verdict verdict) {
    boolean undone = verdict.owes() != null && verdict.isApproved();
    if (verdict.answer() != null && !undone) return verdict.answer();
    String code = undone ? means.messages().codes().timedOut() : verdict.outcome().responseCode();
    return means.messages().reply(request, code, null);
  }

  private void delivered(Payment payment, boolean ok) {
    Authorization authorization = payment.authorization;
    if (authorization != null && authorization.deliveryEnds(ok)) {
      told(payment, authorization.isDelivered());
    }
  }

  /** Whoever waited was told, or is gone. */
  private void told(Payment payment, boolean delivered) {
    payment.authorization.forget();
    payment.authorization = null;
    if (payment.reversal != null) return; // it stays open until that is acknowledged
    if (payment.advice != null && !payment.advice.isSettled()) {
      if (delivered) advices.queue(payment);
      else changes.undelivered(payment);
      return;
    }
    if (!delivered && payment.isApproved() && !payment.isVoid() && payment.mayMoveMoney()) {
      undelivered(payment);
      return;
    }
    if (payment.seal != null) means.seals().shred(payment.seal);
    payment.seal = null;
    book.close(payment, means.clock().monotonicMillis());
  }

  private void undelivered(Payment payment) {
    payment.reversal = means.reversal(payment, Reason.UNDELIVERED);
    Entry[] entries = {PaymentRecords.of(payment.reversal.owed)};
    means.log().conclude(entries, at -> reversals.owe(payment));
  }

  /** The same request again: its first answer, or a place beside the one that waits for it. */
  void tellAgain(Payment known, Origin origin, Request request) {
    if (known.isApproved() && known.reversal != null && known.reversal.isRecording()) {
      // That it is undone may be heard once that is durable, not before (RULES 1.7).
      known.reversal.whenRecorded(() -> tellAgain(known, origin, request));
      return;
    }
    means.meters().repeats.increment();
    Authorization authorization = known.authorization;
    if (known.outcome() == null) {
      if (authorization.alsoTell(origin)) Arrays.fill(request.message(), (byte) 0);
      else refuse(PaymentMeters.Refusal.REPEAT_LIMIT, origin, request);
      return;
    }
    boolean isUndone = known.reversal != null || known.isVoid();
    byte[] again = again(known, request);
    Arrays.fill(request.message(), (byte) 0);
    if (authorization == null || isUndone && known.isApproved()) {
      origin.deliver(again, ok -> {});
    } else {
      authorization.deliveryBegins();
      origin.deliver(again, ok -> delivered(known, ok));
    }
  }

  /**
   * The same order again under another trace number: its first answer, in the words of this
   * request.
   */
  void tellOfOrder(Payment known, Origin origin, Request request) {
    means.meters().duplicates.increment();
    book.askedAgain(known, request.stan());
    if (known.outcome() != null) {
      tellAgain(known, origin, request);
    } else if (!known.authorization.alsoTell(new AskedAgain(known, origin, request))) {
      refuse(PaymentMeters.Refusal.REPEAT_LIMIT, origin, request);
    }
  }

  /** Waits for the answer to another request of the same order, and is told it as its own. */
  private final class AskedAgain implements Origin {
    private final Payment known;
    private final Origin origin;
    private final Request request;

    AskedAgain(Payment known, Origin origin, Request request) {
      this.known = known;
      this.origin = origin;
      this.request = request;
    }

    @Override
    public boolean isOpen() {
      return origin.isOpen();
    }

    @Override
    public void deliver(byte[] answerToTheOther, Consumer<Boolean> delivered) {
      byte[] own = again(known, request);
      Arrays.fill(request.message(), (byte) 0);
      origin.deliver(own, delivered);
    }

    @Override
    public void stayAsking() {
      Arrays.fill(request.message(), (byte) 0);
      origin.stayAsking();
    }
  }

  /** What is known of a payment as the answer to a request that repeats it. */
  private byte[] again(Payment known, Request request) {
    PaymentOutcome outcome = known.outcome();
    if (outcome == null) {
      return means.messages().reply(request, means.messages().codes().notSent(), null);
    }
    boolean isUndone = known.reversal != null || known.isVoid();
    if (isUndone && known.isApproved()) {
      return means.messages().reply(request, means.messages().codes().timedOut(), null);
    }
    return means.messages().reply(request, outcome.responseCode(), outcome, marker.apply(known));
  }

  /** The intent was refused by a full journal. */
  void tellNeverWas(Payment payment) {
    Authorization authorization = payment.authorization;
    String code = means.messages().codes().notSent();
    byte[] answer = means.messages().reply(authorization.request, code, null);
    for (Origin origin : authorization.takeWaiting()) origin.deliver(answer, ok -> {});
    payment.ended(Outcomes.without(payment.intent, Result.NOT_SENT, code));
    authorization.runAfterwards();
    authorization.forget();
  }

  void refuse(PaymentMeters.Refusal why, Origin origin, Request request) {
    means.meters().refused(why);
    means.reply(origin, request, means.messages().codes().notSent(), null);
  }
}
