package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.keys.SealedCard;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import io.tillgate.retail.payment.ReversalParked;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaymentFoldTest {
  private final PaymentFold fold = new PaymentFold(100);
  private long offset;

  private static final Clockwork CLOCK =
      new Clockwork() {
        @Override
        public long monotonicMillis() {
          return 5_000_000;
        }

        @Override
        public long epochMillis() {
          return 2_000_000;
        }

        @Override
        public void after(long millis, Runnable task) {}
      };

  private void told(Entry... entries) {
    for (Entry entry : entries) {
      fold.accept(offset++, 1_000_000, entry.type(), entry.key(), entry.payload());
    }
  }

  private static Entry sealed(String id, int slot) {
    byte[] card = new SealedCard(slot, new byte[12], new byte[30]).encode();
    byte[] payload =
        ByteBuffer.allocate(3 + card.length + 4)
            .put((byte) 1)
            .putShort((short) card.length)
            .put(card)
            .put(new byte[4])
            .array();
    return PaymentRecords.sealed(id, new Seals.Seal(slot, payload));
  }

  private static Entry intent(String id) {
    return PaymentRecords.of(
        new PaymentIntent(
            id,
            PaymentIntent.Kind.PURCHASE,
            "TERM0001",
            "bank",
            100,
            "USD",
            "000001",
            null,
            null,
            null));
  }

  private static Entry outcome(String id, Result result) {
    return PaymentRecords.of(new PaymentOutcome(id, result, "00", 100, "USD", null, null));
  }

  private static Entry owed(String id) {
    return PaymentRecords.of(new ReversalOwed(id, Reason.TIMED_OUT, 100, "USD"));
  }

  private Payment only() {
    List<Payment> payments = fold.payments(CLOCK);
    assertEquals(1, payments.size());
    return payments.get(0);
  }

  @Test
  void anIntentWithoutAnOutcomeIsOpenAndNeedsItsKey() {
    told(sealed("a", 7), intent("a"));
    assertEquals(Set.of(7), fold.openSlots());
    assertEquals(1, fold.openCount());
    assertNull(only().outcome());
    assertEquals(0, only().offset);
  }

  @Test
  void anOutcomeClosesAPaymentAndItsKeyIsNoLongerNeeded() {
    told(sealed("a", 7), intent("a"), outcome("a", Result.APPROVED));
    assertEquals(Set.of(), fold.openSlots());
    Payment payment = only();
    assertNull(payment.seal);
    assertEquals(5_000_000 - 1_000_000, payment.closedMillis);
  }

  @Test
  void aReversalThatIsOwedKeepsAPaymentOpenUntilItIsAcknowledged() {
    told(sealed("a", 7), intent("a"), outcome("a", Result.TIMED_OUT), owed("a"));
    assertEquals(Set.of(7), fold.openSlots());
    told(PaymentRecords.of(new ReversalParked("a", 10, "96")));
    assertEquals(1, fold.openCount());
    told(PaymentRecords.of(new ReversalAcknowledged("a", "00", 11)));
    assertEquals(0, fold.openCount());
    assertInstanceOf(PaymentState.Undone.class, only().state());
  }

  @Test
  void aTerminalsReversalOpensAPaymentAgainUnderItsOwnKey() {
    told(sealed("a", 7), intent("a"), outcome("a", Result.APPROVED));
    told(sealed("a", 9), owed("a"));
    assertEquals(Set.of(9), fold.openSlots());
    assertEquals(9, only().seal.slot());
    assertNotNull(only().outcome());
  }

  @Test
  void memoryIsBoundedByWhatIsOpenAndNotByHistory() {
    told(sealed("open", 1), intent("open"));
    for (int i = 0; i < 10_000; i++) {
      String id = "closed" + i;
      told(sealed(id, 2), intent(id), outcome(id, Result.DECLINED));
    }
    List<Payment> payments = fold.payments(CLOCK);
    assertEquals(101, payments.size());
    assertEquals("open", payments.get(0).id());
  }

  @Test
  void recordsOfOtherRoomsAndOfNewerVersionsArePassedOver() {
    told(new Entry(1, new byte[] {1}, "{}".getBytes()), new Entry(99, new byte[0], new byte[0]));
    told(outcome("unknown", Result.APPROVED), owed("unknown"));
    assertTrue(fold.payments(CLOCK).isEmpty());
  }

  @Test
  void aFoldThatBeginsBehindASealStillHasIt() {
    told(sealed("a", 7), intent("a"), outcome("a", Result.APPROVED));
    PaymentFold later = new PaymentFold(100);
    Entry[] tail = {sealed("b", 8), intent("b")};
    for (Entry entry : tail) {
      later.accept(offset++, 1_000_000, entry.type(), entry.key(), entry.payload());
    }
    assertEquals(Set.of(8), later.openSlots());
  }
}
