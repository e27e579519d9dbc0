package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaymentJsonTest {
  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Null now and then, and whatever a terminal may have put into its fields. */
  private String text() {
    if (random.nextInt(5) == 0) return null;
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append("\"\\/".charAt(random.nextInt(3)));
        case 2 -> text.append((char) (0x80 + random.nextInt(0x80)));
        case 3 -> text.appendCodePoint(0x1F600 + random.nextInt(64));
        default -> text.append((char) (' ' + random.nextInt(95)));
      }
    }
    return text.toString();
  }

  private <E> E any(E[] values) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void whatIsWrittenIsReadBackWhateverIsInIt() {
    System.out.println("whatIsWrittenIsReadBackWhateverIsInIt seed " + seed);
    for (int i = 0; i < 2_000; i++) {
      CardRecord card =
          random.nextBoolean()
              ? null
              : new CardRecord(
                  text(), text(), text(), text(), any(CardRecord.EntryMode.values()), text());
      PaymentIntent intent =
          new PaymentIntent(
              text(),
              any(PaymentIntent.Kind.values()),
              text(),
              text(),
              random.nextLong(),
              text(),
              text(),
              text(),
              text(),
              card);
      assertEquals(intent, PaymentJson.intent(PaymentJson.write(intent)));
      PaymentOutcome outcome =
          new PaymentOutcome(
              text(),
              any(PaymentOutcome.Result.values()),
              text(),
              random.nextLong(),
              text(),
              text(),
              text());
      assertEquals(outcome, PaymentJson.outcome(PaymentJson.write(outcome)));
      ReversalOwed owed =
          new ReversalOwed(text(), any(ReversalOwed.Reason.values()), random.nextLong(), text());
      assertEquals(owed, PaymentJson.owed(PaymentJson.write(owed)));
      ReversalParked parked = new ReversalParked(text(), random.nextInt(), text());
      assertEquals(parked, PaymentJson.parked(PaymentJson.write(parked)));
    }
  }

  @Test
  void namesAreThoseOfTheRecordsAndWhatIsNullIsLeftOut() {
    JsonObject done = read(PaymentJson.write(new ReversalAcknowledged("p", "00", 3)));
    assertEquals(
        new JsonObject().put("paymentId", "p").put("responseCode", "00").put("tries", 3), done);
    JsonObject late = read(PaymentJson.write(new LateAnswer("p", "00", null)));
    assertFalse(late.containsKey("authorizationCode"));
  }

  private static JsonObject read(byte[] json) {
    return new JsonObject(Buffer.buffer(json));
  }
}
