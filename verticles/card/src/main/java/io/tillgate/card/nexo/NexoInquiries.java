package io.tillgate.card.nexo;

import io.tillgate.card.nexo.NexoPayment.Stage;
import io.tillgate.card.nexo.TerminalRoad.Answered;
import io.tillgate.card.nexo.TerminalRoad.Heard;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.wire.RetryPace;

/**
 * Asks terminals what became of what they did not answer, again and again with growing pauses,
 * until one says, or until {@link NexoSettings#inquiryMillis} have passed. A terminal that is still
 * at it by then is told to stop, and asked for as long again. What cannot be undone by a reversal
 * (refunds, reversals) is asked about until it is known: its outcome waits. State of the card
 * context.
 */
final class NexoInquiries {
  static final String NOT_YET =
      "the terminal does not say yet what became of it: ask with TransactionStatus, do not repeat it";

  private final NexoMeans means;
  private final NexoSettings settings;
  private final TerminalWords words;
  private final NexoPayments payments;
  private final RetryPace pace;

  NexoInquiries(NexoMeans means, TerminalWords words, NexoPayments payments) {
    this.means = means;
    this.settings = means.settings();
    this.words = words;
    this.payments = payments;
    this.pace = settings.pace();
  }

  void begin(NexoPayment payment, Result why) {
    if (payment.inquire()) open(payment, why);
  }

  /** What an earlier start left without an outcome. */
  void interrupted(NexoPayment payment) {
    open(payment, Result.INTERRUPTED);
  }

  private void open(NexoPayment payment, Result why) {
    Entry opened =
        payments.openCase(
            payment,
            switch (why) {
              case TIMED_OUT -> "the terminal did not answer in time";
              case INTERRUPTED -> "the edge stopped before the terminal answered";
              default -> "the connection to the terminal was lost, or its answer was unreadable";
            });
    if (opened != null) means.log().conclude(new Entry[] {opened}, at -> {});
    payment.inquiry =
        new NexoInquiry(why, means.clock().monotonicMillis() + settings.inquiryMillis());
    ask(payment);
  }

  private void ask(NexoPayment payment) {
    if (payment.stage() == Stage.DECIDED) return;
    if (!means.road().knows(payment.poiId())) {
      later(payment);
      return;
    }
    payment.inquiry.tries++;
    means.meters().inquiries.increment();
    payment.call =
        means
            .road()
            .ask(
                payment.poiId(),
                NexoWriter.inquiry(
                    settings.saleId(),
                    ourServiceId(payment, payment.inquiry.tries),
                    payment.ask.category(),
                    payment.key),
                settings.requestMillis(),
                heard -> heard(payment, heard));
  }

  /** Unlike those of reversals these may differ after a restart, and do. */
  private String ourServiceId(NexoPayment payment, int number) {
    return NexoUndoing.serviceId(payment.id() + "?" + means.clock().epochMillis(), number);
  }

  private void heard(NexoPayment payment, Heard heard) {
    if (payment.stage() == Stage.DECIDED) return;
    NexoInquiry inquiry = payment.inquiry;
    NexoSaid said = heard instanceof Answered answered ? read(payment, answered) : null;
    if (said instanceof NexoSaid.Ended ended) {
      payments.decide(payment, payments.ended(payment, ended, true));
      return;
    }
    inquiry.isInProgress = said instanceof NexoSaid.InProgress;
    inquiry.notFound = said instanceof NexoSaid.NotFound ? inquiry.notFound + 1 : 0;
    if (inquiry.notFound >= NexoInquiry.NOT_FOUND_IS_BELIEVED) {
      payments.decide(
          payment, payments.notSent(payment, "NotFound", "the terminal never heard of it"));
    } else {
      later(payment);
    }
  }

  private NexoSaid read(NexoPayment payment, Answered answered) {
    try {
      TerminalWords.Clean clean = words.read(payment.poiId(), answered.message());
      return NexoSaid.ofInquiry(payment, clean.message(), clean.card());
    } catch (BadNexo e) {
      return new NexoSaid.Unclear(e.getMessage());
    }
  }

  private void later(NexoPayment payment) {
    NexoInquiry inquiry = payment.inquiry;
    boolean due = means.clock().monotonicMillis() >= inquiry.deadlineMillis;
    if (due && inquiry.isInProgress && !inquiry.isAborted) {
      stop(payment);
    } else if (due && payment.isReversible()) {
      payments.decide(payment, payments.givenUp(payment, inquiry.why));
      return;
    } else if (due && !inquiry.isAdmitted) {
      inquiry.isAdmitted = true;
      payments.admit(payment, NOT_YET);
    }
    means.clock().after(pace.delayMillis(inquiry.tries), () -> ask(payment));
  }

  /** The terminal waits for a customer whom no till waits for any more. */
  private void stop(NexoPayment payment) {
    NexoInquiry inquiry = payment.inquiry;
    inquiry.isAborted = true;
    inquiry.deadlineMillis = means.clock().monotonicMillis() + settings.inquiryMillis();
    means
        .road()
        .ask(
            payment.poiId(),
            NexoWriter.abort(
                settings.saleId(), ourServiceId(payment, 0), payment.ask.category(), payment.key),
            settings.requestMillis(),
            heard -> {}); // what became of it is asked for anyway
  }
}
