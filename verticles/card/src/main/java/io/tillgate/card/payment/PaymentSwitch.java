package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.message.Request;
import io.tillgate.card.standin.Exposure;
import io.tillgate.card.standin.Undone;
import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import io.tillgate.wire.BadMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Decides what becomes of every message that a terminal sends. Plain: it is given messages, a road
 * to the acquirer, a log and a clock. All calls and callbacks are on the card context; {@link
 * #figures} may be read by any thread.
 */
public final class PaymentSwitch {
  private static final int TERMINAL = 41;

  private final Means means;
  private final PaymentBook book;
  private final Reversals reversals;
  private final StandInMeans standIn;
  private final Advices advices;
  private final AdviceChanges changes;
  private final Authorizations authorizations;
  private final PassThrough passThrough;
  private final TerminalReversals terminalReversals;

  /**
   * What a person wants to know.
   *
   * @param inFlight payments whose outcome is not durable yet
   * @param reversalsOwed not acknowledged by the acquirer
   * @param reversalsParked of these, tried so often that a person must look
   * @param oldestOwedEpochMillis since when the oldest is owed; {@link Long#MAX_VALUE} where none
   */
  public record Figures(
      int inFlight, int reversalsOwed, int reversalsParked, long oldestOwedEpochMillis) {}

  /**
   * @param standIn its exposure is empty; what an earlier start left is entered by {@link #recover}
   */
  public PaymentSwitch(Means means, StandInMeans standIn) {
    this.means = means;
    this.standIn = standIn;
    this.book = new PaymentBook(means.settings().rememberMillis(), means.settings().remembered());
    this.reversals = new Reversals(means, book);
    this.advices = new Advices(means, standIn, book, reversals);
    this.changes = new AdviceChanges(means, standIn, advices);
    OfflineApprovals offline = new OfflineApprovals(means, standIn, advices);
    Tellings tellings = new Tellings(means, book, reversals, advices, changes, offline::marker);
    this.authorizations = new Authorizations(means, book, reversals, tellings, offline);
    this.passThrough = new PassThrough(means, book);
    this.terminalReversals =
        new TerminalReversals(means, book, authorizations, reversals, passThrough, changes);
    for (Acquirer each : means.acquirers().all()) each.onAvailable(() -> isBack(each));
  }

  /**
   * Reversals first, then what was approved offline; new requests of the same cards wait for it.
   */
  private void isBack(Acquirer acquirer) {
    reversals.acquirerIsBack(acquirer);
    advices.acquirerIsBack(acquirer);
  }

  /**
   * Takes up what an earlier start left: what is closed is remembered, reversals that are owed go
   * on, and an intent without an outcome gets one and owes a reversal.
   *
   * @param recovered called when all of that is durable; before it nothing may be accepted
   */
  public void recover(PaymentFold fold, Runnable recovered) {
    List<Payment> interrupted = new ArrayList<>();
    fold.payments(means.clock()).forEach(payment -> take(payment, interrupted));
    if (interrupted.isEmpty()) {
      recovered.run();
      return;
    }
    int[] left = {interrupted.size()};
    for (Payment payment : interrupted) {
      interrupt(
          payment,
          () -> {
            if (--left[0] == 0) recovered.run();
          });
    }
  }

  private void take(Payment payment, List<Payment> interrupted) {
    book.open(payment);
    if (payment.advice != null) exposed(payment);
    if (payment.state() instanceof PaymentState.Begun) {
      interrupted.add(payment);
    } else if (payment.advice != null && !payment.advice.isSettled()) {
      if (payment.reversal != null) payment.reversal.recorded();
      advices.resume(payment);
    } else if (payment.state() instanceof PaymentState.Owing) {
      payment.reversal.recorded();
      reversals.resume(payment);
    } else {
      book.close(payment, payment.closedMillis);
    }
  }

  private void exposed(Payment payment) {
    Advice advice = payment.advice;
    if (advice.isSettled()) {
      standIn.exposure().approvedBefore(payment.id(), advice.token, advice.sinceEpochMillis);
      return;
    }
    standIn
        .exposure()
        .approve(
            payment.id(), advice.token, advice.currency, advice.leftMinor, advice.sinceEpochMillis);
  }

  private void interrupt(Payment payment, Runnable durable) {
    Authorization.Verdict verdict =
        authorizations.without(payment, Result.INTERRUPTED, Reason.INTERRUPTED);
    payment.reversal = verdict.owes();
    means
        .log()
        .conclude(
            authorizations.entries(payment, verdict),
            at -> {
              payment.ended(verdict.outcome());
              means.meters().answered(Result.INTERRUPTED);
              if (payment.reversal != null) {
                reversals.owe(payment);
              } else {
                book.close(payment, means.clock().monotonicMillis());
              }
              durable.run();
            });
  }

  /**
   * Takes what a terminal asks.
   *
   * @throws BadMessage where contents that the edge must read do not follow the dialect; nothing
   *     was done, and {@code origin} is not called
   */
  public void accept(Origin origin, Request request) {
    // What cannot be told from another's must not be sent: its answer could go to anybody, or
    // nobody.
    if (!request.key().matches(request.key())) {
      throw new BadMessage(BadMessage.Reason.MISSING_FIELD, TERMINAL);
    }
    means.meters().asked(request.road());
    switch (request.road()) {
      case PAYMENT -> authorizations.request(origin, request);
      case ADVICE -> passThrough.advice(origin, request);
      case REVERSAL -> terminalReversals.request(origin, request);
      case OTHER -> passThrough.pass(origin, request);
      case NOTICE -> passThrough.notice(origin, request);
    }
  }

  /**
   * Undoes an offline sale before its acquirer hears of it, or has it reversed where it may have.
   *
   * @param amountMinor minor units to be undone; all that is left of it is a void
   * @param told once, when it is durable
   */
  public void undoOffline(String paymentId, long amountMinor, Consumer<Undone> told) {
    if (amountMinor <= 0) throw new IllegalArgumentException("nothing to be undone");
    Payment payment = book.openPayment(paymentId);
    if (payment == null || payment.advice == null || payment.outcome() == null) {
      told.accept(Undone.NOT_QUEUED);
      return;
    }
    long left = payment.advice.leftMinor - amountMinor;
    if (left < 0) told.accept(Undone.TOO_MUCH);
    else changes.leave(payment, left, AdviceChanged.By.TILL, told);
  }

  /** What the store approved offline and its acquirers have not answered. Any thread. */
  public Exposure.Figures exposure() {
    return standIn.exposure().figures();
  }

  /** Of these, the ones of which the acquirer makes nothing: a person must look. Any thread. */
  public int advicesParked() {
    return advices.parked();
  }

  /** Advices that wait for answers. Any thread. */
  public int advicesInFlight() {
    return advices.inFlight();
  }

  /** New payments are refused from now on; those in flight go on. */
  public void stopTaking() {
    authorizations.stopTaking();
  }

  /** Payments still in flight are given up and owe reversals. */
  public void interrupt() {
    authorizations.interrupt();
  }

  public int inFlight() {
    return authorizations.inFlight();
  }

  /** The first journal offset that a start would need now, at most {@code next}. */
  public long firstNeeded(long next) {
    return book.firstNeeded(next);
  }

  /** What is open, for tests. */
  Iterable<Payment> open() {
    return book.open();
  }

  /** Forgets closed payments that are too old to be asked about. */
  public void tick() {
    book.forget(means.clock().monotonicMillis());
  }

  public Figures figures() {
    Reversals.Figures owed = reversals.figures();
    return new Figures(
        authorizations.inFlight(), owed.owed(), owed.parked(), owed.oldestEpochMillis());
  }
}
