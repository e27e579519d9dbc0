package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.acquirer.Exchange;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.card.payment.Authorization.Verdict;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import io.tillgate.wire.Mti;
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
  private final Tellings tellings;
  private final OfflineApprovals offline;
  private volatile int inFlight; // written by the card context alone
  private boolean isStopping;

  Authorizations(
      Means means,
      PaymentBook book,
      Reversals reversals,
      Tellings tellings,
      OfflineApprovals offline) {
    this.offline = offline;
    this.means = means;
    this.book = book;
    this.reversals = reversals;
    this.tellings = tellings;
  }

  /** Payments whose outcome is not durable yet; at most {@link PaymentSettings#maxInFlight}. */
  int inFlight() {
    return inFlight;
  }

  void request(Origin origin, Request request) {
    Payment known = book.repeated(request);
    if (known != null && !isNotSent(known)) {
      tellings.tellAgain(known, origin, request);
    } else if (isStopping) {
      tellings.refuse(PaymentMeters.Refusal.STOPPING, origin, request);
    } else if (inFlight >= means.settings().maxInFlight()) {
      tellings.refuse(PaymentMeters.Refusal.IN_FLIGHT_LIMIT, origin, request);
    } else {
      begin(origin, request, known != null || !Mti.isRepeat(request.mti()));
    }
  }

  /** What was never sent may be asked again under the same number. */
  private static boolean isNotSent(Payment payment) {
    return payment.outcome() != null && payment.outcome().result() == Result.NOT_SENT;
  }

  /**
   * @param isNew whether it was certainly never sent; of an unknown repeat nobody knows (RULES
   *     1.11)
   */
  private void begin(Origin origin, Request request, boolean isNew) {
    Acquirer acquirer =
        isNew ? means.acquirers().forRequest(request) : means.acquirers().home(request);
    PaymentIntent intent = means.intent(request, acquirer);
    Payment payment = new Payment(intent);
    payment.begunMillis = means.clock().monotonicMillis();
    Payment same = sameOrder(payment);
    if (same != null) {
      tellings.tellOfOrder(same, origin, request);
      return;
    }
    payment.authorization = new Authorization(request, origin, acquirer, System.nanoTime());
    if (intent.card() != null) payment.authorization.cardToken = intent.card().token();
    boolean isAsked = isNew && offline.isAsked(acquirer);
    OfflineApprovals.Said said = isAsked ? offline.ask(intent, request) : null;
    if (said != null && said.approval() != null) {
      approveOffline(payment, intent, said.approval());
    } else if (!acquirer.isAvailable()) {
      notSent(payment, intent, said);
    } else if (!payment.mayMoveMoney()) {
      open(payment, at -> recorded(payment, at), PaymentRecords.of(intent));
    } else {
      payment.seal = means.seals().seal(payment.id(), request);
      if (payment.seal == null) {
        tellings.refuse(PaymentMeters.Refusal.NO_ONE_TIME_KEY, origin, request);
        return;
      }
      Entry sealed = PaymentRecords.sealed(payment.id(), payment.seal);
      open(payment, at -> recorded(payment, at), sealed, PaymentRecords.of(intent));
    }
  }

  /** The payment that a till asks a second time, under another trace number (RULES 1.16). */
  private Payment sameOrder(Payment payment) {
    if (payment.intent.orderId() == null) return null;
    long since = payment.begunMillis - means.settings().duplicateWindowMillis();
    return book.sameOrder(payment.intent, payment.token, since);
  }

  /** What the store answers for its acquirer, and that it must be told, are one append. */
  private void approveOffline(
      Payment payment, PaymentIntent intent, OfflineApprovals.Approval approval) {
    Verdict verdict = new Verdict(approval.outcome(), null, approval.answer());
    payment.authorization.decideUnsent(verdict);
    payment.advice = new Advice(approval.owed(), means.clock().epochMillis(), approval.seal());
    open(
        payment,
        at -> {
          payment.offset = at;
          offline.approved();
          outcomeDurable(payment, verdict);
        },
        PaymentRecords.sealed(payment.id(), approval.seal()),
        PaymentRecords.of(intent),
        PaymentRecords.of(verdict.outcome()),
        PaymentRecords.of(approval.owed()));
  }

  /**
   * Without an acquirer intent and outcome are one append, and the terminal hears at once.
   *
   * @param said why the store does not answer for it; null where it never does
   */
  private void notSent(Payment payment, PaymentIntent intent, OfflineApprovals.Said said) {
    Verdict verdict = without(payment, Result.NOT_SENT, null);
    if (said != null) {
      String code = offline.code(intent, said.decline());
      byte[] answer = offline.declined(intent, payment.authorization.request, said.decline());
      verdict = new Verdict(Outcomes.without(intent, Result.NOT_SENT, code), null, answer);
    }
    conclude(payment, intent, verdict);
  }

  private void conclude(Payment payment, PaymentIntent intent, Verdict verdict) {
    payment.authorization.decideUnsent(verdict);
    open(
        payment,
        at -> {
          payment.offset = at;
          outcomeDurable(payment, verdict);
        },
        PaymentRecords.of(intent),
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
    if (payment.advice != null) {
      means.seals().shred(payment.advice.seal);
      offline.undo(payment.id());
    }
    means.meters().refused(PaymentMeters.Refusal.JOURNAL_FULL);
    tellings.tellNeverWas(payment);
  }

  /** The intent is durable: the first byte may go, once what is owed of its card is told. */
  private void recorded(Payment payment, long offset) {
    payment.offset = offset;
    if (reversals.isAnyOwed()) reversals.before(payment, () -> reversed(payment));
    else reversed(payment);
  }

  /** No reversal goes before it any more; advices of its card may. */
  private void reversed(Payment payment) {
    Authorization authorization = payment.authorization;
    boolean isHeld =
        offline.holds(
            payment, authorization.cardToken, authorization.acquirer, () -> send(payment));
    if (!isHeld) send(payment);
  }

  private void send(Payment payment) {
    Authorization authorization = payment.authorization;
    if (!authorization.send()) {
      conclude(payment, authorization.verdict());
      return;
    }
    authorization.sentNanos = System.nanoTime();
    if (!authorization.acquirer.send(new Sending(payment))) {
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

  private void conclude(Payment payment, Verdict decided) {
    Verdict verdict = tellings.orUndelivered(payment, decided);
    payment.reversal = verdict.owes();
    means.log().conclude(entries(payment, verdict), at -> outcomeDurable(payment, verdict));
  }

  /** An outcome, and in the same append the reversal that it owes and the case that it opens. */
  Entry[] entries(Payment payment, Verdict verdict) {
    Entry outcome = PaymentRecords.of(verdict.outcome());
    if (verdict.owes() == null) return new Entry[] {outcome};
    Entry owed = PaymentRecords.of(verdict.owes().owed);
    Entry opened = PaymentCases.opening(means.cases(), payment, verdict.outcome());
    return opened == null ? new Entry[] {outcome, owed} : new Entry[] {outcome, owed, opened};
  }

  private void outcomeDurable(Payment payment, Verdict verdict) {
    inFlight = inFlight - 1;
    payment.ended(verdict.outcome());
    means.meters().answered(verdict.outcome().result());
    if (verdict.owes() != null) reversals.owe(payment);
    tellings.tell(payment, verdict);
  }

  private void late(Payment payment, Answer answer) {
    Arrays.fill(answer.message(), (byte) 0);
    if (payment.lateAnswer != null) return;
    means.meters().lateAnswers.increment();
    LateAnswer late =
        new LateAnswer(payment.id(), answer.responseCode(), answer.authorizationCode());
    payment.lateAnswer = late;
    Entry stranded = PaymentCases.strandedBy(late, means, payment);
    Entry told = PaymentRecords.of(late);
    means
        .log()
        .conclude(stranded == null ? new Entry[] {told} : new Entry[] {told, stranded}, at -> {});
  }

  /** A verdict without an answer of the acquirer's. */
  Verdict without(Payment payment, Result result, Reason reason) {
    boolean sent = result != Result.NOT_SENT;
    String code = sent ? means.messages().codes().timedOut() : means.messages().codes().notSent();
    Reversal owes =
        reason != null && payment.mayMoveMoney() ? means.reversal(payment, reason) : null;
    return new Verdict(Outcomes.without(payment.intent, result, code), owes, null);
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
