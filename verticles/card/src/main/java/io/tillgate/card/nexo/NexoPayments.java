package io.tillgate.card.nexo;

import io.tillgate.card.nexo.NexoPayment.Stage;
import io.tillgate.card.nexo.NexoPayment.Verdict;
import io.tillgate.card.nexo.TerminalRoad.Answered;
import io.tillgate.card.nexo.TerminalRoad.Heard;
import io.tillgate.card.nexo.TerminalRoad.NoAnswer;
import io.tillgate.card.nexo.TerminalRoad.NotTaken;
import io.tillgate.card.payment.PaymentFold;
import io.tillgate.card.payment.PaymentRecords;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.CaseClosed.Ending;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Payments, refunds and reversals of tills, from the till to the terminal and back: the intent is
 * durable before the first byte goes to the terminal, the outcome before the till hears. Who does
 * not answer is asked what became of it; only what stays unknown, or was approved without any till
 * knowing, is undone. State of the card context.
 */
final class NexoPayments {
  private final NexoMeans means;
  private final NexoSettings settings;
  private final NexoBook book;
  private final TerminalWords words;
  private final NexoInquiries inquiries;
  private final NexoReversals reversals;
  private volatile int inFlight; // written by the card context alone
  private boolean isStopping;

  NexoPayments(NexoMeans means, NexoBook book, TerminalWords words, NexoReversals reversals) {
    this.means = means;
    this.settings = means.settings();
    this.book = book;
    this.words = words;
    this.reversals = reversals;
    this.inquiries = new NexoInquiries(means, words, this);
  }

  /** Whose outcome is not durable yet; at most {@link NexoSettings#maxInFlight}. */
  int inFlight() {
    return inFlight;
  }

  /** New ones are refused from now on. */
  void stopTaking() {
    isStopping = true;
  }

  /** Why nothing more is taken now, in words; null where it is. */
  String refusal() {
    if (isStopping) return "the gateway is stopping";
    return inFlight < settings.maxInFlight()
        ? null
        : inFlight + " requests wait for terminals already (maxInFlight)";
  }

  /**
   * Begins what nobody asked before.
   *
   * @param request as it goes to the terminal; zeroed when it was sent
   * @param card that the request names, or null
   * @param original what a reversal undoes; null where that is not known
   */
  void begin(Till till, NexoAsk ask, byte[] request, CardRecord card, NexoPayment original) {
    PaymentIntent intent =
        new PaymentIntent(
            means.ids().get(),
            ask.kind(),
            ask.key().poiId(),
            PaymentFold.NEXO + ask.key().poiId(),
            ask.amountMinor(),
            ask.currency(),
            ask.key().serviceId(),
            ask.saleTransactionId(),
            null,
            null);
    NexoPayment payment = new NexoPayment(ask, intent, original == null ? null : original.id());
    payment.keyed = card;
    payment.alsoTell(till);
    if (original != null) original.reversedMinor += ask.amountMinor();
    book.open(payment);
    inFlight = inFlight + 1;
    means
        .log()
        .begin(
            new Entry[] {NexoRecords.asked(payment), PaymentRecords.of(intent)},
            at -> recorded(payment, at, request),
            why -> neverWas(payment, request));
  }

  /** The journal took nothing: nothing happened, and the till may try again. */
  private void neverWas(NexoPayment payment, byte[] request) {
    Arrays.fill(request, (byte) 0);
    inFlight = inFlight - 1;
    book.drop(payment);
    release(payment);
    means.meters().refused("journal full");
    byte[] answer = failed(payment, "UnavailableService", "the gateway's disk takes nothing now");
    for (Till each : payment.takeWaiting()) each.answer(answer, ok -> {});
  }

  private void recorded(NexoPayment payment, long offset, byte[] request) {
    payment.offset = offset;
    if (payment.send()) {
      payment.call =
          means
              .road()
              .ask(
                  payment.poiId(),
                  request,
                  settings.answerMillis(),
                  heard -> heard(payment, heard));
    }
    Arrays.fill(request, (byte) 0);
  }

  private void heard(NexoPayment payment, Heard heard) {
    if (payment.stage() == Stage.DECIDED) return;
    if (heard instanceof Answered answered) {
      answered(payment, answered.message());
    } else if (heard instanceof NotTaken not) {
      decide(payment, notSent(payment, "UnreachableHost", not.why()));
    } else if (heard instanceof NoAnswer none) {
      inquiries.begin(payment, none.timedOut() ? Result.TIMED_OUT : Result.LINK_LOST);
    }
  }

  private void answered(NexoPayment payment, byte[] message) {
    NexoSaid said;
    try {
      TerminalWords.Clean clean = words.read(payment.poiId(), message);
      said = NexoSaid.of(payment, clean.message(), clean.card());
    } catch (BadNexo e) {
      said = new NexoSaid.Unclear(e.getMessage());
    }
    if (said instanceof NexoSaid.Ended ended) {
      decide(payment, ended(payment, ended, false));
    } else if (said instanceof NexoSaid.NotBegun not) {
      decide(payment, notBegun(payment, not));
    } else {
      inquiries.begin(payment, Result.LINK_LOST);
    }
  }

  Verdict ended(NexoPayment payment, NexoSaid.Ended ended, boolean isFound) {
    byte[] answer = answer(payment, ended.body());
    return new Verdict(ended.outcome(), answer, ended.transaction(), null, isFound);
  }

  private byte[] answer(NexoPayment payment, byte[] body) {
    return NexoWriter.answer(header(payment), payment.ask.category() + "Response", body);
  }

  private Verdict notBegun(NexoPayment payment, NexoSaid.NotBegun not) {
    byte[] answer =
        not.body() != null
            ? answer(payment, not.body())
            : failed(payment, not.condition(), "the terminal makes nothing of the request");
    return new Verdict(
        outcome(payment, Result.NOT_SENT, not.condition()), answer, null, null, false);
  }

  Verdict notSent(NexoPayment payment, String condition, String why) {
    byte[] answer = failed(payment, condition, why);
    return new Verdict(outcome(payment, Result.NOT_SENT, condition), answer, null, null, false);
  }

  /** Nobody can find out; what may have been approved is undone. */
  Verdict givenUp(NexoPayment payment, Result result) {
    Reason reason =
        switch (result) {
          case LINK_LOST -> Reason.LINK_LOST;
          case INTERRUPTED -> Reason.INTERRUPTED;
          default -> Reason.TIMED_OUT;
        };
    byte[] answer =
        failed(
            payment,
            "UnreachableHost",
            "the terminal does not say what became of it; should it be approved, it is reversed");
    return new Verdict(outcome(payment, result, "UnreachableHost"), answer, null, reason, false);
  }

  private static PaymentOutcome outcome(NexoPayment payment, Result result, String code) {
    return new PaymentOutcome(payment.id(), result, code, 0, payment.intent.currency(), null, null);
  }

  static NexoMessage.Header header(NexoPayment payment) {
    NexoKey key = payment.key;
    return new NexoMessage.Header(
        "Service",
        payment.ask.category(),
        "Request",
        key.serviceId(),
        null,
        key.saleId(),
        key.poiId(),
        "3.0");
  }

  byte[] failed(NexoPayment payment, String condition, String why) {
    return NexoWriter.failed(
        header(payment),
        payment.ask,
        payment.id(),
        means.clock().epochMillis(),
        NexoWriter.failure(condition, why));
  }

  /** False where another verdict came first. */
  boolean decide(NexoPayment payment, Verdict verdict) {
    if (!payment.decide()) return false;
    if (payment.call != null) payment.call.giveUp();
    payment.call = null;
    boolean untold =
        NexoPayment.isApproved(verdict.outcome())
            && payment.isReversible()
            && !payment.isAnybodyListening();
    payment.isUndone = verdict.owes() != null;
    List<Entry> entries = new ArrayList<>(4);
    entries.add(PaymentRecords.of(verdict.outcome()));
    entries.add(
        NexoRecords.answered(payment.id(), verdict.answer(), verdict.transaction(), untold));
    ReversalOwed owed = verdict.owes() == null ? null : owed(payment, verdict.owes());
    if (owed != null) entries.add(PaymentRecords.of(owed));
    if (untold) add(entries, openCase(payment, "approved, but no till has heard so"));
    else if (owed == null) add(entries, closeCase(payment, verdict));
    means
        .log()
        .conclude(
            entries.toArray(Entry[]::new), at -> outcomeDurable(payment, verdict, owed, untold));
    return true;
  }

  private static void add(List<Entry> entries, Entry entry) {
    if (entry != null) entries.add(entry);
  }

  private ReversalOwed owed(NexoPayment payment, Reason reason) {
    PaymentIntent intent = payment.intent;
    return new ReversalOwed(intent.paymentId(), reason, intent.amountMinor(), intent.currency());
  }

  Entry openCase(NexoPayment payment, String why) {
    return means
        .cases()
        .opening(
            CaseKind.UNKNOWN_RESULT,
            payment.id(),
            "nexo terminal " + payment.poiId(),
            why + "; ServiceID " + payment.key.serviceId());
  }

  private Entry closeCase(NexoPayment payment, Verdict verdict) {
    boolean never = verdict.outcome().result() == Result.NOT_SENT;
    return means
        .cases()
        .closing(
            CaseKind.UNKNOWN_RESULT,
            payment.id(),
            never ? Ending.NEVER_ARRIVED : Ending.FOUND_BY_INQUIRY,
            verdict.outcome().responseCode());
  }

  private void outcomeDurable(
      NexoPayment payment, Verdict verdict, ReversalOwed owed, boolean untold) {
    inFlight = inFlight - 1;
    payment.is(payment.state().ended(verdict.outcome()));
    payment.answer = verdict.answer();
    payment.transaction = verdict.transaction();
    book.named(payment);
    means.meters().answered(verdict.outcome().result());
    if (verdict.isFound()) means.meters().foundByInquiry.increment();
    if (!payment.isApproved()) release(payment);
    if (owed != null) {
      payment.is(payment.state().owed(owed));
      reversals.owe(payment, new NexoUndoing(owed, means.clock().epochMillis()));
    } else {
      book.close(payment, means.clock().monotonicMillis());
    }
    payment.isUntold = untold;
    if (untold && payment.isAnybodyListening()) {
      told(payment, () -> tell(payment)); // it came back meanwhile
      return;
    }
    if (untold) awaitTill(payment);
    tell(payment);
  }

  /** A reversal that came to nothing leaves its original as it was. */
  private void release(NexoPayment reversal) {
    NexoPayment original = book.ofId(reversal.undoesPayment);
    if (original != null) original.reversedMinor -= reversal.intent.amountMinor();
  }

  private void tell(NexoPayment payment) {
    List<Till> tills = payment.takeWaiting();
    if (tills.isEmpty()) return;
    byte[] answer = answerFor(payment);
    int[] left = {tills.size()};
    boolean[] heard = {false};
    for (Till each : tills) {
      each.answer(
          answer,
          ok -> {
            heard[0] |= ok;
            if (--left[0] == 0) delivered(payment, heard[0]);
          });
    }
  }

  private void delivered(NexoPayment payment, boolean heard) {
    boolean matters = payment.isApproved() && payment.isReversible() && !payment.isUndone;
    if (!matters) return;
    if (heard || payment.isUntold) return;
    payment.isUntold = true;
    List<Entry> entries = new ArrayList<>(2);
    entries.add(NexoRecords.untold(payment.id()));
    add(entries, openCase(payment, "approved, but no till has heard so"));
    means.log().conclude(entries.toArray(Entry[]::new), at -> awaitTill(payment));
  }

  /** A till that comes back in time is told; else the approval is undone. */
  private void awaitTill(NexoPayment payment) {
    means.meters().untold.increment();
    means.clock().after(settings.tillReturnMillis(), () -> tillIsGone(payment));
  }

  private void tillIsGone(NexoPayment payment) {
    if (!payment.isUntold || payment.isUndone) return;
    payment.isUndone = true;
    payment.isUntold = false;
    ReversalOwed owed = owed(payment, Reason.UNDELIVERED);
    book.reopen(payment);
    means
        .log()
        .conclude(
            new Entry[] {PaymentRecords.of(owed)},
            at -> {
              payment.is(payment.state().owed(owed));
              reversals.owe(payment, new NexoUndoing(owed, means.clock().epochMillis()));
            });
  }

  /** Makes durable that a till knows, and then {@code tells} it. */
  private void told(NexoPayment payment, Runnable tells) {
    payment.isUntold = false;
    List<Entry> entries = new ArrayList<>(2);
    entries.add(NexoRecords.told(payment.id()));
    add(
        entries,
        means
            .cases()
            .closing(
                CaseKind.UNKNOWN_RESULT,
                payment.id(),
                Ending.FOUND_BY_INQUIRY,
                "its till came back and was told"));
    means.log().conclude(entries.toArray(Entry[]::new), at -> tells.run());
  }

  /** What a till hears of it from now on; null while nobody knows. */
  private byte[] answerFor(NexoPayment payment) {
    if (!payment.isUndone || !payment.isApproved()) return payment.answer;
    return failed(payment, "Aborted", "it was approved, but no till asked in time: it is reversed");
  }

  /** The same request again: its first answer, now or once there is one. */
  void again(Till till, NexoPayment payment) {
    means.meters().repeats.increment();
    if (payment.answer == null && payment.stage() != Stage.DECIDED && isAdmitted(payment)) {
      till.answer(failed(payment, "InProgress", NexoInquiries.NOT_YET), ok -> {});
    } else if (payment.answer == null) {
      boolean waits = payment.alsoTell(till);
      if (!waits) till.answer(failed(payment, "Busy", "others wait for this answer"), ok -> {});
    } else {
      tellNow(payment, till, answerFor(payment));
    }
  }

  private static boolean isAdmitted(NexoPayment payment) {
    return payment.inquiry != null && payment.inquiry.isAdmitted;
  }

  /** A till asks what became of it. */
  void status(Till till, NexoMessage.Header request, NexoPayment payment) {
    if (payment.answer == null) {
      String why = "it is in progress: ask again";
      till.answer(NexoWriter.failed(request, NexoWriter.failure("InProgress", why)), ok -> {});
    } else {
      tellNow(payment, till, NexoWriter.status(request, payment, answerFor(payment)));
    }
  }

  private void tellNow(NexoPayment payment, Till till, byte[] answer) {
    boolean mustKnow = payment.isUntold && !payment.isUndone;
    Runnable tells = () -> till.answer(answer, ok -> delivered(payment, ok));
    if (mustKnow) told(payment, tells);
    else till.answer(answer, ok -> {});
  }

  /** Tells tills that wait that nobody knows yet; what they asked goes on. */
  void admit(NexoPayment payment, String why) {
    byte[] answer = failed(payment, "InProgress", why);
    for (Till each : payment.takeWaiting()) each.answer(answer, ok -> {});
  }

  /** The till wants it no more. False where the terminal must be asked. */
  boolean abort(NexoPayment payment) {
    if (payment.stage() == Stage.DECIDED) return true;
    if (payment.stage() != Stage.RECORDING) return false;
    return decide(payment, notSent(payment, "Aborted", "the till aborted it"));
  }

  /** Goes on with what an earlier start left. */
  void resume(NexoPayment payment) {
    book.open(payment);
    if (payment.outcome() == null) {
      inFlight = inFlight + 1;
      payment.interrupted();
      inquiries.interrupted(payment);
    } else if (payment.state().isOpen()) {
      payment.undoing.resumed(payment.transaction != null);
      reversals.owe(payment, payment.undoing);
    } else {
      book.close(payment, payment.closedMillis);
      boolean waits = payment.isUntold && !payment.isUndone;
      if (waits) awaitTill(payment);
    }
  }
}
