package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.retail.payment.AdviceOwed;
import io.tillgate.retail.payment.PaymentIntent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdviceOrderTest {
  private final AdviceOrder order = new AdviceOrder();
  private int sales;

  private Payment sale(String card, String terminal) {
    String id = "p" + ++sales;
    Payment payment =
        new Payment(
            new PaymentIntent(
                id,
                PaymentIntent.Kind.PURCHASE,
                terminal,
                "bank",
                100,
                "USD",
                String.format("%06d", sales),
                null,
                null,
                null));
    payment.advice = new Advice(new AdviceOwed(id, 100, "USD", card), sales, null);
    order.add(payment);
    return payment;
  }

  @Test
  @DisplayName("RULES 1.10 advices of a card and of a terminal go in order, all others in parallel")
  void aCardAndATerminalHaveOneTurnAtATime() {
    Payment first = sale("card-1", "T1");
    Payment sameCard = sale("card-1", "T2");
    Payment sameTerminal = sale("card-2", "T1");
    Payment other = sale("card-3", "T3");
    assertTrue(order.isFirst(first) && order.isFirst(other));
    assertFalse(order.isFirst(sameCard) || order.isFirst(sameTerminal));
    assertEquals(List.of(sameCard, sameTerminal), order.remove(first));
    assertEquals(List.of(), order.remove(first), "once");
    assertTrue(order.isOwedFor("card-1"));
    assertEquals(List.of(), order.remove(sameCard));
    assertFalse(order.isOwedFor("card-1"));
  }

  @Test
  void whoLeavesFromTheMiddleLetsNobodyGoWhoHadGoneBefore() {
    Payment first = sale("card-1", "T1");
    Payment middle = sale("card-1", "T2");
    Payment last = sale("card-1", "T2");
    assertEquals(List.of(), order.remove(middle), "the first has its turn already");
    assertTrue(order.isFirst(first));
    assertEquals(List.of(last), order.remove(first));
  }

  @Test
  void everybodyHasOneTurnWhateverTheCrowd() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("everybodyHasOneTurnWhateverTheCrowd seed " + seed);
    Random random = new Random(seed);
    List<Payment> all = new ArrayList<>();
    Set<Payment> turns = new HashSet<>();
    List<Payment> going = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Payment sale = sale("card-" + random.nextInt(20), "T" + random.nextInt(10));
      all.add(sale);
      if (order.isFirst(sale)) going.add(sale);
    }
    while (!going.isEmpty()) {
      Payment gone = going.remove(random.nextInt(going.size()));
      assertTrue(turns.add(gone), "twice");
      for (Payment other : going) {
        assertFalse(other.advice.token.equals(gone.advice.token), "two of a card at once");
        assertFalse(other.intent.terminal().equals(gone.intent.terminal()), "of a terminal");
      }
      going.addAll(order.remove(gone));
    }
    assertEquals(all.size(), turns.size());
  }
}
