package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Entry;
import io.tillgate.journal.JournalFailed;
import io.tillgate.journal.JournalFull;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class JournalLogTest {
  private static final Entry[] ONE = {new Entry(16, new byte[1], new byte[1])};
  private static final Entry[] TWO = {ONE[0], ONE[0]};

  private final Deque<CompletableFuture<Long>> appends = new ArrayDeque<>();
  private final Deque<Runnable> context = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final Simulation simulation = new Simulation(1);
  private final JournalLog log =
      new JournalLog(
          entries -> {
            CompletableFuture<Long> append = new CompletableFuture<>();
            appends.add(append);
            return append;
          },
          0,
          context::add,
          new Clockwork() {
            @Override
            public long monotonicMillis() {
              return simulation.now();
            }

            @Override
            public long epochMillis() {
              return simulation.epochMillis();
            }

            @Override
            public void after(long millis, Runnable task) {
              simulation.after(millis, task);
            }
          },
          failure -> told.add("failed"));

  private void runContext() {
    while (!context.isEmpty()) context.remove().run();
  }

  private static Entry[] entry(int bytes) {
    return new Entry[] {new Entry(16, new byte[0], new byte[bytes])};
  }

  @Test
  void whatOneRoundOfEventsRecordsIsOneAppendAndComesBackInOneHop() {
    log.begin(TWO, at -> told.add("first at " + at), why -> {});
    log.conclude(ONE, at -> told.add("second at " + at));
    runContext();
    assertEquals(1, appends.size());
    appends.remove().complete(2L);
    assertEquals(List.of(), told);
    assertEquals(1, context.size());
    runContext();
    assertEquals(List.of("first at 0", "second at 2"), told);
    assertEquals(3, log.nextOffset());
  }

  @Test
  void completionsOfOneForceComeOverInOneHopAndInOrder() {
    log.begin(TWO, at -> told.add("first at " + at), why -> {});
    runContext();
    log.conclude(ONE, at -> told.add("second at " + at));
    runContext();
    appends.remove().complete(1L);
    appends.remove().complete(2L);
    assertEquals(1, context.size());
    runContext();
    assertEquals(List.of("first at 0", "second at 2"), told);
  }

  @Test
  void noAppendGrowsAboveWhatMayBeLostTogether() {
    log.conclude(entry(JournalLog.MOST_GATHERED_BYTES - 1), at -> told.add("first at " + at));
    log.conclude(entry(1), at -> told.add("second at " + at));
    log.conclude(entry(1), at -> told.add("third at " + at));
    runContext();
    assertEquals(2, appends.size());
    appends.remove().complete(1L);
    appends.remove().complete(2L);
    runContext();
    assertEquals(List.of("first at 0", "second at 1", "third at 2"), told);
  }

  @Test
  void aFullJournalRefusesABeginningAndKeepsTryingAnEnd() {
    log.begin(ONE, at -> told.add("begun"), why -> told.add("refused"));
    log.conclude(ONE, at -> told.add("concluded"));
    runContext();
    appends.remove().completeExceptionally(new JournalFull("no room"));
    runContext();
    assertEquals(List.of("refused"), told);
    assertTrue(simulation.step(10_000));
    assertEquals(JournalLog.FULL_RETRY_MILLIS, simulation.now());
    runContext();
    appends.remove().complete(0L);
    runContext();
    assertEquals(List.of("refused", "concluded"), told);
  }

  @Test
  void aJournalThatFailedTellsNothingButThatAndOnce() {
    log.begin(ONE, at -> told.add("begun"), why -> told.add("refused"));
    runContext();
    log.conclude(ONE, at -> told.add("concluded"));
    runContext();
    appends.remove().completeExceptionally(new JournalFailed("no disk"));
    appends.remove().completeExceptionally(new JournalFailed("no disk"));
    runContext();
    log.begin(ONE, at -> told.add("begun"), why -> told.add("refused"));
    runContext();
    assertEquals(0, appends.size());
    assertEquals(List.of("failed"), told);
  }

  @Test
  void onePaymentsBugDoesNotTakeTheOthersWithIt() {
    log.conclude(
        ONE,
        at -> {
          throw new IllegalStateException("a bug");
        });
    log.conclude(ONE, at -> told.add("the other"));
    runContext();
    appends.remove().complete(1L);
    runContext();
    assertEquals(List.of("the other"), told);
  }
}
