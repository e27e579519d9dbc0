package io.tillgate.card.payment;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which reversals are owed for a terminal or a card, found without looking through all of them.
 * Bounded by what is owed. State of the card context.
 */
final class FirstThings {
  private final Map<String, Set<Payment>> byTerminal = new HashMap<>();
  private final Map<String, Set<Payment>> byToken = new HashMap<>();

  void add(Payment owed) {
    add(byTerminal, owed.intent.terminal(), owed);
    if (owed.token != null) add(byToken, owed.token, owed);
  }

  void remove(Payment owed) {
    remove(byTerminal, owed.intent.terminal(), owed);
    if (owed.token != null) remove(byToken, owed.token, owed);
  }

  private static void add(Map<String, Set<Payment>> map, String key, Payment owed) {
    map.computeIfAbsent(key, first -> new LinkedHashSet<>()).add(owed);
  }

  private static void remove(Map<String, Set<Payment>> map, String key, Payment owed) {
    Set<Payment> all = map.get(key);
    if (all == null) return;
    all.remove(owed);
    if (all.isEmpty()) map.remove(key);
  }

  /** What is owed for the terminal or the card of {@code next} to its acquirer, oldest first. */
  Set<Payment> before(Payment next) {
    Set<Payment> ofTerminal = byTerminal.get(next.intent.terminal());
    Set<Payment> ofCard = next.token == null ? null : byToken.get(next.token);
    if (ofTerminal == null && ofCard == null) return Set.of();
    Set<Payment> all = new LinkedHashSet<>();
    if (ofTerminal != null) all.addAll(ofTerminal);
    if (ofCard != null) all.addAll(ofCard);
    all.removeIf(each -> !each.intent.acquirer().equals(next.intent.acquirer()));
    return all;
  }

  /** One request that waits until each of some reversals was heard of. Runs its task once. */
  static final class Hold implements Runnable {
    private final Runnable go;
    private int awaited;
    private boolean isOver;

    Hold(Runnable go) {
      this.go = go;
    }

    void await() {
      awaited++;
    }

    /** One of them was heard of. */
    @Override
    public void run() {
      if (--awaited == 0) release();
    }

    boolean isOver() {
      return isOver;
    }

    void release() {
      if (isOver) return;
      isOver = true;
      go.run();
    }
  }
}
