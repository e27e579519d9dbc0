package io.tillgate.central.ingest;

import static io.tillgate.central.Postgres.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The order of batches, with a landing that ends when the test says so. */
class LaneTest {
  private static Vertx vertx;
  private static Context context;

  private final List<List<Event>> transactions = new ArrayList<>();
  private final List<Promise<Long>> ends = new ArrayList<>();
  private final Lane lane = new Lane(vertx, this::land);

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
  }

  @AfterAll
  static void close() {
    await(vertx.close());
  }

  private Future<Long> land(List<Event> events) {
    transactions.add(events);
    ends.add(Promise.promise());
    return ends.get(ends.size() - 1).future();
  }

  private static Batch batch(long first, int count) {
    return new Batch(
        first,
        LongStream.range(first, first + count).mapToObj(i -> Event.withheld(i, 0, 128)).toList());
  }

  /** Everything of a lane happens on its context. */
  private <T> T on(Callable<T> action) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        now -> {
          try {
            done.complete(action.call());
          } catch (Exception e) {
            done.fail(e);
          }
        });
    return await(done.future());
  }

  private Future<Long> offer(long first, int count) {
    return on(() -> lane.offer(batch(first, count)));
  }

  private void end(int transaction, long next) {
    on(() -> ends.get(transaction).tryComplete(next));
  }

  private void refuse(int transaction, Refusal refusal) {
    on(() -> ends.get(transaction).tryFail(refusal.refused()));
  }

  private static Refusal refusal(Future<Long> answer) {
    return assertThrows(Refusal.Refused.class, () -> await(answer)).refusal();
  }

  @Test
  void oneTransactionAtATimeAndWhatCameMeanwhileSharesTheNext() {
    Future<Long> a = offer(0, 2);
    Future<Long> b = offer(2, 2);
    Future<Long> c = offer(4, 2);
    assertEquals(1, transactions.size());
    end(0, 2);
    assertEquals(2, await(a));
    assertEquals(2, transactions.size());
    assertEquals(4, transactions.get(1).size());
    assertFalse(b.isComplete());
    end(1, 6);
    assertEquals(6, await(b));
    assertEquals(6, await(c));
  }

  @Test
  void whatOverlapsIsTakenOnceWithinATransaction() {
    offer(0, 1);
    offer(1, 4);
    offer(3, 4);
    offer(2, 2);
    end(0, 1);
    assertEquals(
        List.of(1L, 2L, 3L, 4L, 5L, 6L), transactions.get(1).stream().map(Event::offset).toList());
  }

  @Test
  void aBatchThatOvertookAnotherWaitsForIt() {
    offer(0, 1);
    end(0, 1);
    Future<Long> late = offer(3, 2);
    assertEquals(1, transactions.size());
    offer(1, 2);
    assertEquals(List.of(1L, 2L, 3L, 4L), transactions.get(1).stream().map(Event::offset).toList());
    end(1, 5);
    assertEquals(5, await(late));
  }

  @Test
  void aBatchAfterAGapThatStaysIsRefusedWithTheNextOffset() {
    offer(0, 1);
    end(0, 1);
    assertEquals(new Refusal.Gap(1), refusal(offer(3, 2)));
    assertEquals(1, transactions.size());
  }

  @Test
  void aGapThatOnlyTheDatabaseKnowsOfIsWaitedForToo() {
    Future<Long> late = offer(7, 1);
    refuse(0, new Refusal.Gap(5));
    assertFalse(late.isComplete());
    offer(5, 2);
    assertEquals(2, transactions.size());
    assertEquals(List.of(5L, 6L, 7L), transactions.get(1).stream().map(Event::offset).toList());
    end(1, 8);
    assertEquals(8, await(late));
  }

  @Test
  void aFailureIsToldToAllThatSharedTheTransactionAndTheNextOneGoesOn() {
    Future<Long> a = offer(0, 1);
    Future<Long> b = offer(9, 1);
    refuse(0, new Refusal.Unavailable("down"));
    assertInstanceOf(Refusal.Unavailable.class, refusal(a));
    // What is known is forgotten, so the database is asked again.
    assertEquals(2, transactions.size());
    refuse(1, new Refusal.Gap(0));
    assertEquals(new Refusal.Gap(0), refusal(b));
  }

  @Test
  void moreThanMayWaitAreRefusedAtOnce() {
    offer(0, 1);
    for (int i = 0; i < Lane.MAX_WAITING; i++) offer(1 + i, 1);
    assertInstanceOf(Refusal.Busy.class, refusal(offer(500, 1)));
  }

  @Test
  void drainingRefusesWhatWaitsAndLetsTheRunningTransactionEnd() {
    Future<Long> running = offer(0, 1);
    Future<Long> waiting = offer(1, 1);
    Future<Void> drained = on(lane::drain);
    assertInstanceOf(Refusal.NotOwner.class, refusal(waiting));
    assertInstanceOf(Refusal.NotOwner.class, refusal(offer(1, 1)));
    assertFalse(drained.isComplete());
    end(0, 1);
    await(drained);
    assertEquals(1, await(running));
    assertTrue(on(lane::idle));
  }
}
