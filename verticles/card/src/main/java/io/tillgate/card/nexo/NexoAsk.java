package io.tillgate.card.nexo;

import io.tillgate.retail.payment.PaymentIntent.Kind;
import java.nio.charset.StandardCharsets;

/**
 * What a till asks with a {@code PaymentRequest} or a {@code ReversalRequest}.
 *
 * @param amountMinor minor units; of a reversal -1 where it is all of the original
 * @param currency null in a reversal, whose original has it
 * @param saleTransactionId the till's name for it, or null
 * @param saleData JSON of {@code SaleData}, clean, for answers of our own; or null
 * @param undoes the terminal's id of the transaction that a reversal is about, or null
 */
record NexoAsk(
    NexoKey key,
    String category,
    Kind kind,
    long amountMinor,
    String currency,
    String saleTransactionId,
    String saleData,
    String undoes) {
  static final String PAYMENT = "Payment";
  static final String REVERSAL = "Reversal";

  /**
   * @param clean the request without card data
   * @throws BadNexo in words for the till
   */
  static NexoAsk read(NexoMessage clean) {
    Json.Node body = clean.body();
    String category = clean.header().category();
    if (body == null) throw new BadNexo(category + "Request is missing");
    return category.equals(PAYMENT) ? payment(clean, body) : reversal(clean, body);
  }

  private static NexoAsk payment(NexoMessage clean, Json.Node body) {
    Json.Node amounts = body.at("PaymentTransaction", "AmountsReq");
    Json.Node requested = amounts == null ? null : amounts.get("RequestedAmount");
    String currency = amounts == null ? null : amounts.text("Currency");
    if (requested == null || currency == null) {
      throw new BadNexo("PaymentTransaction.AmountsReq must say Currency and RequestedAmount");
    }
    long minor = Amounts.minor(requested, currency, "RequestedAmount");
    within(amounts, "TipAmount", currency, minor);
    within(amounts, "CashBackAmount", currency, minor);
    String type = body.text("PaymentData", "PaymentType");
    String original =
        body.text(
            "PaymentTransaction", "OriginalPOITransaction", "POITransactionID", "TransactionID");
    Json.Node sale = body.get("SaleData");
    return new NexoAsk(
        NexoKey.of(clean.header()),
        PAYMENT,
        kind(type == null ? "Normal" : type),
        minor,
        currency,
        sale == null ? null : sale.text("SaleTransactionID", "TransactionID"),
        sale == null ? null : new String(sale.raw(), StandardCharsets.UTF_8),
        original);
  }

  /** Tip and cash are parts of what is requested. */
  private static void within(Json.Node amounts, String name, String currency, long requested) {
    Json.Node part = amounts.get(name);
    if (part == null || Amounts.minor(part, currency, name) <= requested) return;
    throw new BadNexo(name + " is above RequestedAmount, of which it is a part");
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "Normal", "Instalment", "IssuerInstalment", "Recurring", "CashAdvance", "Completion" ->
          Kind.PURCHASE;
      case "FirstReservation", "OneTimeReservation", "UpdateReservation" -> Kind.AUTHORIZATION;
      case "Refund", "PaidOut" -> Kind.REFUND;
      case "CashDeposit" -> Kind.OTHER;
      default -> throw new BadNexo("PaymentData.PaymentType is none of the protocol's");
    };
  }

  private static NexoAsk reversal(NexoMessage clean, Json.Node body) {
    String original = body.text("OriginalPOITransaction", "POITransactionID", "TransactionID");
    Json.Node sale = body.get("SaleData");
    return new NexoAsk(
        NexoKey.of(clean.header()),
        REVERSAL,
        Kind.REFUND,
        -1,
        null,
        sale == null ? null : sale.text("SaleTransactionID", "TransactionID"),
        sale == null ? null : new String(sale.raw(), StandardCharsets.UTF_8),
        original);
  }

  /**
   * The same reversal, with its amount.
   *
   * @param standingMinor what stands of the original: all of it, unless the till says less
   */
  NexoAsk of(NexoMessage clean, String originalsCurrency, long standingMinor) {
    Json.Node amount = clean.body().get("ReversedAmount");
    long minor =
        amount == null ? standingMinor : Amounts.minor(amount, originalsCurrency, "ReversedAmount");
    return new NexoAsk(
        key, category, kind, minor, originalsCurrency, saleTransactionId, saleData, undoes);
  }
}
