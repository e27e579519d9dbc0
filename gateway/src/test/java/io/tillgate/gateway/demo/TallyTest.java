package io.tillgate.gateway.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.retail.RetailJson;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void aPaymentCountsWhileItStands() throws IOException {
    intent("a", PaymentIntent.Kind.PURCHASE);
    outcome("a", PaymentOutcome.Result.APPROVED, 700);
    intent("b", PaymentIntent.Kind.PURCHASE);
    outcome("b", PaymentOutcome.Result.DECLINED, 0);
    intent("c", PaymentIntent.Kind.REFUND);
    outcome("c", PaymentOutcome.Result.APPROVED, 300);
    String sheet = sheet();
    assertTrue(sheet.contains("1  7.00 GBP"), sheet);
    assertTrue(sheet.contains("1  3.00 GBP"), sheet);
  }

  @Test
  void aReversedPaymentDoesNotCountAndAnOwedOneStillDoes() throws IOException {
    intent("a", PaymentIntent.Kind.PURCHASE);
    outcome("a", PaymentOutcome.Result.APPROVED, 700);
    add(EventType.REVERSAL_OWED, new ReversalOwed("a", ReversalOwed.Reason.TERMINAL, 700, "GBP"));
    assertEquals(0, tally.unfinished());
    add(EventType.REVERSAL_ACKNOWLEDGED, new ReversalAcknowledged("a", "00", 1));
    assertTrue(sheet().contains("Nothing was sold."));
  }

  @Test
  void anIntentWithoutOutcomeIsSeen() throws IOException {
    intent("a", PaymentIntent.Kind.PURCHASE);
    assertEquals(1, tally.unfinished());
  }

  @Test
  void anOutcomeWithoutIntentIsRefused() {
    assertThrows(IOException.class, () -> outcome("x", PaymentOutcome.Result.APPROVED, 1));
  }

  @Test
  void aTypeOfANewerVersionIsPassedOver() throws IOException {
    tally.add(77, new byte[] {1, 2, 3});
    assertEquals(0, tally.unfinished());
  }

  private void intent(String id, PaymentIntent.Kind kind) throws IOException {
    add(
        EventType.PAYMENT_INTENT,
        new PaymentIntent(id, kind, "T1", "host", 700, "GBP", "000001", null, null, null));
  }

  private void outcome(String id, PaymentOutcome.Result result, long minor) throws IOException {
    add(EventType.PAYMENT_OUTCOME, new PaymentOutcome(id, result, "00", minor, "GBP", null, null));
  }

  private void add(EventType type, Object event) throws IOException {
    tally.add(type.code(), RetailJson.write(event));
  }

  private String sheet() {
    BalanceSheet sheet = new BalanceSheet();
    tally.enter(sheet, "store-01");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sheet.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
