package io.tillgate.card.nexo;

import io.tillgate.card.nexo.NexoPayment.Transaction;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;

/** What a terminal's words mean for a payment. */
sealed interface NexoSaid {
  /**
   * It is over.
   *
   * @param body the terminal's {@code PaymentResponse} or {@code ReversalResponse}, clean
   */
  record Ended(PaymentOutcome outcome, Transaction transaction, byte[] body) implements NexoSaid {}

  /** The terminal is still at it. */
  record InProgress() implements NexoSaid {}

  /** The terminal knows nothing of it. */
  record NotFound() implements NexoSaid {}

  /** The terminal did not begin it: it was at something else, or made nothing of the message. */
  record NotBegun(String condition, byte[] body) implements NexoSaid {}

  /** Nobody can tell from this. */
  record Unclear(String why) implements NexoSaid {}

  /**
   * Reads the answer to a request for {@code payment}.
   *
   * @param card what was told of the card before the message was cleaned, or null
   */
  static NexoSaid of(NexoPayment payment, NexoMessage clean, CardRecord card) {
    if (clean.container().get("EventNotification") != null) {
      return new NotBegun("MessageFormat", null);
    }
    Json.Node body = clean.container().get(payment.ask.category() + "Response");
    return body == null
        ? new Unclear("no " + payment.ask.category() + "Response in it")
        : ended(payment, body, card);
  }

  /** Reads the answer to an inquiry about {@code payment}. */
  static NexoSaid ofInquiry(NexoPayment payment, NexoMessage clean, CardRecord card) {
    Json.Node status = clean.container().get("TransactionStatusResponse");
    if (status == null) return new Unclear("no TransactionStatusResponse in it");
    if ("Success".equals(status.text("Response", "Result"))) {
      Json.Node body =
          status.at(
              "RepeatedMessageResponse",
              "RepeatedResponseMessageBody",
              payment.ask.category() + "Response");
      return body == null ? new Unclear("no repeated answer in it") : ended(payment, body, card);
    }
    String condition = status.text("Response", "ErrorCondition");
    if ("InProgress".equals(condition)) return new InProgress();
    return "NotFound".equals(condition)
        ? new NotFound()
        : new Unclear("the terminal answers " + condition(condition));
  }

  /** A word of the terminal's, short and plain enough for a log. */
  static String condition(String word) {
    if (word == null || word.isEmpty() || word.length() > 32) return "Unknown";
    return word.chars().allMatch(Character::isLetterOrDigit) ? word : "Unknown";
  }

  private static NexoSaid ended(NexoPayment payment, Json.Node body, CardRecord told) {
    CardRecord card = told != null ? told : payment.keyed;
    String result = body.text("Response", "Result");
    String condition = body.text("Response", "ErrorCondition");
    if ("Success".equals(result) || "Partial".equals(result))
      return approved(payment, body, card, result);
    if (!"Failure".equals(result)) return new Unclear("no Result in it");
    if ("InProgress".equals(condition)) return new InProgress();
    if ("Busy".equals(condition)) return new NotBegun("Busy", body.raw());
    PaymentOutcome declined =
        new PaymentOutcome(
            payment.id(),
            Result.DECLINED,
            condition(condition),
            0,
            payment.intent.currency(),
            null,
            transactionId(body),
            card);
    return new Ended(declined, transaction(body), body.raw());
  }

  private static NexoSaid approved(
      NexoPayment payment, Json.Node body, CardRecord card, String result) {
    long asked = payment.intent.amountMinor();
    long minor;
    try {
      minor = approvedMinor(payment, body);
    } catch (BadNexo e) {
      return new Unclear(e.getMessage());
    }
    if (minor < 0) return new Unclear("it was authorised in another currency");
    boolean isPartial = minor < asked;
    Json.Node online = body.at("PaymentResult", "OnlineFlag");
    boolean isOffline = online != null && online.kind == Json.Kind.FALSE;
    PaymentOutcome outcome =
        new PaymentOutcome(
            payment.id(),
            isPartial ? Result.PARTIALLY_APPROVED : Result.APPROVED,
            isOffline ? result + "Offline" : result,
            minor,
            payment.intent.currency(),
            body.text("PaymentResult", "PaymentAcquirerData", "ApprovalCode"),
            transactionId(body),
            card);
    return new Ended(outcome, transaction(body), body.raw());
  }

  /** -1 where it is not in the currency of the request. */
  private static long approvedMinor(NexoPayment payment, Json.Node body) {
    String currency = payment.intent.currency();
    if (payment.ask.category().equals(NexoAsk.REVERSAL)) {
      Json.Node reversed = body.get("ReversedAmount");
      return reversed == null
          ? payment.intent.amountMinor()
          : Amounts.minor(reversed, currency, "ReversedAmount");
    }
    Json.Node amounts = body.at("PaymentResult", "AmountsResp");
    if (amounts == null) return payment.intent.amountMinor();
    String named = amounts.text("Currency");
    if (named != null && !named.equals(currency)) return -1;
    Json.Node authorised = amounts.get("AuthorizedAmount");
    return authorised == null
        ? payment.intent.amountMinor()
        : Amounts.minor(authorised, currency, "AuthorizedAmount");
  }

  private static String transactionId(Json.Node body) {
    return body.text("POIData", "POITransactionID", "TransactionID");
  }

  private static Transaction transaction(Json.Node body) {
    String id = transactionId(body);
    String time = body.text("POIData", "POITransactionID", "TimeStamp");
    return id == null || time == null ? null : new Transaction(id, time);
  }
}
