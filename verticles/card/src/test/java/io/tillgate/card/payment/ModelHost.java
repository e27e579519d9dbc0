package io.tillgate.card.payment;

import io.tillgate.card.Iso;
import io.tillgate.card.Iso.Message;
import io.tillgate.card.acquirer.SimulatedLinks;
import io.tillgate.wire.Mti;
import java.util.HashMap;
import java.util.Map;

/** An acquirer's books: what it approved, and what of that was undone. */
final class ModelHost {
  /** One payment as the acquirer sees it. */
  static final class Entry {
    boolean isApproved;
    boolean isReversed;
    long amountMinor;

    boolean stands() {
      return isApproved && !isReversed;
    }
  }

  private final Iso iso;
  final Map<String, Entry> entries = new HashMap<>();

  ModelHost(Iso iso) {
    this.iso = iso;
  }

  void take(byte[] bytes, SimulatedLinks from) {
    Message message = iso.read(bytes);
    if (Mti.isReversal(message.mti())) {
      from.answer(iso.answer(message, reverse(message), Map.of()));
    } else {
      String code = pay(message);
      from.answer(iso.answer(message, code, Map.of(38, "A1B2C3", 37, "RRN000000001")));
    }
  }

  /** Approves all but amounts that end in 5; what was reversed before it came is declined. */
  private String pay(Message message) {
    Entry entry = entries.computeIfAbsent(key(message, message.field(11)), key -> new Entry());
    entry.amountMinor = Long.parseLong(message.field(4));
    if (!entry.isReversed && entry.amountMinor % 10 != 5) entry.isApproved = true;
    return entry.isApproved ? "00" : "05";
  }

  private String reverse(Message message) {
    String original = message.field(90).substring(4, 10);
    Entry entry = entries.computeIfAbsent(key(message, original), key -> new Entry());
    boolean isKnown = entry.isApproved;
    if (isKnown && Long.parseLong(message.field(4)) != entry.amountMinor) {
      throw new AssertionError("a reversal of another amount: " + message.field(4));
    }
    entry.isReversed = true;
    return isKnown ? "00" : "25";
  }

  static String key(Message message, String stan) {
    return message.field(41).strip() + "/" + stan;
  }
}
