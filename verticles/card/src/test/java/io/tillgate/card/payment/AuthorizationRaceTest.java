package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tillgate.card.payment.Authorization.Verdict;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.retail.payment.PaymentOutcome.Result;
import io.tillgate.retail.payment.ReversalOwed;
import io.tillgate.retail.payment.ReversalOwed.Reason;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class AuthorizationRaceTest {
  private static final int RACES = 10_000;

  private static Verdict verdict(Result result, Reason reason) {
    PaymentOutcome outcome = new PaymentOutcome("id", result, "00", 0, "USD", null, null);
    return new Verdict(
        outcome,
        reason == null ? null : new Reversal(new ReversalOwed("id", reason, 100, "USD"), 0),
        null);
  }

  @Test
  @DisplayName("RULES 1.9 answer and time-out racing have one winner, in 10,000 races")
  void answerTimeoutAndLostLinkHaveOneWinnerInTenThousandRaces() throws Exception {
    List<Verdict> verdicts =
        List.of(
            verdict(Result.APPROVED, null),
            verdict(Result.TIMED_OUT, Reason.TIMED_OUT),
            verdict(Result.LINK_LOST, Reason.LINK_LOST));
    Authorization[] races = new Authorization[RACES];
    for (int i = 0; i < RACES; i++) {
      races[i] = new Authorization(null, null, null, 0);
      races[i].send();
    }
    AtomicInteger[] wins = new AtomicInteger[RACES];
    Verdict[] winners = new Verdict[RACES];
    for (int i = 0; i < RACES; i++) wins[i] = new AtomicInteger();
    run(
        verdicts.size(),
        runner -> {
          for (int i = 0; i < RACES; i++) {
            if (races[i].decide(verdicts.get(runner))) {
              wins[i].incrementAndGet();
              winners[i] = verdicts.get(runner);
            }
          }
        });
    for (int i = 0; i < RACES; i++) {
      assertEquals(1, wins[i].get());
      assertSame(winners[i], races[i].verdict());
    }
  }

  @Test
  @DisplayName("RULES 1.9 what is being sent is not called back, in 10,000 races")
  void whatIsBeingSentCannotAlsoBeCalledBack() throws Exception {
    Verdict abandoned = verdict(Result.NOT_SENT, null);
    Authorization[] races = new Authorization[RACES];
    for (int i = 0; i < RACES; i++) races[i] = new Authorization(null, null, null, 0);
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger calledBack = new AtomicInteger();
    run(
        2,
        runner -> {
          for (Authorization race : races) {
            if (runner == 0 && race.send()) sent.incrementAndGet();
            if (runner == 1 && race.decideUnsent(abandoned)) calledBack.incrementAndGet();
          }
        });
    assertEquals(RACES, sent.get() + calledBack.get());
  }

  private interface Runner {
    void run(int number);
  }

  private static void run(int runners, Runner runner) throws Exception {
    CyclicBarrier start = new CyclicBarrier(runners);
    ExecutorService threads = Executors.newFixedThreadPool(runners);
    try {
      List<Future<Void>> done = new java.util.ArrayList<>();
      for (int i = 0; i < runners; i++) {
        int number = i;
        done.add(
            threads.submit(
                () -> {
                  start.await();
                  runner.run(number);
                  return null;
                }));
      }
      for (Future<Void> each : done) each.get();
    } finally {
      threads.shutdownNow();
    }
  }
}
