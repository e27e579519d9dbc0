package io.tillgate.sandbox.shop;

import io.tillgate.retail.Tender;
import io.tillgate.sandbox.terminal.Entry;
import io.tillgate.sandbox.terminal.PaymentResult;
import io.tillgate.sandbox.terminal.TestCard;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * With what a basket is paid. The n-th basket is paid in the same way for the same seed.
 *
 * @param cardPercent of baskets that are paid by card, 0 to 100
 */
record Tenders(long seed, int cardPercent) {
  private static final TestCard[] COMMON = {
    TestCard.VISA, TestCard.MASTERCARD, TestCard.AMEX, TestCard.DISCOVER
  };

  /** The smallest note: cash is handed over in whole ones. */
  private static final long NOTE_MINOR = 500;

  /** Which card, presented how. */
  record Chosen(TestCard card, Entry entry) {}

  /** The card for the n-th basket, or null where it is paid in cash. */
  Chosen card(long basket) {
    SplittableRandom random = new SplittableRandom(seed * 31 + basket);
    if (random.nextInt(100) >= cardPercent) return null;
    int thrown = random.nextInt(100);
    TestCard card =
        switch (thrown) {
          case 0 -> TestCard.DECLINED;
          case 1 -> TestCard.EXPIRED;
          default -> COMMON[thrown % COMMON.length];
        };
    Entry[] entries = Entry.values();
    return new Chosen(card, entries[random.nextInt(entries.length)]);
  }

  /** Cash for a sale: whole notes, and change. */
  static List<Tender> cash(long amountMinor) {
    if (amountMinor == 0) return List.of();
    return List.of(note("1", amountMinor));
  }

  /** Cash for a refund: to the last minor unit. */
  static List<Tender> cashBack(long amountMinor) {
    if (amountMinor == 0) return List.of();
    return List.of(new Tender("1", Tender.Kind.CASH, amountMinor, 0, null));
  }

  /** What the card paid, and cash for the rest. */
  static List<Tender> after(
      PaymentResult result, String terminal, long amountMinor, boolean refund) {
    long byCardMinor = PaymentResult.approvedMinor(result);
    if (byCardMinor == 0) return refund ? cashBack(amountMinor) : cash(amountMinor);
    List<Tender> tenders = new ArrayList<>();
    tenders.add(new Tender("1", Tender.Kind.CARD, byCardMinor, 0, reference(result, terminal)));
    long restMinor = amountMinor - byCardMinor;
    if (restMinor > 0) {
      tenders.add(
          refund ? new Tender("2", Tender.Kind.CASH, restMinor, 0, null) : note("2", restMinor));
    }
    return tenders;
  }

  private static Tender note(String id, long amountMinor) {
    long handedMinor = (amountMinor + NOTE_MINOR - 1) / NOTE_MINOR * NOTE_MINOR;
    return new Tender(id, Tender.Kind.CASH, handedMinor, handedMinor - amountMinor, null);
  }

  private static Tender.CardReference reference(PaymentResult result, String terminal) {
    if (result instanceof PaymentResult.Approved approved) {
      return new Tender.CardReference(
          terminal, approved.stan(), approved.rrn(), approved.authorizationCode());
    }
    PaymentResult.Partial partial = (PaymentResult.Partial) result;
    return new Tender.CardReference(
        terminal, partial.stan(), partial.rrn(), partial.authorizationCode());
  }
}
