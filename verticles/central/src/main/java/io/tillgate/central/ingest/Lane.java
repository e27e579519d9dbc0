package io.tillgate.central.ingest;

import io.tillgate.retail.feed.Batch;
import io.tillgate.retail.feed.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The batches of one journal, in order, one transaction at a time. An edge sends several at once
 * and they overtake each other: one that would leave a gap waits a moment for the others, and all
 * that have become contiguous meanwhile share the next transaction. State belongs to the context of
 * the shard's verticle.
 */
final class Lane {

  /** Batches of one journal that may wait; one more is refused. */
  static final int MAX_WAITING = 64;

  /** Events of one transaction, unless a single batch has more; all are read on one event loop. */
  static final int MAX_EVENTS = 2_000;

  /** How long a batch waits for those before it. */
  static final long GAP_WAIT_MILLIS = 400;

  private static final long UNKNOWN = -1;
  private static final long NO_TIMER = -1;

  private record Waiting(Batch batch, long sinceNanos, Promise<Long> answer) {}

  private final Vertx vertx;
  private final Function<List<Event>, Future<Long>> landing;
  private final List<Waiting> waiting = new ArrayList<>();
  private long next = UNKNOWN;
  private boolean busy;
  private long timer = NO_TIMER;
  private Promise<Void> drained;

  /**
   * @param landing lands consecutive events and gives the next offset
   */
  Lane(Vertx vertx, Function<List<Event>, Future<Long>> landing) {
    this.vertx = vertx;
    this.landing = landing;
  }

  /** The next offset, once {@code batch} and all before it are durable. */
  Future<Long> offer(Batch batch) {
    if (drained != null) return Future.failedFuture(new Refusal.NotOwner().refused());
    if (waiting.size() >= MAX_WAITING) return Future.failedFuture(new Refusal.Busy().refused());
    Waiting arrived = new Waiting(batch, System.nanoTime(), Promise.promise());
    waiting.add(arrived);
    waiting.sort(Comparator.comparingLong(w -> w.batch().firstOffset()));
    goOn();
    return arrived.answer().future();
  }

  boolean idle() {
    return !busy && waiting.isEmpty();
  }

  /** Takes nothing more, refuses what waits, and completes when the last transaction has ended. */
  Future<Void> drain() {
    if (drained == null) drained = Promise.promise();
    List.copyOf(waiting).forEach(w -> w.answer().fail(new Refusal.NotOwner().refused()));
    waiting.clear();
    disarm();
    if (!busy) drained.tryComplete();
    return drained.future();
  }

  private void goOn() {
    if (busy || waiting.isEmpty()) return;
    if (next != UNKNOWN && waiting.get(0).batch().firstOffset() > next) {
      armForTheOldest();
      return;
    }
    disarm();
    List<Waiting> run = new ArrayList<>();
    List<Event> events = takeRun(run);
    waiting.removeAll(run);
    busy = true;
    landing
        .apply(events)
        .onComplete(
            done -> {
              busy = false;
              if (done.succeeded()) landed(run, done.result());
              else notLanded(run, done.cause());
              if (drained != null) drained.tryComplete();
              goOn();
            });
  }

  /** The first batch and those that follow it without a gap; what overlaps is taken once. */
  private List<Event> takeRun(List<Waiting> run) {
    Batch head = waiting.get(0).batch();
    List<Event> events = new ArrayList<>(head.events());
    long end = head.lastOffset() + 1;
    run.add(waiting.get(0));
    for (Waiting following : waiting.subList(1, waiting.size())) {
      Batch batch = following.batch();
      if (batch.firstOffset() > end) break;
      int from = (int) Math.min(batch.events().size(), end - batch.firstOffset());
      if (events.size() + batch.events().size() - from > MAX_EVENTS) break;
      events.addAll(batch.events().subList(from, batch.events().size()));
      end = Math.max(end, batch.lastOffset() + 1);
      run.add(following);
    }
    return events;
  }

  private void landed(List<Waiting> run, long landedNext) {
    next = landedNext;
    run.forEach(w -> w.answer().complete(landedNext));
  }

  private void notLanded(List<Waiting> run, Throwable failure) {
    if (drained == null && Refusal.of(failure) instanceof Refusal.Gap gap) {
      next = gap.next();
      waiting.addAll(0, run); // they began before all that came since, or were joined to them
      waiting.sort(Comparator.comparingLong(w -> w.batch().firstOffset()));
      return;
    }
    next = UNKNOWN;
    run.forEach(w -> w.answer().fail(failure));
  }

  private void armForTheOldest() {
    if (timer != NO_TIMER) return;
    long now = System.nanoTime();
    long oldest = waiting.stream().mapToLong(w -> now - w.sinceNanos()).max().orElse(0);
    timer = vertx.setTimer(Math.max(1, GAP_WAIT_MILLIS - oldest / 1_000_000), t -> gapStayed());
  }

  private void gapStayed() {
    timer = NO_TIMER;
    if (busy || waiting.isEmpty() || waiting.get(0).batch().firstOffset() <= next) return;
    long now = System.nanoTime();
    List<Waiting> tooOld =
        waiting.stream().filter(w -> now - w.sinceNanos() >= GAP_WAIT_MILLIS * 1_000_000).toList();
    waiting.removeAll(tooOld);
    tooOld.forEach(w -> w.answer().fail(new Refusal.Gap(next).refused()));
    goOn();
  }

  private void disarm() {
    if (timer != NO_TIMER) vertx.cancelTimer(timer);
    timer = NO_TIMER;
  }
}
