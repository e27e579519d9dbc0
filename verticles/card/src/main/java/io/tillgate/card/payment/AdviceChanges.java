package io.tillgate.card.payment;

import io.tillgate.card.message.Request;
import io.tillgate.card.standin.Undone;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceChanged.By;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.AdviceSettled.Ending;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Undoes offline sales, in full or in part, before their acquirer hears of them; what it may have
 * heard of is reversed there once it has answered. A change is durable before anybody hears of it.
 * State of the card context.
 */
final class AdviceChanges {
  private static final long TRY_AGAIN_MILLIS = 250;

  private final Means means;
  private final StandInMeans standIn;
  private final Advices advices;

  AdviceChanges(Means means, StandInMeans standIn, Advices advices) {
    this.means = means;
    this.standIn = standIn;
    this.advices = advices;
  }

  /**
   * Leaves {@code leftMinor} of an offline sale, 0 for nothing. The same again changes nothing and
   * is told the same.
   *
   * @param told once, when it is durable
   */
  void leave(Payment payment, long leftMinor, By by, Consumer<Undone> told) {
    Advice advice = payment.advice;
    if (payment.reversal != null) {
      payment.reversal.whenRecorded(() -> told.accept(Undone.REVERSAL_OWED));
    } else if (leftMinor > advice.leftMinor) {
      told.accept(Undone.TOO_MUCH);
    } else if (leftMinor > 0 && leftMinor == advice.leftMinor) {
      told.accept(Undone.REDUCED);
    } else if (advice.change()) {
      change(payment, leftMinor, by, told);
    } else {
      switch (advice.stage()) {
        case CHANGING, SETTLING -> advice.whenNext(() -> leave(payment, leftMinor, by, told));
        case SENDING -> afterSending(payment, leftMinor, by, told);
        case SETTLED ->
            told.accept(advice.ending == Ending.TAKEN ? Undone.NOT_QUEUED : Undone.VOIDED);
        case TELLING, QUEUED -> throw new IllegalStateException("a change came to nothing");
      }
    }
  }

  private void change(Payment payment, long leftMinor, By by, Consumer<Undone> told) {
    String currency = payment.advice.currency;
    Entry changed = PaymentRecords.of(new AdviceChanged(payment.id(), leftMinor, currency, by));
    AdviceSettled none =
        new AdviceSettled(payment.id(), Ending.VOIDED, null, 0, currency, payment.advice.tries);
    Entry[] entries =
        leftMinor > 0 ? new Entry[] {changed} : new Entry[] {changed, PaymentRecords.of(none)};
    means
        .log()
        .begin(
            entries,
            at -> {
              changed(payment, leftMinor);
              told.accept(leftMinor > 0 ? Undone.REDUCED : Undone.VOIDED);
            },
            full -> {
              advices.changed(payment);
              told.accept(Undone.NOT_NOW);
            });
  }

  private void changed(Payment payment, long leftMinor) {
    payment.advice.leftMinor = leftMinor;
    if (leftMinor > 0) {
      standIn.exposure().reduce(payment.id(), leftMinor);
      advices.changed(payment);
    } else {
      advices.settled(payment, Ending.VOIDED);
    }
  }

  /** What was sent is not called back: the acquirer undoes it when it has answered. */
  private void afterSending(Payment payment, long leftMinor, By by, Consumer<Undone> told) {
    if (leftMinor > 0) {
      told.accept(Undone.SENT);
      return;
    }
    Seals.Seal seal = reversalSeal(payment);
    if (seal == null) {
      told.accept(Undone.NOT_NOW);
      return;
    }
    Reason reason = by == By.UNDELIVERED ? Reason.UNDELIVERED : Reason.TERMINAL;
    payment.reversal = means.reversal(payment, reason);
    Entry[] entries = {
      PaymentRecords.sealed(payment.id(), seal), PaymentRecords.of(payment.reversal.owed)
    };
    means
        .log()
        .begin(
            entries,
            at -> owed(payment, seal, told),
            full -> {
              means.seals().shred(seal);
              payment.reversal = null;
              if (payment.advice.isSettled()) advices.goOn(payment);
              told.accept(Undone.NOT_NOW);
            });
  }

  /** What reverses the advice as the acquirer has it. */
  private Seals.Seal reversalSeal(Payment payment) {
    Seals.Seal kept = payment.advice.seal;
    byte[] advice = kept == null ? null : means.seals().openMessage(payment.id(), kept);
    if (advice == null) return null;
    byte[] sent =
        advices.messages(payment.intent.acquirer()).sent(advice, payment.advice.leftMinor, false);
    Arrays.fill(advice, (byte) 0);
    Request request = means.messages().request(sent);
    try {
      return means.seals().seal(payment.id(), request);
    } finally {
      Arrays.fill(sent, (byte) 0);
    }
  }

  private void owed(Payment payment, Seals.Seal seal, Consumer<Undone> told) {
    payment.seal = seal;
    payment.owed(payment.reversal.owed);
    payment.reversal.recorded();
    told.accept(Undone.REVERSAL_OWED);
    if (payment.advice.isSettled()) advices.goOn(payment);
  }

  /** Nobody heard of the approval: the shop believes that nothing was paid. */
  void undelivered(Payment payment) {
    leave(
        payment,
        0,
        By.UNDELIVERED,
        undone -> {
          if (undone != Undone.NOT_NOW) return;
          // Until that can be written it is not sent either.
          means.clock().after(TRY_AGAIN_MILLIS, () -> undelivered(payment));
        });
  }
}
