package io.tillgate.card.nexo;

import io.tillgate.card.nexo.CardCleaning.Cleaned;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.CaseKind;
import java.util.Arrays;

/**
 * What a terminal said, read once for its card and then clean: a card number in it reaches neither
 * a till nor a record, and opens a case (PCI DSS 4.0.1, 12.10.7). State of the card context.
 */
final class TerminalWords {
  private final NexoMeans means;

  TerminalWords(NexoMeans means) {
    this.means = means;
  }

  /**
   * @param card null where nothing is told of one
   */
  record Clean(NexoMessage message, CardRecord card) {}

  /**
   * Takes {@code bytes} over, which are zeroed where they were not clean.
   *
   * @throws BadNexo where they are no message; they are zeroed
   */
  Clean read(String poiId, byte[] bytes) {
    try {
      CardRecord card = card(NexoMessage.read(bytes).container());
      Cleaned cleaned = CardCleaning.clean(bytes);
      if (cleaned.isDirty()) found("nexo terminal " + poiId, cleaned);
      return new Clean(NexoMessage.read(cleaned.bytes()), card);
    } catch (BadNexo e) {
      Arrays.fill(bytes, (byte) 0);
      throw e;
    }
  }

  /** A case for a person, of what lay where no card number may be. */
  void found(String where, Cleaned cleaned) {
    means.meters().cardNumbers.increment();
    means
        .cases()
        .open(
            CaseKind.CARD_NUMBER_FOUND,
            null,
            where,
            "in %s; it was taken out".formatted(String.join(", ", cleaned.finds())));
  }

  /** Of the answer itself, or of the one that an inquiry repeats. */
  private CardRecord card(Json.Node container) {
    Json.Node body = container.get("PaymentResponse");
    if (body == null) {
      body =
          container.at(
              "TransactionStatusResponse",
              "RepeatedMessageResponse",
              "RepeatedResponseMessageBody",
              "PaymentResponse");
    }
    if (body == null) return null;
    return means
        .cards()
        .read(
            body.at("PaymentResult", "PaymentInstrumentData"),
            body.at("Response", "AdditionalResponse"));
  }
}
