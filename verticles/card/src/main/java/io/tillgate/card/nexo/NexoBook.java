package io.tillgate.card.nexo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The payments that the edge knows: all that are open, and those closed within {@code
 * rememberMillis}, at most {@code remembered} of them, so that a repeated ServiceID gets its first
 * answer and a reversal finds what it undoes. State of the card context.
 */
final class NexoBook {
  private final long rememberMillis;
  private final int remembered;
  private final Map<NexoKey, NexoPayment> byKey = new HashMap<>();
  private final Map<String, NexoPayment> byTransaction = new HashMap<>();
  private final Map<String, NexoPayment> byId = new HashMap<>();
  private final Map<String, NexoPayment> lastOf = new HashMap<>();
  private final Map<String, NexoPayment> open = new LinkedHashMap<>();
  private final Deque<NexoPayment> closed = new ArrayDeque<>();

  NexoBook(long rememberMillis, int remembered) {
    this.rememberMillis = rememberMillis;
    this.remembered = remembered;
  }

  void open(NexoPayment payment) {
    byKey.put(payment.key, payment);
    byId.put(payment.id(), payment);
    lastOf.put(till(payment.key), payment);
    open.put(payment.id(), payment);
    named(payment);
  }

  private static String till(NexoKey key) {
    return key.saleId() + "\n" + key.poiId();
  }

  /** The terminal has given it a name. */
  void named(NexoPayment payment) {
    if (payment.transaction != null) byTransaction.put(name(payment), payment);
  }

  private static String name(NexoPayment payment) {
    return payment.poiId() + "\n" + payment.transaction.id();
  }

  void close(NexoPayment payment, long nowMillis) {
    open.remove(payment.id());
    payment.isClosed = true;
    payment.closedMillis = nowMillis;
    closed.add(payment);
    forget(nowMillis);
  }

  /** A closed one has something to be done again. */
  void reopen(NexoPayment payment) {
    payment.isClosed = false; // its place among the closed is skipped when its turn comes
    open.put(payment.id(), payment);
  }

  /** Its intent was refused by the journal: it never was. */
  void drop(NexoPayment payment) {
    open.remove(payment.id());
    unlink(payment);
  }

  void forget(long nowMillis) {
    while (!closed.isEmpty()
        && (closed.size() > remembered
            || closed.peek().closedMillis + rememberMillis <= nowMillis)) {
      NexoPayment oldest = closed.remove();
      if (oldest.isClosed) unlink(oldest);
    }
  }

  private void unlink(NexoPayment payment) {
    byKey.remove(payment.key, payment);
    byId.remove(payment.id(), payment);
    lastOf.remove(till(payment.key), payment);
    if (payment.transaction != null) byTransaction.remove(name(payment), payment);
  }

  /** Null where it is not known. */
  NexoPayment of(NexoKey key) {
    return byKey.get(key);
  }

  NexoPayment ofId(String paymentId) {
    return paymentId == null ? null : byId.get(paymentId);
  }

  /** The payment that a terminal named so; null where it is not known. */
  NexoPayment ofTransaction(String poiId, String transactionId) {
    return byTransaction.get(poiId + "\n" + transactionId);
  }

  /** What this till asked this terminal last; null where nothing is known. */
  NexoPayment lastOf(String saleId, String poiId) {
    return lastOf.get(saleId + "\n" + poiId);
  }

  List<NexoPayment> open() {
    return new ArrayList<>(open.values());
  }

  int openCount() {
    return open.size();
  }

  /** The first journal offset that a start would need now; {@code next} where it needs none. */
  long firstNeeded(long next) {
    long first = next;
    for (NexoPayment payment : closed) first = Math.min(first, payment.offset);
    for (NexoPayment payment : open.values()) first = Math.min(first, payment.offset);
    return first;
  }
}
