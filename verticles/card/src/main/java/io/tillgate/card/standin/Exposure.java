package io.tillgate.card.standin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the whole store has approved offline and its acquirers have not answered yet: a fold over
 * approvals, changes and settlements, the same at a start as while it runs. Bounded by {@code
 * storeCount}. Any thread; whoever decides by several figures holds this object's monitor.
 */
public final class Exposure {
  /**
   * Approvals that are known for {@code velocityMillis}, of all cards; older ones are forgotten.
   */
  static final int MAX_RECENT = 10_000;

  /** One sale that waits to be told. */
  private record Owed(String token, String currency, long amountMinor, long sinceEpochMillis) {}

  private record Recent(String paymentId, String token, long epochMillis) {}

  /**
   * What a person wants to know.
   *
   * @param sumsMinor by currency, minor units; none that are 0
   * @param oldestEpochMillis {@link Long#MAX_VALUE} where nothing is owed
   */
  public record Figures(int count, Map<String, Long> sumsMinor, long oldestEpochMillis) {}

  private final Map<String, Owed> owed = new LinkedHashMap<>();
  private final Map<String, Long> sums = new TreeMap<>();
  private final Map<String, Integer> countByCard = new HashMap<>();
  private final Deque<Recent> recent = new ArrayDeque<>();

  /**
   * A sale was approved: it is owed from now on.
   *
   * @throws IllegalStateException where it is owed already
   */
  public synchronized void approve(
      String paymentId, String token, String currency, long amountMinor, long epochMillis) {
    Owed sale = new Owed(token, currency, amountMinor, epochMillis);
    if (owed.putIfAbsent(paymentId, sale) != null) {
      throw new IllegalStateException("payment " + paymentId + " is owed already");
    }
    add(currency, amountMinor);
    countByCard.merge(token, 1, Integer::sum);
    approvedBefore(paymentId, token, epochMillis);
  }

  /** An approval that is settled counts for its card's velocity alone. */
  public synchronized void approvedBefore(String paymentId, String token, long epochMillis) {
    recent.add(new Recent(paymentId, token, epochMillis));
    if (recent.size() > MAX_RECENT) recent.remove();
  }

  /** A part of it was refunded before it was told; what was settled meanwhile stays so. */
  public synchronized void reduce(String paymentId, long leftMinor) {
    Owed sale = owed.get(paymentId);
    if (sale == null) return;
    add(sale.currency, leftMinor - sale.amountMinor);
    owed.put(paymentId, new Owed(sale.token, sale.currency, leftMinor, sale.sinceEpochMillis));
  }

  /** Nothing is owed for it any more: told, refused or void. */
  public synchronized void settle(String paymentId) {
    Owed sale = owed.remove(paymentId);
    if (sale == null) return;
    add(sale.currency, -sale.amountMinor);
    countByCard.computeIfPresent(sale.token, (token, count) -> count == 1 ? null : count - 1);
  }

  /** It never was: the journal took nothing. */
  public synchronized void cancel(String paymentId) {
    settle(paymentId);
    for (Iterator<Recent> newest = recent.descendingIterator(); newest.hasNext(); ) {
      if (newest.next().paymentId.equals(paymentId)) {
        newest.remove();
        return;
      }
    }
  }

  private void add(String currency, long minor) {
    sums.merge(currency, minor, (one, two) -> one + two == 0 ? null : one + two);
  }

  synchronized int count() {
    return owed.size();
  }

  synchronized long sumMinor(String currency) {
    return sums.getOrDefault(currency, 0L);
  }

  synchronized int cardCount(String token) {
    return countByCard.getOrDefault(token, 0);
  }

  synchronized long cardSumMinor(String token, String currency) {
    if (!countByCard.containsKey(token)) return 0;
    long sum = 0;
    for (Owed sale : owed.values()) {
      if (sale.token.equals(token) && sale.currency.equals(currency)) sum += sale.amountMinor;
    }
    return sum;
  }

  /** Approvals of a card after {@code epochMillis}; those that a clock put into the future too. */
  synchronized int approvalsSince(String token, long epochMillis) {
    int count = 0;
    for (Recent approval : recent) {
      if (approval.epochMillis > epochMillis && approval.token.equals(token)) count++;
    }
    return count;
  }

  public synchronized Figures figures() {
    long oldest =
        owed.isEmpty() ? Long.MAX_VALUE : owed.values().iterator().next().sinceEpochMillis;
    return new Figures(owed.size(), Map.copyOf(sums), oldest);
  }
}
