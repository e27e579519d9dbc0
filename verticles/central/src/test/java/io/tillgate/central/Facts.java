package io.tillgate.central;

import io.tillgate.retail.Quantity;
import io.tillgate.retail.Refund;
import io.tillgate.retail.RefundLine;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.SaleLine;
import io.tillgate.retail.StockMovement;
import io.tillgate.retail.Tender;
import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.AdviceParked;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseKind;
import io.tillgate.retail.payment.CaseOpened;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Things that happen in a store, and the journal records that tell of them. */
public final class Facts {
  public static final OffsetDateTime NOON =
      OffsetDateTime.of(2026, 3, 14, 12, 0, 0, 0, ZoneOffset.UTC);
  public static final long NOON_MILLIS = NOON.toInstant().toEpochMilli();

  private Facts() {}

  public static Sale sale(
      String store, UUID id, OffsetDateTime at, long totalMinor, Tender tender) {
    SaleLine line =
        new SaleLine("1", "85123A", "heart", Quantity.of(2), totalMinor / 2, 0, totalMinor, null);
    return new Sale(
        id,
        store,
        "till-1",
        at,
        "GBP",
        null,
        null,
        null,
        List.of(line),
        null,
        0,
        List.of(tender),
        new Sale.Totals(totalMinor, 0, 0, totalMinor));
  }

  public static Sale sale(String store, UUID id, long totalMinor) {
    return sale(store, id, NOON, totalMinor, cash(totalMinor));
  }

  public static Tender cash(long minor) {
    return new Tender("1", Tender.Kind.CASH, minor, 0, null);
  }

  public static Tender card(long minor, String terminal, String stan, String rrn) {
    return new Tender(
        "1", Tender.Kind.CARD, minor, 0, new Tender.CardReference(terminal, stan, rrn, null));
  }

  public static Refund refund(String store, UUID id, UUID saleId, long totalMinor) {
    RefundLine line =
        new RefundLine(
            "1", "1", "85123A", "heart", Quantity.of(1), totalMinor, 0, totalMinor, null, true);
    return new Refund(
        id,
        store,
        "till-1",
        NOON,
        "GBP",
        null,
        null,
        saleId,
        null,
        null,
        List.of(line),
        0,
        0,
        List.of(cash(totalMinor)),
        new Refund.Totals(totalMinor, 0, 0, totalMinor));
  }

  public static StockMovement loss(String store, UUID id, String sku, long pieces) {
    return new StockMovement(
        id,
        store,
        "till-1",
        NOON,
        StockMovement.Kind.LOSS,
        sku,
        Quantity.of(-pieces),
        null,
        null,
        "broken");
  }

  public static PaymentIntent intent(String id, String terminal, String stan, long minor) {
    return new PaymentIntent(
        id,
        PaymentIntent.Kind.PURCHASE,
        terminal,
        "sandbox",
        minor,
        "GBP",
        stan,
        null,
        "0314120000",
        new CardRecord("tok_visa", "411111", "1111", "visa", CardRecord.EntryMode.CHIP, null));
  }

  public static PaymentOutcome approved(String id, long minor) {
    return new PaymentOutcome(
        id, PaymentOutcome.Result.APPROVED, "00", minor, "GBP", "123456", null);
  }

  public static PaymentOutcome approvedOffline(String id, long minor) {
    return new PaymentOutcome(
        id, PaymentOutcome.Result.APPROVED_OFFLINE, "00", minor, "GBP", "OF1234", null);
  }

  public static AdviceOwed advice(String id, long minor) {
    return new AdviceOwed(id, minor, "GBP", "tok_visa");
  }

  public static AdviceChanged left(String id, long minor) {
    return new AdviceChanged(id, minor, "GBP", AdviceChanged.By.TERMINAL);
  }

  public static AdviceSettled settled(String id, AdviceSettled.Ending ending, long takenMinor) {
    return new AdviceSettled(id, ending, "00", takenMinor, "GBP", 1);
  }

  public static PaymentOutcome timedOut(String id) {
    return new PaymentOutcome(id, PaymentOutcome.Result.TIMED_OUT, "68", 0, "GBP", null, null);
  }

  public static ReversalOwed owed(String id, long minor) {
    return new ReversalOwed(id, ReversalOwed.Reason.TIMED_OUT, minor, "GBP");
  }

  public static ReversalAcknowledged acknowledged(String id) {
    return new ReversalAcknowledged(id, "00", 1);
  }

  public static CaseOpened opened(String id, CaseKind kind, String paymentId) {
    return new CaseOpened(id, kind, paymentId, "terminal T1", "no answer in time", NOON_MILLIS);
  }

  public static CaseClosed closed(String id, CaseKind kind, CaseClosed.Ending ending) {
    return new CaseClosed(id, kind, null, ending, "the acquirer undid it");
  }

  /** A record whose type follows from what it tells. */
  public static Event event(long offset, Object fact) {
    return raw(offset, type(fact).code(), key(fact), RetailJson.write(fact));
  }

  public static Event raw(long offset, int type, String key, byte[] payload) {
    return new Event(
        offset, NOON_MILLIS + offset, type, key.getBytes(StandardCharsets.UTF_8), payload);
  }

  public static Event raw(long offset, EventType type, String payload) {
    return raw(offset, type.code(), "k", payload.getBytes(StandardCharsets.UTF_8));
  }

  /** The batch of {@code facts} from {@code first} on. */
  public static Batch batch(long first, Object... facts) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < facts.length; i++) {
      events.add(facts[i] instanceof Event e ? e : event(first + i, facts[i]));
    }
    return new Batch(first, events);
  }

  private static EventType type(Object fact) {
    if (fact instanceof RetailEvent retail) return retail.type();
    if (fact instanceof PaymentIntent) return EventType.PAYMENT_INTENT;
    if (fact instanceof PaymentOutcome) return EventType.PAYMENT_OUTCOME;
    if (fact instanceof ReversalOwed) return EventType.REVERSAL_OWED;
    if (fact instanceof ReversalAcknowledged) return EventType.REVERSAL_ACKNOWLEDGED;
    if (fact instanceof AdviceOwed) return EventType.ADVICE_OWED;
    if (fact instanceof AdviceChanged) return EventType.ADVICE_CHANGED;
    if (fact instanceof AdviceParked) return EventType.ADVICE_PARKED;
    if (fact instanceof AdviceSettled) return EventType.ADVICE_SETTLED;
    if (fact instanceof CaseOpened) return EventType.CASE_OPENED;
    if (fact instanceof CaseClosed) return EventType.CASE_CLOSED;
    throw new IllegalArgumentException(fact.getClass().getName());
  }

  private static String key(Object fact) {
    if (fact instanceof RetailEvent retail) return retail.id().toString();
    if (fact instanceof PaymentIntent intent) return intent.paymentId();
    if (fact instanceof PaymentOutcome outcome) return outcome.paymentId();
    if (fact instanceof ReversalOwed owed) return owed.paymentId();
    if (fact instanceof AdviceOwed owed) return owed.paymentId();
    if (fact instanceof AdviceChanged changed) return changed.paymentId();
    if (fact instanceof AdviceParked parked) return parked.paymentId();
    if (fact instanceof AdviceSettled settled) return settled.paymentId();
    if (fact instanceof CaseOpened open) return open.caseId();
    if (fact instanceof CaseClosed closed) return closed.caseId();
    return ((ReversalAcknowledged) fact).paymentId();
  }

  public static Instant noon() {
    return NOON.toInstant();
  }
}
