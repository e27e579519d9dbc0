package io.tillgate.card.payment;

import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.card.payment.Authorization.Decided;
import io.tillgate.card.payment.Authorization.Recording;
import io.tillgate.card.payment.Authorization.Sent;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import java.util.Arrays;
import java.util.Set;

/**
 * Reversals that terminals send, as they do at reconnect for what they got no answer to. Where the
 * edge knows the payment it takes the reversal upon itself: owed in the journal before it is passed
 * on, repeated until acknowledged, and accepted towards the terminal even without the acquirer. A
 * payment is never reversed twice. State of the card context.
 */
final class TerminalReversals {
  private final Means means;
  private final PaymentBook book;
  private final Authorizations authorizations;
  private final Reversals reversals;
  private final PassThrough passThrough;
  private final AdviceChanges changes;

  TerminalReversals(
      Means means,
      PaymentBook book,
      Authorizations authorizations,
      Reversals reversals,
      PassThrough passThrough,
      AdviceChanges changes) {
    this.changes = changes;
    this.means = means;
    this.book = book;
    this.authorizations = authorizations;
    this.reversals = reversals;
    this.passThrough = passThrough;
  }

  void request(Origin origin, Request request) {
    Payment payment = book.undoneBy(request);
    if (payment == null) {
      passThrough.pass(origin, request);
    } else {
      undo(payment, origin, request);
    }
  }

  private void undo(Payment payment, Origin origin, Request request) {
    if (payment.advice != null && payment.outcome() != null && !isTaken(payment)) {
      undoOffline(payment, origin, request);
    } else if (payment.reversal != null) {
      payment.reversal.whenRecorded(() -> accept(origin, request));
    } else if (payment.outcome() == null) {
      undoInFlight(payment, origin, request);
    } else {
      switch (payment.outcome().result()) {
        case APPROVED, PARTIALLY_APPROVED, APPROVED_OFFLINE -> takeOver(payment, origin, request);
        // Nothing to undo that the edge knows of; the acquirer has the last word.
        case DECLINED -> passThrough.pass(means.acquirerOf(payment), origin, request);
        case NOT_SENT, TIMED_OUT, LINK_LOST, INTERRUPTED -> accept(origin, request);
      }
    }
  }

  /** Once its acquirer has taken it, an offline sale is one as any other. */
  private static boolean isTaken(Payment payment) {
    return payment.advice.ending == AdviceSettled.Ending.TAKEN;
  }

  private void undoOffline(Payment payment, Origin origin, Request request) {
    long replacement = means.messages().replacementMinor(request);
    changes.leave(
        payment,
        Math.max(0, replacement),
        AdviceChanged.By.TERMINAL,
        undone -> {
          switch (undone) {
            case VOIDED, REDUCED, REVERSAL_OWED -> accept(origin, request);
            case NOT_QUEUED -> undo(payment, origin, request);
            case TOO_MUCH ->
                means.reply(origin, request, means.messages().codes().formatError(), null);
            // Its terminal repeats it, as it does with what cannot be sent.
            case SENT, NOT_NOW ->
                means.reply(origin, request, means.messages().codes().notSent(), null);
          }
        });
  }

  /** The terminal gave up before its answer came. */
  private void undoInFlight(Payment payment, Origin origin, Request request) {
    Authorization authorization = payment.authorization;
    Authorization.Stage stage = authorization.stage();
    if (stage instanceof Recording) {
      if (authorization.decideUnsent(authorizations.without(payment, Result.NOT_SENT, null))) {
        authorization.isAbandoned = true;
      }
      authorization.afterOutcome(() -> undo(payment, origin, request));
    } else if (stage instanceof Sent && payment.mayMoveMoney()) {
      authorization.isAbandoned = true;
      authorizations.decide(
          payment,
          authorizations
              .without(payment, Result.TIMED_OUT, null)
              .owing(own(payment, origin, request, 0)));
    } else if (stage instanceof Sent) {
      passThrough.pass(means.acquirerOf(payment), origin, request);
    } else if (stage instanceof Decided) {
      authorization.afterOutcome(() -> undo(payment, origin, request));
    }
  }

  /** Takes a reversal of what was approved upon the edge. */
  private void takeOver(Payment payment, Origin origin, Request request) {
    Seals.Seal seal = means.seals().seal(payment.id(), request);
    if (seal == null) {
      means.meters().refused(PaymentMeters.Refusal.NO_ONE_TIME_KEY);
      // its terminal repeats it, as it always did
      passThrough.pass(means.acquirerOf(payment), origin, request);
      return;
    }
    payment.reversal = own(payment, origin, request, 0);
    boolean wasClosed = payment.isClosed;
    if (wasClosed) book.reopen(payment);
    Entry[] entries = {
      PaymentRecords.sealed(payment.id(), seal), PaymentRecords.of(payment.reversal.owed)
    };
    means
        .log()
        .begin(
            entries,
            at -> {
              if (payment.seal != null) means.seals().shred(payment.seal);
              payment.seal = seal;
              reversals.owe(payment);
            },
            why -> {
              means.seals().shred(seal);
              payment.reversal = null;
              if (wasClosed) book.close(payment, means.clock().monotonicMillis());
              means.meters().refused(PaymentMeters.Refusal.JOURNAL_FULL);
              means.reply(origin, request, means.messages().codes().notSent(), null);
            });
  }

  private Reversal own(Payment payment, Origin origin, Request request, long leftMinor) {
    return new Reversal(
        Means.owed(payment, Reason.TERMINAL, leftMinor),
        request,
        answer -> tell(origin, request, answer),
        means.clock().epochMillis());
  }

  /** The acquirer's answer as it came; without one the edge answers for itself, as it owns it. */
  private void tell(Origin origin, Request request, Answer answer) {
    if (answer == null) {
      accept(origin, request);
      return;
    }
    origin.deliver(answer.message(), ok -> {});
    Arrays.fill(answer.message(), (byte) 0);
  }

  private void accept(Origin origin, Request request) {
    means.reply(origin, request, accepted(), null);
  }

  /** 1987 says 00; from 1993 there is a code for it. */
  private String accepted() {
    Set<String> codes = means.messages().codes().reversalAccepted();
    return codes.contains("400") ? "400" : codes.contains("00") ? "00" : codes.iterator().next();
  }
}
