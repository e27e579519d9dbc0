package io.tillgate.card.payment;

import io.tillgate.retail.payment.AdviceChanged;
import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.AdviceParked;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalAcknowledged;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalParked;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * The records of {@code retail.payment} as JSON, UTF-8; the names are those of the components, and
 * what is null is left out. Writing is on the way of every payment and goes straight to bytes;
 * reading is for start-up.
 */
public final class PaymentJson {
  private PaymentJson() {}

  static byte[] write(PaymentIntent intent) {
    JsonBytes out =
        new JsonBytes()
            .text("paymentId", intent.paymentId())
            .name("kind", intent.kind())
            .text("terminal", intent.terminal())
            .text("acquirer", intent.acquirer())
            .number("amountMinor", intent.amountMinor())
            .text("currency", intent.currency())
            .text("stan", intent.stan())
            .text("rrn", intent.rrn())
            .text("localDateTime", intent.localDateTime())
            .text("orderId", intent.orderId());
    if (intent.card() != null) write(out, intent.card());
    return out.end();
  }

  private static void write(JsonBytes out, CardRecord card) {
    out.begin("card")
        .text("token", card.token())
        .text("bin", card.bin())
        .text("lastFour", card.lastFour())
        .text("brand", card.brand())
        .name("entryMode", card.entryMode())
        .text("par", card.par())
        .close();
  }

  static byte[] write(PaymentOutcome outcome) {
    JsonBytes out =
        new JsonBytes()
            .text("paymentId", outcome.paymentId())
            .name("result", outcome.result())
            .text("responseCode", outcome.responseCode())
            .number("approvedMinor", outcome.approvedMinor())
            .text("currency", outcome.currency())
            .text("authorizationCode", outcome.authorizationCode())
            .text("rrn", outcome.rrn());
    if (outcome.card() != null) write(out, outcome.card());
    return out.end();
  }

  static byte[] write(ReversalOwed owed) {
    return new JsonBytes()
        .text("paymentId", owed.paymentId())
        .name("reason", owed.reason())
        .number("amountMinor", owed.amountMinor())
        .text("currency", owed.currency())
        .numberUnlessZero("leftMinor", owed.leftMinor())
        .end();
  }

  static byte[] write(ReversalAcknowledged acknowledged) {
    return new JsonBytes()
        .text("paymentId", acknowledged.paymentId())
        .text("responseCode", acknowledged.responseCode())
        .number("tries", acknowledged.tries())
        .end();
  }

  static byte[] write(ReversalParked parked) {
    return new JsonBytes()
        .text("paymentId", parked.paymentId())
        .number("tries", parked.tries())
        .text("lastResponseCode", parked.lastResponseCode())
        .end();
  }

  static byte[] write(LateAnswer late) {
    return new JsonBytes()
        .text("paymentId", late.paymentId())
        .text("responseCode", late.responseCode())
        .text("authorizationCode", late.authorizationCode())
        .end();
  }

  static byte[] write(AdviceOwed owed) {
    return new JsonBytes()
        .text("paymentId", owed.paymentId())
        .number("amountMinor", owed.amountMinor())
        .text("currency", owed.currency())
        .text("token", owed.token())
        .end();
  }

  static byte[] write(AdviceChanged changed) {
    return new JsonBytes()
        .text("paymentId", changed.paymentId())
        .number("leftMinor", changed.leftMinor())
        .text("currency", changed.currency())
        .name("by", changed.by())
        .end();
  }

  static byte[] write(AdviceSettled settled) {
    return new JsonBytes()
        .text("paymentId", settled.paymentId())
        .name("ending", settled.ending())
        .text("responseCode", settled.responseCode())
        .number("takenMinor", settled.takenMinor())
        .text("currency", settled.currency())
        .number("tries", settled.tries())
        .end();
  }

  static byte[] write(AdviceParked parked) {
    return new JsonBytes()
        .text("paymentId", parked.paymentId())
        .number("tries", parked.tries())
        .text("lastResponseCode", parked.lastResponseCode())
        .end();
  }

  static AdviceOwed adviceOwed(byte[] json) {
    JsonObject in = object(json);
    return new AdviceOwed(
        in.getString("paymentId"),
        in.getLong("amountMinor"),
        in.getString("currency"),
        in.getString("token"));
  }

  static AdviceChanged adviceChanged(byte[] json) {
    JsonObject in = object(json);
    return new AdviceChanged(
        in.getString("paymentId"),
        in.getLong("leftMinor"),
        in.getString("currency"),
        AdviceChanged.By.valueOf(in.getString("by")));
  }

  static AdviceSettled adviceSettled(byte[] json) {
    JsonObject in = object(json);
    return new AdviceSettled(
        in.getString("paymentId"),
        AdviceSettled.Ending.valueOf(in.getString("ending")),
        in.getString("responseCode"),
        in.getLong("takenMinor"),
        in.getString("currency"),
        in.getInteger("tries"));
  }

  static AdviceParked adviceParked(byte[] json) {
    JsonObject in = object(json);
    return new AdviceParked(
        in.getString("paymentId"), in.getInteger("tries"), in.getString("lastResponseCode"));
  }

  public static PaymentIntent intent(byte[] json) {
    JsonObject in = object(json);
    return new PaymentIntent(
        in.getString("paymentId"),
        PaymentIntent.Kind.valueOf(in.getString("kind")),
        in.getString("terminal"),
        in.getString("acquirer"),
        in.getLong("amountMinor"),
        in.getString("currency"),
        in.getString("stan"),
        in.getString("rrn"),
        in.getString("localDateTime"),
        card(in.getJsonObject("card")),
        in.getString("orderId"));
  }

  private static CardRecord card(JsonObject in) {
    if (in == null) return null;
    return new CardRecord(
        in.getString("token"),
        in.getString("bin"),
        in.getString("lastFour"),
        in.getString("brand"),
        CardRecord.EntryMode.valueOf(in.getString("entryMode")),
        in.getString("par"));
  }

  public static PaymentOutcome outcome(byte[] json) {
    JsonObject in = object(json);
    return new PaymentOutcome(
        in.getString("paymentId"),
        PaymentOutcome.Result.valueOf(in.getString("result")),
        in.getString("responseCode"),
        in.getLong("approvedMinor"),
        in.getString("currency"),
        in.getString("authorizationCode"),
        in.getString("rrn"),
        card(in.getJsonObject("card")));
  }

  public static ReversalOwed owed(byte[] json) {
    JsonObject in = object(json);
    return new ReversalOwed(
        in.getString("paymentId"),
        ReversalOwed.Reason.valueOf(in.getString("reason")),
        in.getLong("amountMinor"),
        in.getString("currency"),
        in.getLong("leftMinor", 0L));
  }

  public static ReversalAcknowledged acknowledged(byte[] json) {
    JsonObject in = object(json);
    return new ReversalAcknowledged(
        in.getString("paymentId"), in.getString("responseCode"), in.getInteger("tries"));
  }

  public static LateAnswer late(byte[] json) {
    JsonObject in = object(json);
    return new LateAnswer(
        in.getString("paymentId"), in.getString("responseCode"), in.getString("authorizationCode"));
  }

  public static ReversalParked parked(byte[] json) {
    JsonObject in = object(json);
    return new ReversalParked(
        in.getString("paymentId"), in.getInteger("tries"), in.getString("lastResponseCode"));
  }

  private static JsonObject object(byte[] json) {
    return new JsonObject(Buffer.buffer(json));
  }
}
