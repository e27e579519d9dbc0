package io.tillgate.card.payment;

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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the journal says of payments: a fold over its records in the order of their offsets. Holds
 * those that are open and the last {@code remembered} that are closed, whatever the length of the
 * history. Pure; one thread.
 */
public final class PaymentFold {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentFold.class);

  /** No acquirer's name holds a colon. */
  public static final String NEXO = "nexo:";

  private final int remembered;
  private final Map<String, Folded> open = new LinkedHashMap<>();

  /** In the order of their closing. */
  private final Map<String, Folded> closed = new LinkedHashMap<>();

  private long lastEpochMillis = Long.MIN_VALUE;

  /** A sealed card stands before its intent, in the same append. */
  private Sealed sealed;

  private record Sealed(String paymentId, long offset, Seals.Seal seal) {}

  private static final class Folded {
    final Payment payment;
    final long begunEpochMillis;
    long closedEpochMillis;

    Folded(Payment payment, long begunEpochMillis) {
      this.payment = payment;
      this.begunEpochMillis = begunEpochMillis;
    }
  }

  public PaymentFold(int remembered) {
    this.remembered = remembered;
  }

  /** Takes the next record; those of other rooms and of newer versions are passed over. */
  public void accept(long offset, long epochMillis, int type, byte[] key, byte[] payload) {
    lastEpochMillis = Math.max(lastEpochMillis, epochMillis);
    EventType known = EventType.of(type).orElse(null);
    if (known == null) return;
    try {
      take(known, offset, epochMillis, key, payload);
    } catch (PaymentState.Illegal illegal) {
      // The records between were lost to damage; what is known of the payment stands.
      LOG.error(
          "record {} about payment {} is passed over: {}", offset, text(key), illegal.getMessage());
    }
  }

  private void take(EventType known, long offset, long epochMillis, byte[] key, byte[] payload) {
    switch (known) {
      case SEALED_CARD -> sealed(text(key), offset, payload);
      case PAYMENT_INTENT -> intent(offset, epochMillis, payload);
      case PAYMENT_OUTCOME -> outcome(epochMillis, PaymentJson.outcome(payload));
      case REVERSAL_OWED -> owed(epochMillis, PaymentJson.owed(payload));
      case REVERSAL_PARKED -> parked(PaymentJson.parked(payload));
      case REVERSAL_ACKNOWLEDGED -> acknowledged(PaymentJson.acknowledged(payload), epochMillis);
      case LATE_ANSWER -> late(PaymentJson.late(payload));
      case ADVICE_OWED -> advised(epochMillis, PaymentJson.adviceOwed(payload));
      case ADVICE_SENDING -> advice(text(key), advice -> advice.isMarked = true);
      case ADVICE_CHANGED -> changed(PaymentJson.adviceChanged(payload));
      case ADVICE_PARKED -> parked(PaymentJson.adviceParked(payload));
      case ADVICE_SETTLED -> settled(epochMillis, PaymentJson.adviceSettled(payload));
      case CASE_OPENED, CASE_CLOSED -> {}
      case NEXO_PAYMENT -> {}
      case SALE, REFUND, STOCK_MOVEMENT, SEALED_FOR_VAULT -> {}
    }
  }

  private static String text(byte[] key) {
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  /** The seal of a coming intent, or the newer one of a payment that its terminal reverses. */
  private void sealed(String paymentId, long offset, byte[] payload) {
    Seals.Seal seal = CardSeals.parse(payload);
    Folded known = find(paymentId);
    if (known != null) {
      known.payment.seal = seal;
    } else {
      sealed = new Sealed(paymentId, offset, seal);
    }
  }

  private void intent(long offset, long epochMillis, byte[] payload) {
    PaymentIntent intent = PaymentJson.intent(payload);
    if (intent.acquirer().startsWith(NEXO)) return; // of NexoFold, and all records that follow
    Payment payment = new Payment(intent);
    payment.offset = offset;
    if (sealed != null && sealed.paymentId.equals(payment.id())) {
      payment.seal = sealed.seal;
      payment.offset = sealed.offset;
    }
    sealed = null;
    open.put(payment.id(), new Folded(payment, epochMillis));
  }

  private void outcome(long epochMillis, PaymentOutcome outcome) {
    Folded folded = find(outcome.paymentId());
    if (folded == null) return;
    folded.payment.ended(outcome);
    close(folded, epochMillis);
  }

  private void owed(long epochMillis, ReversalOwed owed) {
    Folded folded = find(owed.paymentId());
    if (folded == null) return;
    folded.payment.owed(owed);
    folded.payment.reversal = new Reversal(owed, epochMillis);
    closed.remove(owed.paymentId());
    open.put(owed.paymentId(), folded);
  }

  /** What was sealed with the intent is its advice. */
  private void advised(long epochMillis, AdviceOwed owed) {
    Folded folded = find(owed.paymentId());
    if (folded == null) return;
    closed.remove(owed.paymentId());
    open.put(owed.paymentId(), folded);
    folded.payment.advice = new Advice(owed, epochMillis, folded.payment.seal);
    folded.payment.seal = null;
  }

  private void advice(String paymentId, Consumer<Advice> news) {
    Folded folded = find(paymentId);
    if (folded != null && folded.payment.advice != null) news.accept(folded.payment.advice);
  }

  private void changed(AdviceChanged changed) {
    advice(changed.paymentId(), advice -> advice.leftMinor = changed.leftMinor());
  }

  private void parked(AdviceParked parked) {
    advice(
        parked.paymentId(),
        advice -> {
          advice.isParked = true;
          advice.lastResponseCode = parked.lastResponseCode();
        });
  }

  private void settled(long epochMillis, AdviceSettled settled) {
    Folded folded = find(settled.paymentId());
    if (folded == null || folded.payment.advice == null) return;
    Advice advice = folded.payment.advice;
    if (settled.ending() == AdviceSettled.Ending.TAKEN) advice.leftMinor = settled.takenMinor();
    advice.seal = null; // its key was shredded, or is with the keys that no open payment names
    advice.settled(settled.ending());
    if (!folded.payment.state().isOpen()) close(folded, epochMillis);
  }

  private void parked(ReversalParked parked) {
    Folded folded = find(parked.paymentId());
    if (folded == null) return;
    folded.payment.parked(parked);
    folded.payment.reversal.isParked = true;
    folded.payment.reversal.lastResponseCode = parked.lastResponseCode();
  }

  private void acknowledged(ReversalAcknowledged acknowledged, long epochMillis) {
    Folded folded = find(acknowledged.paymentId());
    if (folded == null) return;
    folded.payment.acknowledged(acknowledged);
    folded.payment.reversal.wasAcknowledged();
    close(folded, epochMillis);
  }

  private void late(LateAnswer late) {
    Folded folded = find(late.paymentId());
    if (folded != null && folded.payment.lateAnswer == null) folded.payment.lateAnswer = late;
  }

  private Folded find(String paymentId) {
    Folded folded = open.get(paymentId);
    return folded != null ? folded : closed.get(paymentId);
  }

  private void close(Folded folded, long epochMillis) {
    folded.closedEpochMillis = epochMillis;
    open.remove(folded.payment.id());
    closed.put(folded.payment.id(), folded);
    if (closed.size() > remembered) closed.remove(closed.keySet().iterator().next());
  }

  /** Slots of the one-time keys that are still needed; all others may be shredded. */
  public Set<Integer> openSlots() {
    Set<Integer> slots = new TreeSet<>();
    for (Folded folded : open.values()) {
      slot(folded.payment.seal, slots);
      if (folded.payment.advice != null) slot(folded.payment.advice.seal, slots);
    }
    return slots;
  }

  private static void slot(Seals.Seal seal, Set<Integer> slots) {
    if (seal != null && seal.slot() != Seals.Seal.NO_SLOT) slots.add(seal.slot());
  }

  /** Time of the newest record; {@link Long#MIN_VALUE} where there was none. */
  public long lastEpochMillis() {
    return lastEpochMillis;
  }

  /** Payments without an outcome, or with a reversal or an advice that is owed. */
  public int openCount() {
    return open.size();
  }

  /** All that is known, in the order of beginning; to be taken once. */
  List<Payment> payments(Clockwork clock) {
    List<Payment> payments = new ArrayList<>(open.size() + closed.size());
    for (Folded folded : open.values()) payments.add(folded.payment);
    for (Folded folded : closed.values()) {
      folded.payment.closedMillis = monotonic(folded.closedEpochMillis, clock);
      folded.payment.seal = null; // its key was shredded when it closed
      payments.add(folded.payment);
    }
    for (Folded folded : open.values()) began(folded, clock);
    for (Folded folded : closed.values()) began(folded, clock);
    payments.sort(Comparator.comparingLong(payment -> payment.offset));
    return payments;
  }

  private static void began(Folded folded, Clockwork clock) {
    folded.payment.begunMillis = monotonic(folded.begunEpochMillis, clock);
  }

  private static long monotonic(long epochMillis, Clockwork clock) {
    return clock.monotonicMillis() - Math.max(0, clock.epochMillis() - epochMillis);
  }
}
