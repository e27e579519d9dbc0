package io.tillgate.card.payment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose turn it is: advices of one card go in the order of their sales, those of one terminal too,
 * and all others beside each other. State of the card context.
 */
final class AdviceOrder {
  private final Map<String, Deque<Payment>> byCard = new HashMap<>();
  private final Map<String, Deque<Payment>> byTerminal = new HashMap<>();

  void add(Payment payment) {
    line(byCard, payment.advice.token).add(payment);
    line(byTerminal, payment.intent.terminal()).add(payment);
  }

  private static Deque<Payment> line(Map<String, Deque<Payment>> lines, String key) {
    return lines.computeIfAbsent(key, made -> new ArrayDeque<>());
  }

  /** Whether nothing stands before it. */
  boolean isFirst(Payment payment) {
    return first(byCard, payment.advice.token) == payment
        && first(byTerminal, payment.intent.terminal()) == payment;
  }

  private static Payment first(Map<String, Deque<Payment>> lines, String key) {
    Deque<Payment> line = lines.get(key);
    return line == null ? null : line.peek();
  }

  boolean isOwedFor(String token) {
    return byCard.containsKey(token);
  }

  /** Those of a card, oldest first. */
  List<Payment> of(String token) {
    return List.copyOf(byCard.getOrDefault(token, new ArrayDeque<>()));
  }

  /** Takes it out; gives those for whom it was the last to stand before them. */
  List<Payment> remove(Payment payment) {
    List<Payment> firsts = new ArrayList<>(2);
    Payment ofCard = leave(byCard, payment.advice.token, payment);
    Payment ofTerminal = leave(byTerminal, payment.intent.terminal(), payment);
    if (ofCard != null && isFirst(ofCard)) firsts.add(ofCard);
    if (ofTerminal != null && ofTerminal != ofCard && isFirst(ofTerminal)) firsts.add(ofTerminal);
    return firsts;
  }

  /** The one that comes to the front of a line by this; null where none does. */
  private static Payment leave(Map<String, Deque<Payment>> lines, String key, Payment payment) {
    Deque<Payment> line = lines.get(key);
    if (line == null) return null;
    boolean wasFirst = line.peek() == payment;
    line.remove(payment);
    if (line.isEmpty()) lines.remove(key);
    return wasFirst ? line.peek() : null;
  }
}
