package io.tillgate.card.payment;

import io.tillgate.journal.Entry;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.AdviceParked;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;
import java.nio.charset.StandardCharsets;

/** What the journal is given of a payment; the key is the payment's id. */
public final class PaymentRecords {
  private static final byte[] NOTHING = {};

  private PaymentRecords() {}

  public static Entry of(PaymentIntent intent) {
    return entry(EventType.PAYMENT_INTENT, intent.paymentId(), PaymentJson.write(intent));
  }

  public static Entry of(PaymentOutcome outcome) {
    return entry(EventType.PAYMENT_OUTCOME, outcome.paymentId(), PaymentJson.write(outcome));
  }

  public static Entry of(ReversalOwed owed) {
    return entry(EventType.REVERSAL_OWED, owed.paymentId(), PaymentJson.write(owed));
  }

  public static Entry of(ReversalAcknowledged done) {
    return entry(EventType.REVERSAL_ACKNOWLEDGED, done.paymentId(), PaymentJson.write(done));
  }

  public static Entry of(ReversalParked parked) {
    return entry(EventType.REVERSAL_PARKED, parked.paymentId(), PaymentJson.write(parked));
  }

  public static Entry of(LateAnswer late) {
    return entry(EventType.LATE_ANSWER, late.paymentId(), PaymentJson.write(late));
  }

  public static Entry of(AdviceOwed owed) {
    return entry(EventType.ADVICE_OWED, owed.paymentId(), PaymentJson.write(owed));
  }

  public static Entry of(AdviceChanged changed) {
    return entry(EventType.ADVICE_CHANGED, changed.paymentId(), PaymentJson.write(changed));
  }

  public static Entry of(AdviceSettled settled) {
    return entry(EventType.ADVICE_SETTLED, settled.paymentId(), PaymentJson.write(settled));
  }

  public static Entry of(AdviceParked parked) {
    return entry(EventType.ADVICE_PARKED, parked.paymentId(), PaymentJson.write(parked));
  }

  /** From now on the acquirer may have the advice of {@code paymentId}. */
  static Entry sending(String paymentId) {
    return entry(EventType.ADVICE_SENDING, paymentId, NOTHING);
  }

  static Entry sealed(String paymentId, Seals.Seal seal) {
    return entry(EventType.SEALED_CARD, paymentId, seal.payload());
  }

  private static Entry entry(EventType type, String paymentId, byte[] payload) {
    return new Entry(type.code(), paymentId.getBytes(StandardCharsets.ISO_8859_1), payload);
  }
}
