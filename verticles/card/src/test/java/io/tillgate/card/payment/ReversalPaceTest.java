package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso.Message;
import io.tillgate.card.acquirer.SimulatedLinks;
import io.tillgate.card.payment.World.Death;
import io.tillgate.wire.Mti;
import io.tillgate.wire.RetryPace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A host that never takes a reversal: how often it is asked in eight hours. */
class ReversalPaceTest {
  private static final long SPAN_MILLIS = 8 * 3_600_000L;

  private final List<Long> asked = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private boolean isWilling;

  @Test
  @DisplayName("RULES 1.8 the intervals between tries grow, and they never end")
  void intervalsGrowToTheLongestAndNeverEnd() {
    World world =
        new World(1, 1, 1, 0, new Death() {}) {
          @Override
          void atHost(byte[] bytes, SimulatedLinks from) {
            Message message = iso.read(bytes);
            if (!Mti.isReversal(message.mti())) return; // no answer: it times out
            asked.add(simulation.now());
            messages.add(message);
            from.answer(iso.answer(message, isWilling ? "00" : "96", Map.of()));
          }
        };
    RetryPace pace = World.DIALECT.retry();
    while (world.simulation.now() < SPAN_MILLIS) world.simulation.step(SPAN_MILLIS);
    for (int i = 1; i < asked.size(); i++) {
      long interval = asked.get(i) - asked.get(i - 1);
      long least = pace.delayMillis(i);
      assertTrue(interval >= least, "interval " + i + " is " + interval);
      assertTrue(interval <= least * 11 / 10 + 1_000, "interval " + i + " is " + interval);
    }
    assertTrue(asked.size() > SPAN_MILLIS / (pace.maxMillis() * 12 / 10), "it goes on");
    assertEquals(420, messages.get(0).mti());
    for (Message message : messages.subList(1, messages.size())) {
      assertEquals(421, message.mti());
      assertEquals(messages.get(0).field(11), message.field(11));
      assertEquals(messages.get(0).field(90), message.field(90));
    }
    assertEquals(1, world.figures().reversalsParked());
    isWilling = true;
    world.run();
    assertEquals(0, world.figures().reversalsParked());
  }
}
