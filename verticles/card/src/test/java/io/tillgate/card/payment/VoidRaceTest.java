package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.payment.World.Stored;
import io.tillgate.card.standin.Undone;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.AdviceOwed;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queued sale is voided, or refunded in part, while its line comes back. */
@Timeout(300)
class VoidRaceTest {
  private static final int RACES = 10_000;

  private final long seed = Long.getLong("seed", System.nanoTime());

  private static Advice queued() {
    Advice advice = new Advice(new AdviceOwed("id", 100, "USD", "tk_1"), 0, null);
    advice.queue();
    return advice;
  }

  @Test
  @DisplayName(
      "RULES 1 stand-in: a void and its sending have one winner in 10,000 races of threads")
  void aVoidAndItsSendingHaveOneWinnerWhateverTheirThreads() throws Exception {
    Advice[] races = new Advice[RACES];
    for (int i = 0; i < RACES; i++) races[i] = queued();
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger changed = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(2);
    Thread sender =
        new Thread(
            () -> {
              await(start);
              for (Advice race : races) if (race.send()) sent.incrementAndGet();
            });
    sender.start();
    await(start);
    // From the other end, so that the two meet, however the processors are shared.
    for (int i = RACES - 1; i >= 0; i--) if (races[i].change()) changed.incrementAndGet();
    sender.join();
    assertEquals(RACES, sent.get() + changed.get());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** One race: what was told, of which sale, and what the acquirer's books say at the end. */
  private record Race(Undone undone, AdviceOwed sale, ModelHost.Entry booked) {}

  /** A sale while the line is down, undone about when it comes back; null where none was made. */
  private static Race race(long seed) {
    World world = new World(seed, 1, 1, 0, World.IMMORTAL, NoMoneyIsStrandedTest.LIMITS);
    Undone[] told = {null};
    AdviceOwed[] sale = {null};
    long wholePart = world.simulation.random.nextInt(3);
    world.busy = 1;
    world.breakLineFor(1_010 + world.simulation.random.nextInt(90));
    world.simulation.after(
        1_010 + world.simulation.random.nextInt(300),
        () -> {
          sale[0] = sold(world);
          if (sale[0] == null) {
            world.busy = 0;
            return;
          }
          long amount = wholePart == 0 ? 1 : sale[0].amountMinor();
          world.undo(
              sale[0].paymentId(),
              amount,
              undone -> {
                assertNull(told[0], "told twice");
                told[0] = undone;
                world.busy = 0;
              });
        });
    world.run();
    if (sale[0] == null) return null;
    assertTrue(world.keys.isEmpty(), "keys not shredded: " + world.keys.keySet());
    ModelHost.Entry booked =
        world.host.entries.isEmpty() ? null : world.host.entries.values().iterator().next();
    assertTrue(world.host.entries.size() <= 1);
    return new Race(told[0], sale[0], booked);
  }

  private static AdviceOwed sold(World world) {
    for (Stored stored : world.disk) {
      if (stored.entry().type() == EventType.ADVICE_OWED.code()) {
        return PaymentJson.adviceOwed(stored.entry().payload());
      }
    }
    return null;
  }

  @Test
  @DisplayName("RULES 1 stand-in: one outcome in 10,000 seeded races of a void with its sending")
  void oneOutcomeInTenThousandRacesAndTheAcquirersBooksSayTheSame() {
    System.out.println("oneOutcomeInTenThousandRacesAndTheAcquirersBooksSayTheSame seed " + seed);
    Random seeds = new Random(seed);
    Map<Undone, Integer> ends = new EnumMap<>(Undone.class);
    for (int i = 0, raced = 0; raced < RACES; i++) {
      long mine = seeds.nextLong();
      try {
        Race race = race(mine);
        if (race == null) continue;
        raced++;
        check(race);
        ends.merge(race.undone, 1, Integer::sum);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("in the race of seed " + mine, e);
      }
    }
    System.out.println("ends " + ends);
    for (Undone end :
        new Undone[] {Undone.VOIDED, Undone.REDUCED, Undone.REVERSAL_OWED, Undone.SENT}) {
      assertTrue(ends.getOrDefault(end, 0) > 10, "hardly raced: " + ends);
    }
  }

  private static void check(Race race) {
    assertNotNull(race.undone, "nothing was told");
    long amount = race.sale.amountMinor();
    switch (race.undone) {
      case VOIDED -> assertNull(race.booked, "what is void was sent");
      case REDUCED -> assertEquals(amount - 1, standing(race));
      case SENT, NOT_QUEUED -> assertEquals(amount, standing(race));
      case REVERSAL_OWED -> assertFalse(race.booked.stands(), "it was not reversed");
      case TOO_MUCH, NOT_NOW -> throw new AssertionError("told " + race.undone);
    }
  }

  private static long standing(Race race) {
    assertTrue(race.booked != null && race.booked.stands(), "the acquirer does not have it");
    return race.booked.amountMinor;
  }
}
