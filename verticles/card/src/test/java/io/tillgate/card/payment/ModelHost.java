package io.tillgate.card.payment;

import io.tillgate.card.Iso;
import io.tillgate.card.Iso.Message;
import io.tillgate.card.acquirer.SimulatedLinks;
import io.tillgate.wire.Mti;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** An acquirer's books: what it approved, and what of that was undone. */
final class ModelHost {
  /** One payment as the acquirer sees it. */
  static final class Entry {
    boolean isApproved;
    boolean isReversed;

    /** Whether a request of it came. */
    boolean isAsked;

    /** Advices that were no repeats. */
    int firsts;

    long amountMinor;

    boolean stands() {
      return isApproved && !isReversed;
    }
  }

  private final Iso iso;
  final Map<String, Entry> entries = new HashMap<>();

  /** Keys of those that an advice told of. */
  final Set<String> advised = new HashSet<>();

  ModelHost(Iso iso) {
    this.iso = iso;
  }

  /** What it answers to an advice that it has not seen; 00 unless a test says otherwise. */
  Function<Message, String> adviceCode = message -> "00";

  void take(byte[] bytes, SimulatedLinks from) {
    Message message = iso.read(bytes);
    if (Mti.isFinancial(message.mti()) && Mti.isAdvice(message.mti())) {
      from.answer(iso.answer(message, advised(message), Map.of()));
    } else if (Mti.isReversal(message.mti())) {
      from.answer(iso.answer(message, reverse(message), Map.of()));
    } else {
      String code = pay(message);
      from.answer(iso.answer(message, code, Map.of(38, "A1B2C3", 37, "RRN000000001")));
    }
  }

  /** Approves all but amounts that end in 5; what was reversed before it came is declined. */
  private String pay(Message message) {
    Entry entry = entries.computeIfAbsent(key(message, message.field(11)), key -> new Entry());
    entry.isAsked = true;
    entry.amountMinor = Long.parseLong(message.field(4));
    if (!entry.isReversed && entry.amountMinor % 10 != 5) entry.isApproved = true;
    return entry.isApproved ? "00" : "05";
  }

  /** Enters an advice once, however often it comes; never beside a request that it has seen. */
  private String advised(Message message) {
    String key = key(message, message.field(11));
    Entry entry = entries.computeIfAbsent(key, made -> new Entry());
    if (entry.isAsked) throw new AssertionError("an advice of what was asked: " + key);
    if (!Mti.isRepeat(message.mti()) && entry.firsts++ > 0) {
      throw new AssertionError("a second advice that is no repeat: " + key);
    }
    long amount = Long.parseLong(message.field(4));
    if (entry.isApproved && entry.amountMinor != amount) {
      throw new AssertionError("an advice of another amount: " + key);
    }
    String code = adviceCode.apply(message);
    if (!code.equals("00")) return code;
    entry.isApproved = true;
    entry.amountMinor = amount;
    advised.add(key);
    return "00";
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
