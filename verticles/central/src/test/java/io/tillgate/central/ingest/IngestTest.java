package io.tillgate.central.ingest;

import static io.tillgate.central.Facts.acknowledged;
import static io.tillgate.central.Facts.advice;
import static io.tillgate.central.Facts.approved;
import static io.tillgate.central.Facts.approvedOffline;
import static io.tillgate.central.Facts.batch;
import static io.tillgate.central.Facts.closed;
import static io.tillgate.central.Facts.event;
import static io.tillgate.central.Facts.intent;
import static io.tillgate.central.Facts.left;
import static io.tillgate.central.Facts.loss;
import static io.tillgate.central.Facts.opened;
import static io.tillgate.central.Facts.owed;
import static io.tillgate.central.Facts.raw;
import static io.tillgate.central.Facts.refund;
import static io.tillgate.central.Facts.sale;
import static io.tillgate.central.Facts.settled;
import static io.tillgate.central.Facts.timedOut;
import static io.tillgate.central.Postgres.await;
import static io.tillgate.retail.payment.CaseKind.CARD_NUMBER_FOUND;
import static io.tillgate.retail.payment.CaseKind.UNKNOWN_RESULT;
import static io.tillgate.retail.payment.CaseKind.UNREVERSED;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.central.Postgres;
import io.tillgate.central.database.Database;
import io.tillgate.central.shard.Lease;
import io.tillgate.retail.RetailJson;
import io.tillgate.retail.Sale;
import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.AdviceParked;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.CaseClosed.Ending;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One shard's owner against a real PostgreSQL. */
class IngestTest {
  private static final int SHARD = 7;
  private static Vertx vertx;
  private static Postgres postgres;
  private static Database database;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final IngestMetrics metrics = new IngestMetrics(registry);
  private Source source;
  private Ingest ingest;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    postgres = Postgres.database();
    database = postgres.open(vertx);
  }

  @AfterAll
  static void close() {
    await(database.close());
    await(vertx.close());
  }

  /** Each test has a store of its own, so that they share a database without meeting. */
  @BeforeEach
  void own() {
    source = new Source("store-" + UUID.randomUUID(), "edge-1", 1);
    ingest = owner("node-a", takeOver("node-a"));
  }

  private static long takeOver(String node) {
    postgres.execute(
        "update shard_lease set owner = '"
            + node
            + "', fence = fence + 1, expires = now() + interval '1 hour' where shard = "
            + SHARD);
    return postgres.number("select fence from shard_lease where shard = " + SHARD);
  }

  private Ingest owner(String node, long fence) {
    Lease lease = new Lease(SHARD, node, fence);
    return new Ingest(database.ingest(), new Aside(vertx), lease, metrics, Clock.systemUTC());
  }

  private long land(Batch batch) {
    return await(ingest.land(source, batch.events()));
  }

  private long count(String table) {
    return postgres.number(
        "select count(*) from " + table + " where store = '" + source.store() + "'");
  }

  private long total(String figure) {
    return postgres.number(
        "select coalesce(sum("
            + figure
            + "), 0) from store_totals where store = '"
            + source.store()
            + "'");
  }

  private String ending(String caseId) {
    return postgres
        .rows(
            "select coalesce(ending, 'open') from cases where store = '"
                + source.store()
                + "' and case_id = '"
                + caseId
                + "'")
        .get(0)
        .get(0);
  }

  @Test
  void aCaseIsOpenUntilItClosesAndHasOneEnding() {
    land(batch(0, opened("c1", UNKNOWN_RESULT, "p1"), opened("c1", UNKNOWN_RESULT, "p1")));
    assertEquals("open", ending("c1"));
    land(
        batch(
            2,
            closed("c1", UNKNOWN_RESULT, Ending.LATE_APPROVAL_REVERSED),
            closed("c1", UNKNOWN_RESULT, Ending.TAKEN),
            opened("c1", UNKNOWN_RESULT, "p1"),
            opened("c2", CARD_NUMBER_FOUND, null)));
    land(batch(6, closed("c1", UNKNOWN_RESULT, Ending.CLOSED_BY_PERSON)));
    assertEquals("LATE_APPROVAL_REVERSED", ending("c1"));
    assertEquals("open", ending("c2"));
    assertEquals(2, count("cases"));
    assertEquals(0, count("event_problems"));
  }

  @Test
  void whatWasSealedForTheVaultIsKeptApartFromTheEvents() {
    String sealed = "AAEC" + "AwQF".repeat(20);
    String json = "{\"token\":\"tk_a\",\"keyId\":\"00ff\",\"sealed\":\"" + sealed + "\"}";
    land(
        batch(
            0, raw(0, EventType.SEALED_FOR_VAULT, json), raw(1, EventType.SEALED_FOR_VAULT, json)));
    assertEquals(1, count("vault_cards"));
    assertEquals(2, count("events"));
    assertEquals(0, count("event_problems"));
    assertEquals(
        0,
        postgres.number(
            "select count(*) from events where payload is not null and store = '"
                + source.store()
                + "'"));
  }

  @Test
  void aCaseWhoseOpeningWasLostIsKnownByItsEnding() {
    land(batch(0, closed("c9", UNREVERSED, Ending.REVERSAL_ACKNOWLEDGED)));
    assertEquals("REVERSAL_ACKNOWLEDGED", ending("c9"));
  }

  @Test
  void aSaleIsARowATenderAMovementAndATotal() {
    assertEquals(1, land(batch(0, sale(source.store(), UUID.randomUUID(), 1250))));
    assertEquals(1, count("events"));
    assertEquals(1, count("sales"));
    assertEquals(1, count("tenders"));
    assertEquals(1, count("stock_movements"));
    assertEquals(1, total("sales"));
    assertEquals(1250, total("sales_minor"));
    assertEquals(
        -2000,
        postgres.number(
            "select thousandths from stock_levels where store = '" + source.store() + "'"));
  }

  @Test
  void aBatchThatComesTwiceIsCountedOnce() {
    Batch batch =
        batch(
            0,
            sale(source.store(), UUID.randomUUID(), 100),
            sale(source.store(), UUID.randomUUID(), 200));
    assertEquals(2, land(batch));
    assertEquals(2, land(batch));
    assertEquals(2, count("events"));
    assertEquals(300, total("sales_minor"));
    assertEquals(2, registry.get("tillgate.central.ingest.duplicates.skipped").counter().count());
  }

  @Test
  void ofABatchThatOverlapsOnlyTheNewPartIsTaken() {
    UUID a = UUID.randomUUID();
    UUID b = UUID.randomUUID();
    UUID c = UUID.randomUUID();
    land(batch(0, sale(source.store(), a, 1), sale(source.store(), b, 10)));
    assertEquals(3, land(batch(1, sale(source.store(), b, 10), sale(source.store(), c, 100))));
    assertEquals(3, count("sales"));
    assertEquals(111, total("sales_minor"));
  }

  @Test
  void aJournalThatWasPutBackToAnOlderStateIsRefusedAndLosesNothingInSilence() {
    land(
        batch(
            0,
            sale(source.store(), UUID.randomUUID(), 1),
            sale(source.store(), UUID.randomUUID(), 2)));
    Batch otherPast =
        batch(
            1,
            sale(source.store(), UUID.randomUUID(), 10),
            sale(source.store(), UUID.randomUUID(), 20));
    var refused = assertThrows(Refusal.Refused.class, () -> land(otherPast));
    assertInstanceOf(Refusal.Malformed.class, refused.refusal());
    assertEquals(2, count("events"));
  }

  @Test
  void aBatchThatWouldLeaveAGapIsRefusedWithTheNextOffset() {
    land(batch(0, sale(source.store(), UUID.randomUUID(), 1)));
    var refused =
        assertThrows(
            Refusal.Refused.class,
            () -> land(batch(5, sale(source.store(), UUID.randomUUID(), 1))));
    assertEquals(new Refusal.Gap(1), refused.refusal());
    assertEquals(1, count("events"));
  }

  @Test
  void anOwnerWhoWasReplacedCannotWrite() {
    land(batch(0, sale(source.store(), UUID.randomUUID(), 1)));
    Ingest old = ingest;
    Ingest present = owner("node-b", takeOver("node-b"));
    Batch batch = batch(1, sale(source.store(), UUID.randomUUID(), 1));
    var refused =
        assertThrows(Refusal.Refused.class, () -> await(old.land(source, batch.events())));
    assertInstanceOf(Refusal.NotOwner.class, refused.refusal());
    assertEquals(1, count("events"));
    assertEquals(2, await(present.land(source, batch.events())));
  }

  @Test
  void aNodeThatComesBackWithItsOldFenceCannotWrite() {
    Ingest old = ingest;
    takeOver("node-a");
    Batch batch = batch(0, sale(source.store(), UUID.randomUUID(), 1));
    var refused =
        assertThrows(Refusal.Refused.class, () -> await(old.land(source, batch.events())));
    assertInstanceOf(Refusal.NotOwner.class, refused.refusal());
    assertEquals(0, count("events"));
  }

  @Test
  void anOwnerWhoseLeaseHasEndedCannotWrite() {
    postgres.execute(
        "update shard_lease set expires = now() - interval '1 second' where shard = " + SHARD);
    Batch batch = batch(0, sale(source.store(), UUID.randomUUID(), 1));
    var refused = assertThrows(Refusal.Refused.class, () -> land(batch));
    assertInstanceOf(Refusal.NotOwner.class, refused.refusal());
    assertEquals(0, count("events"));
  }

  @Test
  void aPaymentIsOneRowFromIntentToReversal() {
    String id = UUID.randomUUID().toString();
    land(batch(0, intent(id, "T1", "000001", 500), timedOut(id), owed(id, 500)));
    assertEquals(1, total("reversals_owed"));
    assertEquals(1, total("payments_unanswered"));
    land(batch(3, acknowledged(id)));
    assertEquals(0, total("reversals_owed"));
    assertEquals(1, total("payments_reversed"));
    assertEquals(500, total("payments_reversed_minor"));
    assertEquals(1, count("payments"));
  }

  @Test
  void anApprovedPaymentStandsUntilTheAcquirerAcknowledgesItsReversal() {
    String id = UUID.randomUUID().toString();
    land(batch(0, intent(id, "T1", "000001", 500)));
    assertEquals(1, total("payments_open"));
    land(batch(1, approved(id, 500)));
    assertEquals(0, total("payments_open"));
    assertEquals(1, total("payments"));
    assertEquals(500, total("payments_minor"));
    land(batch(2, owed(id, 500)));
    assertEquals(1, total("payments"));
    land(batch(3, acknowledged(id)));
    assertEquals(0, total("payments"));
    assertEquals(0, total("payments_minor"));
    assertEquals(1, total("payments_approved"));
  }

  @Test
  void aPaymentThatIsReversedInPartStandsWithTheRest() {
    String id = UUID.randomUUID().toString();
    PaymentIntent asked = intent(id, "T1", "000001", 500).ofOrder("ORDER-17");
    land(batch(0, asked, approved(id, 500)));
    Reason terminal = Reason.TERMINAL;
    land(batch(2, new ReversalOwed(id, terminal, 500, "GBP", 200), acknowledged(id)));
    assertEquals(1, total("payments"));
    assertEquals(200, total("payments_minor"));
    assertEquals(300, total("payments_reversed_minor"));
    land(batch(4, new ReversalOwed(id, terminal, 500, "GBP"), acknowledged(id)));
    assertEquals(0, total("payments"));
    assertEquals(500, total("payments_reversed_minor"));
    // told again, it is the same and no contradiction
    land(batch(6, asked, approved(id, 500)));
    assertEquals(0, count("conflicts"));
  }

  @Test
  void anOfflinePaymentStandsAndIsExposureUntilItsAcquirerTakesIt() {
    String id = UUID.randomUUID().toString();
    land(batch(0, intent(id, "T1", "000001", 500), approvedOffline(id, 500), advice(id, 500)));
    assertEquals(1, total("payments"));
    assertEquals(500, total("payments_minor"));
    assertEquals(1, total("payments_approved"));
    assertEquals(1, total("advices_owed"));
    assertEquals(500, total("advices_owed_minor"));
    land(batch(3, new AdviceParked(id, 5, "96")));
    assertEquals(1, total("advices_owed"));
    land(batch(4, settled(id, AdviceSettled.Ending.TAKEN, 500)));
    assertEquals(0, total("advices_owed"));
    assertEquals(0, total("advices_owed_minor"));
    assertEquals(500, total("payments_minor"));
    land(batch(5, owed(id, 500), acknowledged(id)));
    assertEquals(0, total("payments"));
  }

  @Test
  void anOfflinePaymentThatIsRefusedOrVoidedDoesNotCount() {
    String refused = UUID.randomUUID().toString();
    String voided = UUID.randomUUID().toString();
    land(
        batch(
            0,
            intent(refused, "T1", "000001", 500),
            approvedOffline(refused, 500),
            advice(refused, 500),
            intent(voided, "T1", "000002", 300),
            approvedOffline(voided, 300),
            advice(voided, 300)));
    assertEquals(800, total("payments_minor"));
    land(batch(6, left(voided, 0), settled(voided, AdviceSettled.Ending.VOIDED, 0)));
    assertEquals(1, total("payments"));
    assertEquals(500, total("payments_minor"));
    assertEquals(500, total("advices_owed_minor"));
    land(batch(8, settled(refused, AdviceSettled.Ending.REFUSED, 0)));
    assertEquals(0, total("payments"));
    assertEquals(0, total("payments_minor"));
    assertEquals(0, total("advices_owed"));
    assertEquals(1, total("advices_refused"));
    assertEquals(500, total("advices_refused_minor"));
  }

  @Test
  void anOfflinePaymentThatIsRefundedInPartCountsWithWhatIsLeft() {
    String id = UUID.randomUUID().toString();
    land(batch(0, intent(id, "T1", "000001", 500), approvedOffline(id, 500), advice(id, 500)));
    land(batch(3, left(id, 120)));
    assertEquals(120, total("payments_minor"));
    assertEquals(120, total("advices_owed_minor"));
    land(batch(4, settled(id, AdviceSettled.Ending.TAKEN, 120)));
    assertEquals(1, total("payments"));
    assertEquals(120, total("payments_minor"));
    assertEquals(0, total("advices_owed_minor"));
  }

  @Test
  void aSecondOutcomeThatSaysOtherwiseIsAConflictAndTheFirstStands() {
    String id = UUID.randomUUID().toString();
    land(batch(0, intent(id, "T1", "000001", 500), approved(id, 500), timedOut(id)));
    assertEquals(1, count("conflicts"));
    assertEquals(500, total("payments_minor"));
    assertEquals(3, count("events"));
  }

  @Test
  void aSaleWithAKnownIdAndAnotherContentIsAConflictAndTheFirstStands() {
    UUID id = UUID.randomUUID();
    land(batch(0, sale(source.store(), id, 100), sale(source.store(), id, 100)));
    assertEquals(0, count("conflicts"));
    land(batch(2, sale(source.store(), id, 999)));
    assertEquals(1, count("conflicts"));
    assertEquals(100, total("sales_minor"));
  }

  @Test
  void aRefundAndALossMoveStockTheirWay() {
    UUID saleId = UUID.randomUUID();
    land(
        batch(
            0,
            refund(source.store(), UUID.randomUUID(), saleId, 50),
            sale(source.store(), saleId, 100),
            loss(source.store(), UUID.randomUUID(), "85123A", 3)));
    assertEquals(
        1000 - 2000 - 3000,
        postgres.number(
            "select thousandths from stock_levels where store = '" + source.store() + "'"));
    assertEquals(50, total("refunds_minor"));
    assertEquals(1, total("stock_movements"));
  }

  @Test
  void aTypeOfANewerEdgeIsKeptAndNotProjected() {
    Event newer = raw(0, 99, "k", "{\"hello\":1}".getBytes(StandardCharsets.UTF_8));
    assertEquals(1, land(batch(0, newer)));
    assertEquals(1, count("events"));
    assertEquals(0, count("event_problems"));
  }

  @Test
  void ofARecordThatStaysOnTheBoxOnlyThePlaceIsKept() {
    Event withheld = Event.withheld(0, 1, EventType.SEALED_CARD.code());
    assertEquals(1, land(batch(0, withheld)));
    assertEquals(
        List.of(Arrays.asList(null, null)),
        postgres.rows(
            "select event_key, payload from events where store = '" + source.store() + "'"));
  }

  @Test
  void aPoisonEventIsKeptAsAProblemAndTheOthersGoOn() {
    land(
        batch(
            0,
            sale(source.store(), UUID.randomUUID(), 1),
            raw(1, EventType.SALE, "this is not JSON"),
            raw(2, EventType.SALE, "{\"id\":\"no uuid\"}"),
            raw(3, EventType.PAYMENT_OUTCOME, "{\"paymentId\":\"p\",\"result\":\"EATEN\"}"),
            raw(4, EventType.SALE, "{\"a\":\"\\u0000\"}"),
            raw(5, EventType.SALE, "{\"a\":\"\\ud800\"}"),
            raw(6, EventType.SALE, "{\"a\":1e999999}"),
            raw(7, 100, "k", new byte[] {(byte) 0xff, (byte) 0xfe}),
            event(8, sale("another-store", UUID.randomUUID(), 1)),
            sale(source.store(), UUID.randomUUID(), 10)));
    assertEquals(10, count("events"));
    assertEquals(8, count("event_problems"));
    assertEquals(11, total("sales_minor"));
    assertEquals(8, registry.get("tillgate.central.ingest.problems").counter().count());
  }

  @Test
  void aValueThatOnlyPostgresqlRefusesStopsNobodyButItself() {
    postgres.execute(
        "create or replace function refuse() returns trigger language plpgsql as"
            + " $$ begin if new.amount_minor = 777 then raise data_exception; end if;"
            + " return new; end $$");
    postgres.execute(
        "create or replace trigger refuse before insert on tenders for each row"
            + " execute function refuse()");
    try {
      assertEquals(
          5,
          land(
              batch(
                  0,
                  sale(source.store(), UUID.randomUUID(), 1),
                  sale(source.store(), UUID.randomUUID(), 10),
                  sale(source.store(), UUID.randomUUID(), 777),
                  sale(source.store(), UUID.randomUUID(), 100),
                  sale(source.store(), UUID.randomUUID(), 1000))));
    } finally {
      postgres.execute("drop trigger refuse on tenders");
    }
    assertEquals(5, count("events"));
    assertEquals(1, count("event_problems"));
    assertEquals(1111, total("sales_minor"));
  }

  @Test
  void whatTheTablesCannotHoldStopsNobodyButItself() {
    Sale good = sale(source.store(), UUID.randomUUID(), 10);
    String withoutQuantity =
        new String(RetailJson.write(good), StandardCharsets.UTF_8)
            .replaceAll("\"quantity\":\"[^\"]*\",", "");
    // Longer than an entry of an index may be, and not to be compressed.
    String sku =
        new Random(1).ints(9_000, 'a', 'z' + 1).mapToObj(Character::toString).collect(joining());
    land(
        batch(
            0,
            raw(0, EventType.SALE, withoutQuantity),
            loss(source.store(), UUID.randomUUID(), sku, 1),
            sale(source.store(), UUID.randomUUID(), 100)));
    assertEquals(3, count("events"));
    assertEquals(2, count("event_problems"));
    assertEquals(100, total("sales_minor"));
  }

  @Test
  void twoBoxesOfOneStoreThatTellOfTheSameSaleAreOneSale() {
    UUID id = UUID.randomUUID();
    Source other = new Source(source.store(), "edge-2", 1);
    Batch batch = batch(0, sale(source.store(), id, 100));
    var both = Future.all(ingest.land(source, batch.events()), ingest.land(other, batch.events()));
    await(both);
    assertEquals(2, count("events"));
    assertEquals(1, count("sales"));
    assertEquals(100, total("sales_minor"));
    assertEquals(0, count("conflicts"));
  }
}
