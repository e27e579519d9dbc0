package io.tillgate.central.ingest;

import io.tillgate.retail.Money;
import io.tillgate.retail.Refund;
import io.tillgate.retail.RetailEvent;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.StockMovement;
import io.tillgate.retail.feed.Event;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.AdviceParked;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.CaseClosed;
import io.tillgate.retail.payment.CaseOpened;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;
import io.tillgate.retail.payment.SealedForVault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads events. It never throws for what an edge sent: a poison event becomes a {@link
 * Reading.Problem}, and those beside it are read as ever.
 */
final class EventReader {
  static final int MAX_ID = 64;
  private static final int MAX_TOKEN = 128;
  private static final int MAX_SEALED_BYTES = 256;

  /** Times outside are a broken clock or a broken file; PostgreSQL could not hold some of them. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  private final String store;

  /**
   * @param store whose edge sent the events; one that names another store is a problem
   */
  EventReader(String store) {
    this.store = store;
  }

  Reading read(Event event, Instant now) {
    Instant told = Instant.ofEpochMilli(event.epochMillis());
    boolean credible = credible(told);
    Instant at = credible ? told : now;
    if (EventType.isLocal(event.type())) return new Reading.Withheld(event, at);
    Optional<String> json = PlainJson.of(event.payload());
    if (json.isEmpty())
      return new Reading.Problem(event, at, null, "payload is no JSON that jsonb can hold");
    if (!credible) return new Reading.Problem(event, at, json.get(), "edge time beyond belief");
    Optional<EventType> type = EventType.of(event.type());
    if (type.isEmpty()) return new Reading.Unprojected(event, at, json.get());
    try {
      return read(event, at, json.get(), type.get());
    } catch (IOException | RuntimeException e) {
      // The reader's own words may quote the payload, so they are not repeated.
      String reason =
          e instanceof Flawed
              ? e.getMessage()
              : "payload is not a " + type.get() + " of this version";
      return new Reading.Problem(event, at, json.get(), reason);
    }
  }

  private Reading read(Event event, Instant at, String json, EventType type) throws IOException {
    byte[] payload = event.payload();
    return switch (type) {
      case SALE -> retail(event, at, json, RetailJson.read(payload, Sale.class));
      case REFUND -> retail(event, at, json, RetailJson.read(payload, Refund.class));
      case STOCK_MOVEMENT -> retail(event, at, json, RetailJson.read(payload, StockMovement.class));
      case PAYMENT_INTENT -> payment(event, at, json, PaymentIntent.class, this::intended);
      case PAYMENT_OUTCOME -> payment(event, at, json, PaymentOutcome.class, this::ended);
      case REVERSAL_OWED -> payment(event, at, json, ReversalOwed.class, this::owed);
      case REVERSAL_ACKNOWLEDGED ->
          payment(event, at, json, ReversalAcknowledged.class, PaymentFact.Acknowledged::new);
      case REVERSAL_PARKED ->
          payment(event, at, json, ReversalParked.class, PaymentFact.Parked::new);
      case LATE_ANSWER -> payment(event, at, json, LateAnswer.class, PaymentFact.Late::new);
      case ADVICE_OWED -> payment(event, at, json, AdviceOwed.class, this::owed);
      case ADVICE_CHANGED -> payment(event, at, json, AdviceChanged.class, this::changed);
      case ADVICE_SETTLED -> payment(event, at, json, AdviceSettled.class, this::settled);
      case ADVICE_PARKED ->
          payment(event, at, json, AdviceParked.class, PaymentFact.AdviceSetAside::new);
      case CASE_OPENED -> opened(event, at, json, RetailJson.read(payload, CaseOpened.class));
      case CASE_CLOSED -> closed(event, at, json, RetailJson.read(payload, CaseClosed.class));
      case SEALED_FOR_VAULT -> sealed(event, at, RetailJson.read(payload, SealedForVault.class));
      case SEALED_CARD, ADVICE_SENDING, NEXO_PAYMENT -> new Reading.Withheld(event, at);
    };
  }

  private Reading retail(Event event, Instant at, String json, RetailEvent fact) {
    need(fact.id(), "id");
    need(fact.occurredAt(), "occurredAt");
    if (!store.equals(fact.store())) throw new Flawed("names another store than its edge's");
    if (!credible(fact.occurredAt())) throw new Flawed("occurredAt is beyond belief");
    if (fact instanceof Sale sale) {
      currency(sale.currency());
      amount(need(sale.totals(), "totals").totalMinor(), "totalMinor");
      sale.tenders().forEach(tender -> need(tender.kind(), "kind of a tender"));
    } else if (fact instanceof Refund refund) {
      currency(refund.currency());
      amount(need(refund.totals(), "totals").totalMinor(), "totalMinor");
      refund.tenders().forEach(tender -> need(tender.kind(), "kind of a tender"));
    } else if (fact instanceof StockMovement movement) {
      need(movement.kind(), "kind");
      need(movement.sku(), "sku");
      need(movement.quantity(), "quantity");
    }
    return new Reading.Retail(event, at, json, fact, Content.of(fact));
  }

  private <T> Reading payment(
      Event event, Instant at, String json, Class<T> type, Function<T, PaymentFact> fact)
      throws IOException {
    PaymentFact read = fact.apply(RetailJson.read(event.payload(), type));
    String id = need(read.paymentId(), "paymentId");
    if (id.isEmpty() || id.length() > MAX_ID) throw new Flawed("paymentId is not 1-64 characters");
    return new Reading.Payment(event, at, json, read);
  }

  private static Reading opened(Event event, Instant at, String json, CaseOpened open) {
    caseId(open.caseId());
    need(open.kind(), "kind");
    if (!credible(Instant.ofEpochMilli(open.openedMillis()))) {
      throw new Flawed("openedMillis is beyond belief");
    }
    return new Reading.OpenedCase(event, at, json, open);
  }

  private static Reading closed(Event event, Instant at, String json, CaseClosed closed) {
    caseId(closed.caseId());
    need(closed.kind(), "kind");
    need(closed.ending(), "ending");
    return new Reading.ClosedCase(event, at, json, closed);
  }

  private static Reading sealed(Event event, Instant at, SealedForVault card) {
    String token = need(card.token(), "token");
    if (token.isEmpty() || token.length() > MAX_TOKEN) throw new Flawed("token is too long");
    need(card.keyId(), "keyId");
    try {
      byte[] sealed = Base64.getDecoder().decode(need(card.sealed(), "sealed"));
      if (sealed.length > MAX_SEALED_BYTES) throw new Flawed("sealed is too long");
      return new Reading.ForVault(event, at, card.token(), card.keyId(), sealed);
    } catch (IllegalArgumentException e) {
      throw new Flawed("sealed is not base64");
    }
  }

  private static void caseId(String id) {
    if (need(id, "caseId").isEmpty() || id.length() > MAX_ID) {
      throw new Flawed("caseId is not 1-64 characters");
    }
  }

  private PaymentFact intended(PaymentIntent intent) {
    need(intent.kind(), "kind");
    currency(intent.currency());
    amount(intent.amountMinor(), "amountMinor");
    return new PaymentFact.Intended(intent);
  }

  private PaymentFact ended(PaymentOutcome outcome) {
    need(outcome.result(), "result");
    if (outcome.currency() != null) currency(outcome.currency());
    amount(outcome.approvedMinor(), "approvedMinor");
    return new PaymentFact.Ended(outcome);
  }

  private PaymentFact owed(ReversalOwed reversal) {
    need(reversal.reason(), "reason");
    if (reversal.currency() != null) currency(reversal.currency());
    amount(reversal.amountMinor(), "amountMinor");
    return new PaymentFact.Owed(reversal);
  }

  private PaymentFact owed(AdviceOwed advice) {
    currency(advice.currency());
    amount(advice.amountMinor(), "amountMinor");
    return new PaymentFact.AdviceDue(advice);
  }

  private PaymentFact changed(AdviceChanged advice) {
    need(advice.by(), "by");
    currency(advice.currency());
    amount(advice.leftMinor(), "leftMinor");
    return new PaymentFact.AdviceAltered(advice);
  }

  private PaymentFact settled(AdviceSettled advice) {
    need(advice.ending(), "ending");
    currency(advice.currency());
    amount(advice.takenMinor(), "takenMinor");
    return new PaymentFact.AdviceEnded(advice);
  }

  private static <T> T need(T value, String name) {
    if (value == null) throw new Flawed(name + " is missing");
    return value;
  }

  private static void currency(String code) {
    boolean letters =
        need(code, "currency").length() == 3 && code.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    if (!letters) throw new Flawed("currency is not three letters of ISO 4217");
  }

  private static void amount(long minor, String name) {
    if (minor < -Money.MAX_MINOR || minor > Money.MAX_MINOR) {
      throw new Flawed(name + " is beyond " + Money.MAX_MINOR);
    }
  }

  private static boolean credible(OffsetDateTime time) {
    // As the schema says it, which is what the till was told: by its own calendar.
    return time.getYear() >= 1970 && time.getYear() < 2200;
  }

  private static boolean credible(Instant time) {
    return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
  }

  /** The event's key as text that PostgreSQL takes; null where it has none. */
  static String key(Event event) {
    if (event.key().length == 0) return null;
    byte[] head = Arrays.copyOf(event.key(), Math.min(event.key().length, 4 * MAX_ID));
    return new String(head, StandardCharsets.UTF_8).replace('\0', '\ufffd');
  }

  /** A fault of the event; its message is ours and quotes nothing. */
  private static final class Flawed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Flawed(String message) {
      super(Objects.requireNonNull(message), null, false, false);
    }
  }
}
