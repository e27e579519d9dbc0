package io.tillgate.gateway.demo;

import io.tillgate.gateway.demo.BalanceSheet.Count;
import io.tillgate.gateway.demo.BalanceSheet.Measure;
import io.tillgate.gateway.demo.BalanceSheet.Party;
import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one edge's journal says was sold and paid, by reading it from end to end. A payment counts
 * while it stands: approved, and not reversed at the acquirer. Memory grows with the number of
 * payments; it is made for a demo's journal.
 */
final class Tally {
  private record Standing(Measure measure, String currency, long minor) {}

  private final Map<Measure, Map<String, Count>> counts = new TreeMap<>();
  private final Map<String, Measure> kinds = new HashMap<>();
  private final Map<String, Standing> standing = new HashMap<>();

  /** What reversals that are owed leave. */
  private final Map<String, Long> left = new HashMap<>();

  private int offline;

  /**
   * @param type an {@link EventType#code()}; unknown ones are passed over
   * @throws IOException where the payload is not what its type says
   */
  void add(int type, byte[] payload) throws IOException {
    EventType known = EventType.of(type).orElse(null);
    if (known == null) return;
    switch (known) {
      case SALE -> {
        Sale sale = RetailJson.read(payload, Sale.class);
        count(Measure.SALES, sale.currency(), sale.totals().totalMinor());
      }
      case REFUND -> {
        Refund refund = RetailJson.read(payload, Refund.class);
        count(Measure.REFUNDS, refund.currency(), refund.totals().totalMinor());
      }
      case STOCK_MOVEMENT -> count(Measure.WRITE_OFFS, BalanceSheet.NO_MONEY, 0);
      case PAYMENT_INTENT -> {
        PaymentIntent intent = RetailJson.read(payload, PaymentIntent.class);
        boolean refund = intent.kind() == PaymentIntent.Kind.REFUND;
        kinds.put(intent.paymentId(), refund ? Measure.CARD_REFUNDS : Measure.CARD_PAYMENTS);
      }
      case PAYMENT_OUTCOME -> approved(RetailJson.read(payload, PaymentOutcome.class));
      case REVERSAL_OWED -> {
        ReversalOwed owed = RetailJson.read(payload, ReversalOwed.class);
        left.put(owed.paymentId(), owed.leftMinor());
      }
      case REVERSAL_ACKNOWLEDGED -> {
        String id = RetailJson.read(payload, ReversalAcknowledged.class).paymentId();
        Long minor = left.remove(id);
        left(id, minor == null ? 0 : minor);
      }
      case ADVICE_CHANGED -> {
        AdviceChanged changed = RetailJson.read(payload, AdviceChanged.class);
        left(changed.paymentId(), changed.leftMinor());
      }
      case ADVICE_SETTLED -> {
        AdviceSettled settled = RetailJson.read(payload, AdviceSettled.class);
        left(settled.paymentId(), settled.takenMinor());
      }
      case REVERSAL_PARKED, LATE_ANSWER, SEALED_CARD -> {}
      case ADVICE_OWED -> offline++;
      case ADVICE_PARKED, ADVICE_SENDING, NEXO_PAYMENT -> {}
      case CASE_OPENED, CASE_CLOSED, SEALED_FOR_VAULT -> {}
    }
  }

  private void approved(PaymentOutcome outcome) throws IOException {
    Measure measure = kinds.remove(outcome.paymentId());
    if (measure == null) throw new IOException("an outcome stands before its intent");
    if (outcome.approvedMinor() > 0) {
      standing.put(
          outcome.paymentId(), new Standing(measure, outcome.currency(), outcome.approvedMinor()));
    }
  }

  /** What still stands of a payment that was approved offline. */
  private void left(String paymentId, long minor) {
    Standing before = standing.remove(paymentId);
    if (before == null || minor == 0) return;
    standing.put(paymentId, new Standing(before.measure, before.currency, minor));
  }

  private void count(Measure measure, String currency, long minor) {
    counts
        .computeIfAbsent(measure, made -> new TreeMap<>())
        .compute(currency, (key, sum) -> (sum == null ? Count.NONE : sum).plus(minor));
  }

  /** Intents without an outcome; none are left once an edge has started again. */
  int unfinished() {
    return kinds.size();
  }

  /** Payments that the edge approved for its acquirer. */
  int offline() {
    return offline;
  }

  /** Enters all counts; nothing may be added afterwards. */
  void enter(BalanceSheet sheet, String store) {
    standing.values().forEach(paid -> count(paid.measure(), paid.currency(), paid.minor()));
    counts.forEach(
        (measure, byCurrency) ->
            byCurrency.forEach(
                (currency, count) -> sheet.enter(Party.JOURNAL, store, measure, currency, count)));
  }
}
