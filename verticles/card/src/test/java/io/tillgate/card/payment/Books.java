package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.payment.World.Stored;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.AdviceSettled;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.ReversalOwed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must be true of a world at rest: shop, journal and acquirer tell one story. */
final class Books {
  private final World world;

  Books(World world) {
    this.world = world;
  }

  /** What the acquirer has captured, minor units. */
  long captured() {
    return world.host.entries.values().stream()
        .filter(ModelHost.Entry::stands)
        .mapToLong(entry -> entry.amountMinor)
        .sum();
  }

  void balance() {
    shopAndAcquirerAgree();
    everyIntentEnded();
    everyUnknownResultHadItsCase();
    assertEquals(captured(), approved(), "the journal's sum and the acquirer's");
    assertTrue(world.keys.isEmpty(), "keys not shredded: " + world.keys.keySet());
  }

  /** What the journal says that the acquirer owes the shop, minor units. */
  private long approved() {
    Map<String, Long> left = new HashMap<>();
    Map<String, Long> undone = new HashMap<>();
    for (Stored stored : world.disk) {
      byte[] payload = stored.entry().payload();
      switch (EventType.of(stored.entry().type()).orElseThrow()) {
        case PAYMENT_OUTCOME -> {
          PaymentOutcome outcome = PaymentJson.outcome(payload);
          left.put(outcome.paymentId(), outcome.approvedMinor());
        }
        case REVERSAL_OWED -> {
          ReversalOwed owed = PaymentJson.owed(payload);
          undone.put(owed.paymentId(), owed.leftMinor());
        }
        case ADVICE_SETTLED -> {
          AdviceSettled settled = PaymentJson.adviceSettled(payload);
          left.put(settled.paymentId(), settled.takenMinor());
        }
        default -> {}
      }
    }
    left.putAll(undone); // a reversal may be owed while the advice before it is still on its way
    return left.values().stream().mapToLong(Long::longValue).sum();
  }

  private void shopAndAcquirerAgree() {
    Map<String, Boolean> shop = new HashMap<>();
    for (ModelTerminal terminal : world.terminals) shop.putAll(terminal.believes);
    for (Map.Entry<String, Boolean> believed : shop.entrySet()) {
      ModelHost.Entry booked = world.host.entries.get(believed.getKey());
      boolean stands = booked != null && booked.stands();
      assertEquals(believed.getValue(), stands, "payment " + believed.getKey());
    }
    for (Map.Entry<String, ModelHost.Entry> booked : world.host.entries.entrySet()) {
      assertTrue(
          !booked.getValue().stands() || shop.get(booked.getKey()),
          "at the host alone: " + booked.getKey());
    }
  }

  /** One case for each result that nobody knew, closed with what really happened. */
  private void everyUnknownResultHadItsCase() {
    Map<String, Integer> unknown = new HashMap<>();
    Map<String, Integer> opened = new HashMap<>();
    Map<String, Integer> closed = new HashMap<>();
    for (Stored stored : world.disk) {
      EventType type = EventType.of(stored.entry().type()).orElseThrow();
      if (EventType.isLocal(type.code())) continue;
      JsonObject json = new JsonObject(Buffer.buffer(stored.entry().payload()));
      if (type == EventType.PAYMENT_OUTCOME) {
        String result = json.getString("result");
        boolean isUnknown = List.of("TIMED_OUT", "LINK_LOST", "INTERRUPTED").contains(result);
        if (isUnknown) unknown.merge(json.getString("paymentId"), 1, Integer::sum);
      } else if (type == EventType.CASE_OPENED && json.getString("kind").startsWith("UNKNOWN")) {
        opened.merge(json.getString("paymentId"), 1, Integer::sum);
      } else if (type == EventType.CASE_CLOSED && json.getString("kind").startsWith("UNKNOWN")) {
        closed.merge(json.getString("paymentId"), 1, Integer::sum);
      }
    }
    assertEquals(unknown, opened, "each unknown result opens one case");
    assertEquals(opened, closed, "each case is closed, once");
    world.cases().forEach(kind -> assertEquals(0, kind.open(), kind.kind() + " are open"));
  }

  private void everyIntentEnded() {
    Map<String, Integer> intents = new HashMap<>();
    Map<String, Integer> outcomes = new HashMap<>();
    Map<String, Integer> owed = new HashMap<>();
    Map<String, Integer> acknowledged = new HashMap<>();
    Map<String, Integer> advices = new HashMap<>();
    Map<String, Integer> settled = new HashMap<>();
    for (Stored stored : world.disk) {
      String id = new String(stored.entry().key());
      switch (EventType.of(stored.entry().type()).orElseThrow()) {
        case PAYMENT_INTENT -> intents.merge(id, 1, Integer::sum);
        case PAYMENT_OUTCOME -> outcomes.merge(id, 1, Integer::sum);
        case REVERSAL_OWED -> owed.merge(id, 1, Integer::sum);
        case REVERSAL_ACKNOWLEDGED -> acknowledged.merge(id, 1, Integer::sum);
        case ADVICE_OWED -> advices.merge(id, 1, Integer::sum);
        case ADVICE_SETTLED -> settled.merge(id, 1, Integer::sum);
        default -> {}
      }
    }
    assertEquals(intents, outcomes, "each intent has one outcome");
    assertEquals(owed, acknowledged, "each reversal that was owed is acknowledged, once");
    assertEquals(advices, settled, "each advice that was owed is settled, once");
  }
}
