package io.tillgate.central.ingest;

import io.tillgate.central.database.RowWriter;
import io.tillgate.central.ingest.Changes.Paid;
import io.tillgate.central.ingest.PaymentState.Advice;
import io.tillgate.central.ingest.PaymentState.AdviceStage;
import io.tillgate.central.ingest.PaymentState.Reversal;
import io.tillgate.central.ingest.PaymentState.Stage;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.LateAnswer;
import io.tillgate.retail.payment.PaymentIntent;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalOwed;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;

/**
 * A payment's state as a row of {@code payments}, and back: what is read equals what was written.
 */
final class PaymentRows {
  static final String SELECT = "select * from payments where store = $1 and payment_id = any($2)";

  static final RowWriter<Paid> WRITER =
      RowWriter.<Paid>into("payments")
          .text("store", p -> p.source().store())
          .text("edge", p -> p.source().edge())
          .text("payment_id", p -> p.state().paymentId())
          .time("at", p -> p.state().at())
          .text("kind", intent(i -> i.kind().name()))
          .text("terminal", intent(PaymentIntent::terminal))
          .text("acquirer", intent(PaymentIntent::acquirer))
          .number("amount_minor", intent(PaymentIntent::amountMinor))
          .text("currency", intent(PaymentIntent::currency))
          .text("stan", intent(PaymentIntent::stan))
          .text("rrn", intent(PaymentIntent::rrn))
          .text("local_date_time", intent(PaymentIntent::localDateTime))
          .text("order_id", intent(PaymentIntent::orderId))
          .text("card_token", card(CardRecord::token))
          .text("card_bin", card(CardRecord::bin))
          .text("card_last_four", card(CardRecord::lastFour))
          .text("card_brand", card(CardRecord::brand))
          .text("card_entry_mode", card(c -> c.entryMode() == null ? null : c.entryMode().name()))
          .text("card_par", card(CardRecord::par))
          .time("outcome_at", p -> p.state().outcomeAt())
          .text("result", outcome(o -> o.result().name()))
          .text("response_code", outcome(PaymentOutcome::responseCode))
          .number("approved_minor", outcome(PaymentOutcome::approvedMinor))
          .text("outcome_currency", outcome(PaymentOutcome::currency))
          .text("authorization_code", outcome(PaymentOutcome::authorizationCode))
          .text("answer_rrn", outcome(PaymentOutcome::rrn))
          .text("reversal", p -> p.state().reversal().stage().name())
          .text("reversal_reason", owed(r -> r.reason().name()))
          .number("reversal_minor", owed(ReversalOwed::amountMinor))
          .text("reversal_currency", owed(ReversalOwed::currency))
          .number("reversal_left_minor", owed(ReversalOwed::leftMinor))
          .time("reversal_at", p -> p.state().reversal().at())
          .number("reversal_tries", p -> (long) p.state().reversal().tries())
          .text("reversal_code", p -> p.state().reversal().responseCode())
          .text("advice", p -> p.state().advice().stage().name())
          .time("advice_at", p -> p.state().advice().at())
          .number("advice_left_minor", p -> p.state().advice().leftMinor())
          .number("advice_tries", p -> (long) p.state().advice().tries())
          .text("advice_code", p -> p.state().advice().responseCode())
          .time("late_at", p -> p.state().lateAt())
          .text("late_code", late(LateAnswer::responseCode))
          .text("late_authorization", late(LateAnswer::authorizationCode))
          .replacing("store, payment_id");

  private PaymentRows() {}

  static PaymentState read(Row row) {
    String id = row.getString("payment_id");
    return new PaymentState(
        id,
        time(row, "at"),
        row.getString("kind") == null ? null : intent(id, row),
        time(row, "outcome_at"),
        row.getString("result") == null ? null : outcome(id, row),
        reversal(id, row),
        advice(row),
        time(row, "late_at"),
        time(row, "late_at") == null
            ? null
            : new LateAnswer(id, row.getString("late_code"), row.getString("late_authorization")));
  }

  private static PaymentIntent intent(String id, Row row) {
    return new PaymentIntent(
        id,
        PaymentIntent.Kind.valueOf(row.getString("kind")),
        row.getString("terminal"),
        row.getString("acquirer"),
        row.getLong("amount_minor"),
        row.getString("currency"),
        row.getString("stan"),
        row.getString("rrn"),
        row.getString("local_date_time"),
        isOfOutcome(row) ? null : card(row),
        row.getString("order_id"));
  }

  /** A card record always has a brand; without one there was no card. */
  private static CardRecord card(Row row) {
    if (row.getString("card_brand") == null && row.getString("card_token") == null) return null;
    String entryMode = row.getString("card_entry_mode");
    return new CardRecord(
        row.getString("card_token"),
        row.getString("card_bin"),
        row.getString("card_last_four"),
        row.getString("card_brand"),
        entryMode == null ? null : CardRecord.EntryMode.valueOf(entryMode),
        row.getString("card_par"));
  }

  private static PaymentOutcome outcome(String id, Row row) {
    return new PaymentOutcome(
        id,
        PaymentOutcome.Result.valueOf(row.getString("result")),
        row.getString("response_code"),
        row.getLong("approved_minor"),
        row.getString("outcome_currency"),
        row.getString("authorization_code"),
        row.getString("answer_rrn"),
        isOfOutcome(row) ? card(row) : null);
  }

  /** Acquirers whose name begins so are nexo terminals. */
  private static boolean isOfOutcome(Row row) {
    String acquirer = row.getString("acquirer");
    return acquirer == null || acquirer.startsWith("nexo:");
  }

  private static Reversal reversal(String id, Row row) {
    String reason = row.getString("reversal_reason");
    return new Reversal(
        Stage.valueOf(row.getString("reversal")),
        time(row, "reversal_at"),
        reason == null
            ? null
            : new ReversalOwed(
                id,
                ReversalOwed.Reason.valueOf(reason),
                row.getLong("reversal_minor"),
                row.getString("reversal_currency"),
                orZero(row.getLong("reversal_left_minor"))),
        row.getInteger("reversal_tries"),
        row.getString("reversal_code"));
  }

  private static long orZero(Long minor) {
    return minor == null ? 0 : minor;
  }

  private static Advice advice(Row row) {
    return new Advice(
        AdviceStage.valueOf(row.getString("advice")),
        time(row, "advice_at"),
        row.getLong("advice_left_minor"),
        row.getInteger("advice_tries"),
        row.getString("advice_code"));
  }

  private static Instant time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static <V> Function<Paid, V> intent(Function<PaymentIntent, V> part) {
    return p -> p.state().intent() == null ? null : part.apply(p.state().intent());
  }

  private static <V> Function<Paid, V> card(Function<CardRecord, V> part) {
    return p -> {
      CardRecord card = named(p.state());
      return card == null ? null : part.apply(card);
    };
  }

  /** By the intent, or by the outcome where a nexo terminal names the card with its answer. */
  private static CardRecord named(PaymentState state) {
    CardRecord intended = state.intent() == null ? null : state.intent().card();
    if (intended != null) return intended;
    return state.outcome() == null ? null : state.outcome().card();
  }

  private static <V> Function<Paid, V> outcome(Function<PaymentOutcome, V> part) {
    return p -> p.state().outcome() == null ? null : part.apply(p.state().outcome());
  }

  private static <V> Function<Paid, V> owed(Function<ReversalOwed, V> part) {
    return p ->
        p.state().reversal().owed() == null ? null : part.apply(p.state().reversal().owed());
  }

  private static <V> Function<Paid, V> late(Function<LateAnswer, V> part) {
    return p -> p.state().late() == null ? null : part.apply(p.state().late());
  }
}
