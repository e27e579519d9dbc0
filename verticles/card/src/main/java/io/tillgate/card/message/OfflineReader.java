package io.tillgate.card.message;

import io.tillgate.card.data.CardReader;
import io.tillgate.card.standin.OfflineSale;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentIntent.Kind;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Expiry;
import io.tillgate.wire.Holds;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import java.util.List;

/** Reads of a request what the stand-in decides by. Holds a view: one context. */
public final class OfflineReader {
  private static final int PROCESSING_CODE = 3;

  private final MessageView view;
  private final int pin;

  public OfflineReader(Dialect dialect) {
    this.view = new MessageView(dialect);
    this.pin = dialect.fieldHolding(Holds.PIN);
  }

  /**
   * @param card what may be told of the request's card, or null
   * @param debitBins beginnings of card numbers that are of debit
   */
  public OfflineSale read(Request request, CardRecord card, List<String> debitBins) {
    view.index(request.message(), 0, request.message().length);
    return new OfflineSale(
        handsOutCash() ? Kind.OTHER : request.kind(),
        card,
        expiry(),
        request.amountMinor(),
        request.currency(),
        view.has(pin),
        choosesDebit() || isDebit(debitBins));
  }

  /**
   * Of the debits only 00 are goods and services alone: 01 is cash, 09 goods with cash, others are
   * the issuer's business as well (ISO 8583:1987, annex A).
   */
  private boolean handsOutCash() {
    if (!view.has(PROCESSING_CODE)) return false;
    String code = view.text(PROCESSING_CODE);
    return (code.charAt(0) == '0' || code.charAt(0) == '1') && !code.startsWith("00");
  }

  private Expiry expiry() {
    try {
      return view.expiry();
    } catch (BadMessage unreadable) {
      return Expiry.UNKNOWN;
    }
  }

  /** Digits 3 and 4 of DE3 name the account: 1x savings, 2x cheque or debit (ISO 8583, annex A). */
  private boolean choosesDebit() {
    String code = view.has(PROCESSING_CODE) ? view.text(PROCESSING_CODE) : "000000";
    return code.charAt(2) == '1' || code.charAt(2) == '2';
  }

  private boolean isDebit(List<String> bins) {
    if (bins.isEmpty()) return false;
    try (Pan pan = CardReader.pan(view)) {
      return pan != null && bins.stream().anyMatch(bin -> begins(pan, bin));
    }
  }

  private static boolean begins(Pan pan, String bin) {
    if (pan.length() < bin.length()) return false;
    for (int i = 0; i < bin.length(); i++) {
      if (pan.bytes()[i] != bin.charAt(i)) return false;
    }
    return true;
  }
}
