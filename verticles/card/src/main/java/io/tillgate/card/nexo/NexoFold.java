package io.tillgate.card.nexo;

import io.tillgate.card.payment.Clockwork;
import io.tillgate.card.payment.PaymentFold;
import io.tillgate.card.payment.PaymentJson;
import io.tillgate.card.payment.PaymentState;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the journal says of nexo payments: a fold over its records in the order of their offsets.
 * Holds those that are open and the last {@code remembered} that are closed. Pure; one thread.
 */
public final class NexoFold {
  private static final Logger LOG = LoggerFactory.getLogger(NexoFold.class);

  private final int remembered;
  private final Map<String, NexoPayment> open = new LinkedHashMap<>();
  private final Map<String, NexoPayment> closed = new LinkedHashMap<>();
  private final Map<String, Long> closedEpochMillis = new LinkedHashMap<>();

  /** What was asked stands before its intent, in the same append. */
  private Asked asked;

  private record Asked(String paymentId, long offset, JsonObject json) {}

  public NexoFold(int remembered) {
    this.remembered = remembered;
  }

  /** Takes the next record; those of others are passed over. */
  public void accept(long offset, long epochMillis, int type, byte[] key, byte[] payload) {
    EventType known = EventType.of(type).orElse(null);
    if (known == null) return;
    String id = new String(key, StandardCharsets.ISO_8859_1);
    try {
      switch (known) {
        case NEXO_PAYMENT -> local(id, offset, NexoRecords.read(payload));
        case PAYMENT_INTENT -> intent(id, payload);
        case PAYMENT_OUTCOME -> ended(id, epochMillis, payload);
        case REVERSAL_OWED -> owed(id, epochMillis, payload);
        case REVERSAL_PARKED -> parked(id, payload);
        case REVERSAL_ACKNOWLEDGED -> acknowledged(id, epochMillis, payload);
        case LATE_ANSWER -> late(id, payload);
        default -> {}
      }
    } catch (IllegalStateException damaged) {
      // The records between were lost to damage; what is known of the payment stands.
      LOG.error("record {} about payment {} is passed over: {}", offset, id, damaged.getMessage());
    }
  }

  private void local(String id, long offset, JsonObject json) {
    NexoPayment payment = find(id);
    switch (json.getString("step")) {
      case "ASKED" -> asked = new Asked(id, offset, json);
      case "ANSWERED" -> {
        if (payment == null) return;
        payment.answer = json.getString("answer").getBytes(StandardCharsets.UTF_8);
        payment.isUntold = json.getBoolean("untold");
        payment.transaction = NexoRecords.transaction(json);
        reserve(payment);
      }
      case "FOUND" -> {
        if (payment != null) payment.transaction = NexoRecords.transaction(json);
      }
      case "UNTOLD" -> {
        if (payment != null) payment.isUntold = true;
      }
      case "TOLD" -> {
        if (payment != null) payment.isUntold = false;
      }
      default -> {}
    }
  }

  /** A reversal that its terminal turned down undoes nothing. */
  private void reserve(NexoPayment reversal) {
    NexoPayment original = reversal.undoesPayment == null ? null : find(reversal.undoesPayment);
    if (original == null || reversal.outcome() == null || reversal.isApproved()) return;
    original.reversedMinor -= reversal.intent.amountMinor();
  }

  private void intent(String id, byte[] payload) {
    PaymentIntent intent = PaymentJson.intent(payload);
    Asked before = asked;
    asked = null;
    if (!intent.acquirer().startsWith(PaymentFold.NEXO)) return;
    if (before == null || !before.paymentId.equals(id)) {
      LOG.error("payment {}: the record of what was asked is lost to damage", id);
      return;
    }
    String undoes = before.json.getString("undoesPayment");
    NexoPayment payment = new NexoPayment(NexoRecords.ask(before.json), intent, undoes);
    payment.offset = before.offset;
    open.put(id, payment);
    NexoPayment original = undoes == null ? null : find(undoes);
    if (original != null) original.reversedMinor += intent.amountMinor();
  }

  private NexoPayment find(String id) {
    NexoPayment payment = open.get(id);
    return payment != null ? payment : closed.get(id);
  }

  private NexoPayment move(String id, UnaryOperator<PaymentState> step) {
    NexoPayment payment = find(id);
    if (payment != null) payment.is(step.apply(payment.state()));
    return payment;
  }

  private void ended(String id, long epochMillis, byte[] payload) {
    PaymentOutcome outcome = PaymentJson.outcome(payload);
    NexoPayment payment = move(id, state -> state.ended(outcome));
    if (payment != null) close(payment, epochMillis);
  }

  private void owed(String id, long epochMillis, byte[] payload) {
    ReversalOwed owed = PaymentJson.owed(payload);
    NexoPayment payment = move(id, state -> state.owed(owed));
    if (payment == null) return;
    payment.isUndone = true;
    payment.undoing = new NexoUndoing(owed, epochMillis);
    closed.remove(id);
    open.put(id, payment);
  }

  private void parked(String id, byte[] payload) {
    ReversalParked parked = PaymentJson.parked(payload);
    NexoPayment payment = move(id, state -> state.parked(parked));
    if (payment != null && payment.undoing != null) payment.undoing.isParked = true;
  }

  private void acknowledged(String id, long epochMillis, byte[] payload) {
    ReversalAcknowledged done = PaymentJson.acknowledged(payload);
    NexoPayment payment = move(id, state -> state.acknowledged(done));
    if (payment != null) close(payment, epochMillis);
  }

  private void late(String id, byte[] payload) {
    LateAnswer late = PaymentJson.late(payload);
    NexoPayment payment = find(id);
    if (payment != null) payment.lateAnswer = late;
  }

  private void close(NexoPayment payment, long epochMillis) {
    open.remove(payment.id());
    closed.put(payment.id(), payment);
    closedEpochMillis.put(payment.id(), epochMillis);
    if (closed.size() > remembered) {
      String oldest = closed.keySet().iterator().next();
      closed.remove(oldest);
      closedEpochMillis.remove(oldest);
    }
  }

  /** Payments without an outcome, or with a reversal that is owed. */
  public int openCount() {
    return open.size();
  }

  /** The first offset that they need, at most {@code next}. */
  public long firstNeeded(long next) {
    long first = next;
    for (NexoPayment payment : open.values()) first = Math.min(first, payment.offset);
    return first;
  }

  /** All that is known, in the order of beginning; to be taken once. */
  List<NexoPayment> payments(Clockwork clock) {
    List<NexoPayment> payments = new ArrayList<>(open.values());
    for (NexoPayment each : closed.values()) {
      long ago = clock.epochMillis() - closedEpochMillis.get(each.id());
      each.closedMillis = clock.monotonicMillis() - Math.max(0, ago);
      payments.add(each);
    }
    payments.sort(Comparator.comparingLong(payment -> payment.offset));
    return payments;
  }
}
