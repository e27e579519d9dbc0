package io.tillgate.card.payment;

import io.tillgate.card.acquirer.Acquirer;
import io.tillgate.card.acquirer.Exchange;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Request;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import java.util.Arrays;

/**
 * Messages that the edge passes on without owning what comes of them: their terminal repeats them
 * until they are answered. Network messages; advices; reversals of what the edge does not know.
 *
 * <p>An advice tells of money that has moved, so it is recorded, intent and outcome together, once
 * the acquirer has taken it and before the terminal hears so. It never owes a reversal.
 */
final class PassThrough {
  private final Means means;
  private final PaymentBook book;
  private final TerminalAdvices advices;

  PassThrough(Means means, PaymentBook book) {
    this.means = means;
    this.book = book;
    this.advices = new TerminalAdvices(means, this::sendAdvice);
  }

  void pass(Origin origin, Request request) {
    pass(means.acquirers().home(request), origin, request);
  }

  /**
   * To an acquirer that is known.
   *
   * @param acquirer null where the settings do not have it any more
   */
  void pass(Acquirer acquirer, Origin origin, Request request) {
    if (acquirer == null || !acquirer.send(new Passing(acquirer, origin, request))) {
      means.reply(origin, request, means.messages().codes().notSent(), null);
    }
  }

  /** Nobody answers it: where no link is up it is lost, as on any line. */
  void notice(Origin origin, Request request) {
    means.acquirers().home(request).tell(request);
    Arrays.fill(request.message(), (byte) 0);
    origin.stayAsking();
  }

  void advice(Origin origin, Request request) {
    if (!isTaken(origin, request)) advices.told(origin, request);
  }

  /** What the acquirer has taken already is accepted at once. */
  private boolean isTaken(Origin origin, Request request) {
    Payment known = book.repeated(request);
    if (known == null || known.outcome() == null || !known.isApproved()) return false;
    means.meters().repeats.increment();
    means.reply(origin, request, known.outcome().responseCode(), known.outcome());
    return true;
  }

  private void sendAdvice(Origin origin, Request request) {
    if (isTaken(origin, request)) { // while it stood in line
      advices.over(request.terminal());
      return;
    }
    Acquirer acquirer = means.acquirers().home(request);
    if (acquirer.send(new Passing(acquirer, origin, request))) return;
    means.reply(origin, request, means.messages().codes().notSent(), null);
    advices.over(request.terminal());
  }

  private void answered(Acquirer acquirer, Origin origin, Request request, Answer answer) {
    boolean told = request.road() == Request.Road.ADVICE;
    if (told && means.messages().codes().approved().contains(answer.responseCode())) {
      record(acquirer, origin, request, answer);
    } else {
      if (told) notTaken(request, answer);
      deliver(origin, request, answer);
      if (told) advices.over(request.terminal());
    }
  }

  private void notTaken(Request request, Answer answer) {
    Entry opened = advices.refused(request, answer);
    if (opened != null) means.log().conclude(new Entry[] {opened}, at -> {});
  }

  private void record(Acquirer acquirer, Origin origin, Request request, Answer answer) {
    PaymentIntent intent = means.intent(request, acquirer);
    Payment payment = new Payment(intent);
    PaymentOutcome outcome = Outcomes.of(intent, answer, means.messages().codes());
    Entry closed = advices.taken(request);
    Entry[] entries =
        closed == null
            ? new Entry[] {PaymentRecords.of(intent), PaymentRecords.of(outcome)}
            : new Entry[] {PaymentRecords.of(intent), PaymentRecords.of(outcome), closed};
    book.open(payment);
    means
        .log()
        .conclude(
            entries,
            at -> {
              payment.offset = at;
              payment.ended(outcome);
              means.meters().answered(outcome.result());
              book.close(payment, means.clock().monotonicMillis());
              String terminal = request.terminal();
              deliver(origin, request, answer);
              advices.over(terminal);
            });
  }

  private static void deliver(Origin origin, Request request, Answer answer) {
    origin.deliver(answer.message(), ok -> {});
    Arrays.fill(answer.message(), (byte) 0);
    Arrays.fill(request.message(), (byte) 0);
  }

  private final class Passing implements Exchange {
    private final Acquirer acquirer;
    private final Origin origin;
    private final Request request;

    Passing(Acquirer acquirer, Origin origin, Request request) {
      this.acquirer = acquirer;
      this.origin = origin;
      this.request = request;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public void answered(Answer answer) {
      PassThrough.this.answered(acquirer, origin, request, answer);
    }

    @Override
    public void timedOut() {
      noAnswer();
    }

    @Override
    public void linkLost() {
      noAnswer();
    }

    private void noAnswer() {
      means.reply(origin, request, means.messages().codes().timedOut(), null);
      if (request.road() == Request.Road.ADVICE) advices.over(request.terminal());
    }
  }
}
