package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Exchange;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.card.payment.Authorization.Verdict;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Requests that may move money, from the terminal to the acquirer and back: the intent is durable
 * before the first byte is sent, the outcome before the terminal is told, and an outcome that owes
 * a reversal is durable together with it. State of the card context.
 */
final class Authorizations {
  private final Means means;
  private final PaymentBook book;
  private final Reversals reversals;
  private volatile int inFlight; // written by the card context alone
  private boolean isStopping;

  Authorizations(Means means, PaymentBook book, Reversals reversals) {
    this.means = means;
    this.book = book;
    this.reversals = reversals;
  }

  /** Payments whose outcome is not durable yet; at most {@link PaymentSettings#maxInFlight}. */
  int inFlight() {
    return inFlight;
  }

  void request(Origin origin, Request request) {
    Payment known = book.repeated(request);
    if (known != null && !isNotSent(known)) {
      tellAgain(known, origin, request);
    } else if (isStopping) {
      refuse(PaymentMeters.Refusal.STOPPING, origin, request);
    } else if (inFlight >= means.settings().maxInFlight()) {
      refuse(PaymentMeters.Refusal.IN_FLIGHT_LIMIT, origin, request);
    } else {
      begin(origin, request);
    }
  }

  private void begin(Origin origin, Request request) {
    Payment payment = new Payment(means.intent(request));
    payment.authorization = new Authorization(request, origin, System.nanoTime());
    if (!means.acquirer().isAvailable()) {
      notSent(payment);
      return;
    }
    if (!payment.mayMoveMoney()) {
      open(payment, at -> recorded(payment, at), PaymentRecords.of(payment.intent));
      return;
    }
    payment.seal = means.seals().seal(payment.id(), request);
    if (payment.seal == null) {
      refuse(PaymentMeters.Refusal.NO_ONE_TIME_KEY, origin, request);
      return;
    }
    open(
        payment,
        at -> recorded(payment, at),
        PaymentRecords.sealed(payment.id(), payment.seal),
        PaymentRecords.of(payment.intent));
  }

  /** Without an acquirer intent and outcome are one append, and the terminal hears at once. */
  private void notSent(Payment payment) {
    Verdict verdict = without(payment, Result.NOT_SENT, null);
    payment.authorization.decideUnsent(verdict);
    open(
        payment,
        at -> {
          payment.offset = at;
          outcomeDurable(payment, verdict);
        },
        PaymentRecords.of(payment.intent),
        PaymentRecords.of(verdict.outcome()));
  }

  private void open(Payment payment, LongConsumer durable, Entry... entries) {
    book.open(payment);
    inFlight = inFlight + 1;
    means.log().begin(entries, durable, why -> neverWas(payment));
  }

  /** The journal took nothing: the payment did not happen, and the terminal may try again. */
  private void neverWas(Payment payment) {
    inFlight = inFlight - 1;
    book.drop(payment);
    if (payment.seal != null) means.seals().shred(payment.seal);
    Authorization authorization = payment.authorization;
    means.meters().refused(PaymentMeters.Refusal.JOURNAL_FULL);
    String code = means.messages().codes().notSent();
    byte[] answer = means.messages().reply(authorization.request, code, null);
    for (Origin origin : authorization.takeWaiting()) origin.deliver(answer, ok -> {});
    payment.outcome = Outcomes.without(payment.intent, Result.NOT_SENT, code);
    authorization.runAfterwards();
    authorization.forget();
  }

  /** The intent is durable: now the first byte may go. */
  private void recorded(Payment payment, long offset) {
    payment.offset = offset;
    Authorization authorization = payment.authorization;
    if (!authorization.send()) {
      conclude(payment, authorization.verdict());
      return;
    }
    reversals.hasten(payment.intent.terminal());
    authorization.sentNanos = System.nanoTime();
    if (!means.acquirer().send(new Sending(payment))) {
      decide(payment, without(payment, Result.NOT_SENT, null));
    }
  }

  private void answered(Payment payment, Answer answer) {
    Authorization authorization = payment.authorization;
    if (authorization == null || authorization.verdict() != null) {
      late(payment, answer);
      return;
    }
    authorization.acquirerNanos = System.nanoTime() - authorization.sentNanos;
    if (answer.responseCode().isEmpty()) {
      // Neither approved nor declined: as good as no answer.
      decide(payment, without(payment, Result.TIMED_OUT, Reason.TIMED_OUT));
      return;
    }
    PaymentOutcome outcome = Outcomes.of(payment.intent, answer, means.messages().codes());
    Verdict verdict = new Verdict(outcome, null, answer.message());
    if (!decide(payment, verdict)) late(payment, answer);
  }

  /** False where another verdict came first. */
  boolean decide(Payment payment, Verdict verdict) {
    Authorization authorization = payment.authorization;
    if (authorization == null || !authorization.decide(verdict)) return false;
    conclude(payment, verdict);
    return true;
  }

  /** Nobody was told and nobody listens: the shop believes that nothing was paid. */
  private Verdict orUndelivered(Payment payment, Verdict verdict) {
    boolean stranded =
        verdict.owes() == null
            && verdict.isApproved()
            && payment.mayMoveMoney()
            && !payment.authorization.isAnybodyListening();
    return stranded ? verdict.owing(reversal(Reason.UNDELIVERED)) : verdict;
  }

  private void conclude(Payment payment, Verdict decided) {
    Verdict verdict = orUndelivered(payment, decided);
    payment.reversal = verdict.owes();
    means.log().conclude(entries(payment, verdict), at -> outcomeDurable(payment, verdict));
  }

  /** An outcome, and in the same append the reversal that it owes. */
  static Entry[] entries(Payment payment, Verdict verdict) {
    Entry outcome = PaymentRecords.of(verdict.outcome());
    if (verdict.owes() == null) return new Entry[] {outcome};
    return new Entry[] {outcome, owed(payment, verdict.owes())};
  }

  private static Entry owed(Payment payment, Reversal reversal) {
    return PaymentRecords.of(Outcomes.owed(payment.intent, reversal.reason));
  }

  private void outcomeDurable(Payment payment, Verdict verdict) {
    inFlight = inFlight - 1;
    payment.outcome = verdict.outcome();
    means.meters().answered(verdict.outcome().result());
    Authorization authorization = payment.authorization;
    if (verdict.owes() != null) reversals.owe(payment);
    tell(payment, verdict);
    authorization.runAfterwards();
  }

  private void tell(Payment payment, Verdict verdict) {
    Authorization authorization = payment.authorization;
    List<Origin> waiting = authorization.takeWaiting();
    if (authorization.isAbandoned) {
      waiting.forEach(Origin::stayAsking);
      told(payment, false);
      return;
    }
    byte[] answer = verdict.owes() == null ? verdict.answer() : null;
    if (answer == null) answer = edgeAnswer(authorization.request, verdict);
    for (Origin origin : waiting) authorization.deliveryBegins();
    for (Origin origin : waiting) origin.deliver(answer, ok -> delivered(payment, ok));
    Arrays.fill(answer, (byte) 0);
    long took = System.nanoTime() - authorization.beganNanos;
    means.meters().took(took - authorization.acquirerNanos, authorization.acquirerNanos);
  }

  /** An approval that is being undone must not be heard by a terminal that asks again. */
  private byte[] edgeAnswer(Request request, Verdict verdict) {
    boolean undone = verdict.owes() != null && verdict.isApproved();
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
    if (payment.reversal != null) {
      payment.authorization = null;
      return; // it stays open until that is acknowledged
    }
    if (!delivered && payment.isApproved() && payment.mayMoveMoney()) {
      undelivered(payment);
      return;
    }
    payment.authorization = null;
    if (payment.seal != null) means.seals().shred(payment.seal);
    payment.seal = null;
    book.close(payment, means.clock().monotonicMillis());
  }

  private void undelivered(Payment payment) {
    payment.authorization = null;
    payment.reversal = reversal(Reason.UNDELIVERED);
    Entry[] entries = {owed(payment, payment.reversal)};
    means.log().conclude(entries, at -> reversals.owe(payment));
  }

  private void late(Payment payment, Answer answer) {
    if (payment.hasLateAnswer) return;
    payment.hasLateAnswer = true;
    means.meters().lateAnswers.increment();
    LateAnswer late =
        new LateAnswer(payment.id(), answer.responseCode(), answer.authorizationCode());
    means.log().conclude(new Entry[] {PaymentRecords.of(late)}, at -> {});
  }

  /** The same request again: its first answer, or a place beside the one that waits for it. */
  private void tellAgain(Payment known, Origin origin, Request request) {
    means.meters().repeats.increment();
    Authorization authorization = known.authorization;
    if (known.outcome == null) {
      if (!authorization.alsoTell(origin)) {
        refuse(PaymentMeters.Refusal.REPEAT_LIMIT, origin, request);
      }
      return;
    }
    boolean undone = known.reversal != null && known.isApproved();
    if (undone) {
      means.reply(origin, request, means.messages().codes().timedOut(), null);
      return;
    }
    byte[] again = means.messages().reply(request, known.outcome.responseCode(), known.outcome);
    if (authorization == null) {
      origin.deliver(again, ok -> {});
    } else {
      authorization.deliveryBegins();
      origin.deliver(again, ok -> delivered(known, ok));
    }
    Arrays.fill(request.message(), (byte) 0);
  }

  private static boolean isNotSent(Payment payment) {
    return payment.outcome != null && payment.outcome.result() == Result.NOT_SENT;
  }

  private void refuse(PaymentMeters.Refusal why, Origin origin, Request request) {
    means.meters().refused(why);
    means.reply(origin, request, means.messages().codes().notSent(), null);
  }

  /** A verdict without an answer of the acquirer's. */
  Verdict without(Payment payment, Result result, Reason reason) {
    boolean sent = result != Result.NOT_SENT;
    String code = sent ? means.messages().codes().timedOut() : means.messages().codes().notSent();
    Reversal owes = reason != null && payment.mayMoveMoney() ? reversal(reason) : null;
    return new Verdict(Outcomes.without(payment.intent, result, code), owes, null);
  }

  private Reversal reversal(Reason reason) {
    return new Reversal(reason, means.clock().epochMillis());
  }

  /** Takes no new ones; those in flight go on. */
  void stopTaking() {
    isStopping = true;
  }

  /** Whatever is still in flight owes a reversal. */
  void interrupt() {
    List<Payment> open = new ArrayList<>();
    book.open().forEach(open::add);
    for (Payment payment : open) {
      Authorization authorization = payment.authorization;
      if (authorization == null || authorization.verdict() != null) continue;
      if (!authorization.decideUnsent(without(payment, Result.NOT_SENT, null))) {
        decide(payment, without(payment, Result.INTERRUPTED, Reason.INTERRUPTED));
      }
    }
  }

  /** One request at the acquirer. */
  private final class Sending implements Exchange {
    private final Payment payment;

    /** The authorization is let go when its outcome is told; a late answer still needs the key. */
    private final Request request;

    Sending(Payment payment) {
      this.payment = payment;
      this.request = payment.authorization.request;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public void answered(Answer answer) {
      Authorizations.this.answered(payment, answer);
    }

    @Override
    public void timedOut() {
      decide(payment, without(payment, Result.TIMED_OUT, Reason.TIMED_OUT));
    }

    @Override
    public void linkLost() {
      decide(payment, without(payment, Result.LINK_LOST, Reason.LINK_LOST));
    }

    @Override
    public boolean mindsLateAnswers() {
      return true;
    }

    @Override
    public void answeredLate(Answer answer) {
      late(payment, answer);
    }
  }
}
