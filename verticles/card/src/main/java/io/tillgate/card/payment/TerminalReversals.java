package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reversals that terminals send, as they do at reconnect for what they got no answer to. Where the
 * edge knows the payment it takes the reversal upon itself: owed in the journal before it is passed
 * on, repeated until acknowledged, and accepted towards the terminal even without the acquirer. A
 * payment is never reversed twice. State of the card context.
 */
final class TerminalReversals {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalReversals.class);

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
    if (!isItself(payment, request) && breaksMac(payment, request)) {
      LOG.warn(
          "a reversal of terminal {} is refused: it names the second trace number of payment {},"
              + " and with the first its authentication code would be broken. The profile of"
              + " acquirer {} needs a section mac",
          request.terminal(),
          payment.id(),
          payment.intent.acquirer());
      means.meters().refused(PaymentMeters.Refusal.BROKEN_MAC);
      means.reply(origin, request, means.messages().codes().formatError(), null);
    } else if (payment.advice != null && payment.outcome() != null && !isTaken(payment)) {
      undoOffline(payment, origin, request);
    } else if (payment.reversal != null) {
      payment.reversal.whenRecorded(() -> undoFurther(payment, origin, request));
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

  /** What a reversal leaves of its payment; 0 where it undoes all. */
  private long left(Request request) {
    return Math.max(0, means.messages().replacementMinor(request));
  }

  /**
   * The same again is accepted; what leaves less follows when the one before is acknowledged. What
   * was undone is not paid again, so that leaving more is refused.
   */
  private void undoFurther(Payment payment, Origin origin, Request request) {
    long left = left(request);
    if (left > payment.reversal.owed.leftMinor()) {
      means.reply(origin, request, means.messages().codes().formatError(), null);
    } else if (left == payment.reversal.owed.leftMinor()) {
      accept(origin, request);
    } else if (payment.state() instanceof PaymentState.Undone) {
      takeOver(payment, origin, request);
    } else {
      // its terminal repeats it
      means.reply(origin, request, means.messages().codes().notSent(), null);
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
    if (left(request) > 0) {
      // nobody knows yet what there is to be undone in part
      authorization.afterOutcome(() -> undo(payment, origin, request));
    } else if (stage instanceof Recording) {
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
              .owing(own(payment, origin, request, named(payment, request))));
    } else if (stage instanceof Sent) {
      passThrough.pass(means.acquirerOf(payment), origin, request);
    } else if (stage instanceof Decided) {
      authorization.afterOutcome(() -> undo(payment, origin, request));
    }
  }

  /** Takes a reversal of what was approved upon the edge. */
  private void takeOver(Payment payment, Origin origin, Request request) {
    if (left(request) > approvedMinor(payment)) {
      means.reply(origin, request, means.messages().codes().formatError(), null);
      return;
    }
    Request named = named(payment, request);
    Seals.Seal seal = means.seals().seal(payment.id(), named);
    if (seal == null) {
      means.meters().refused(PaymentMeters.Refusal.NO_ONE_TIME_KEY);
      // its terminal repeats it, as it always did
      passThrough.pass(means.acquirerOf(payment), origin, request);
      return;
    }
    Reversal before = payment.reversal;
    payment.reversal = own(payment, origin, request, named);
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
              payment.reversal = before;
              if (wasClosed) book.close(payment, means.clock().monotonicMillis());
              means.meters().refused(PaymentMeters.Refusal.JOURNAL_FULL);
              means.reply(origin, request, means.messages().codes().notSent(), null);
            });
  }

  /** What the acquirer has approved: of an offline sale, what was left of it when it was told. */
  private static long approvedMinor(Payment payment) {
    return payment.advice == null ? payment.outcome().approvedMinor() : payment.advice.leftMinor;
  }

  /**
   * {@code request} as the acquirer must see it: itself, unless it names the trace number under
   * which the order was asked a second time, of which the acquirer has never heard.
   */
  private Request named(Payment payment, Request request) {
    return isItself(payment, request) ? request : means.messages().renamed(request, payment.intent);
  }

  private static boolean isItself(Payment payment, Request request) {
    return PaymentBook.originalStan(request).equals(payment.intent.stan());
  }

  /** Whether it has a code, and nobody makes another. */
  private boolean breaksMac(Payment payment, Request request) {
    if (!means.messages().hasMac(request)) return false;
    Acquirer acquirer = means.acquirerOf(payment);
    return acquirer == null || !acquirer.stamps(request.mti());
  }

  private Reversal own(Payment payment, Origin origin, Request request, Request named) {
    Reversal reversal =
        new Reversal(
            Means.owed(payment, Reason.TERMINAL, left(request)),
            named,
            answer -> tell(origin, request, named == request, answer),
            means.clock().epochMillis());
    reversal.isRewritten = named != request;
    return reversal;
  }

  /** The acquirer's answer as it came; without one the edge answers for itself, as it owns it. */
  private void tell(Origin origin, Request request, boolean isItself, Answer answer) {
    if (answer == null) {
      accept(origin, request);
      return;
    }
    if (!isItself) {
      means.reply(origin, request, answer.responseCode(), null);
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
