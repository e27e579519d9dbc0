package io.tillgate.pos;

import io.tillgate.journal.Entry;
import io.tillgate.journal.JournalFailed;
import io.tillgate.journal.JournalFull;
import io.tillgate.pos.Door.Admitted;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Takes admitted events into the journal, each once. Whether an event is new, a repeat or in
 * conflict is decided in the order of arrival; of two that are equal and under way together, the
 * second waits for the first. State belongs to one context.
 */
final class Intake {

  /** The journal, as far as it is needed here. */
  @FunctionalInterface
  interface Log {
    /** The last entry's offset, on any thread, once all are durable. */
    CompletableFuture<Long> append(Entry... entries);
  }

  /** What became of an admitted event. */
  sealed interface Outcome permits Recorded, NotRecorded {}

  /**
   * It is durable.
   *
   * @param replay whether an earlier request had brought it
   */
  record Recorded(long offset, boolean replay) implements Outcome {}

  /** It is not recorded by this request. */
  record NotRecorded(Problem problem) implements Outcome {}

  private record UnderWay(BodyHash hash, Future<Outcome> outcome) {}

  private final Log log;
  private final DuplicateWindow window;
  private final Context context;
  private final int maxInFlight;
  private final LongSupplier clock;
  private final Map<UUID, UnderWay> underWay = new HashMap<>();
  private volatile boolean failed;

  Intake(Log log, DuplicateWindow window, Context context, int maxInFlight, LongSupplier clock) {
    this.log = log;
    this.window = window;
    this.context = context;
    this.maxInFlight = maxInFlight;
    this.clock = clock;
  }

  /** An outcome for each event, in order; what is new goes into one append. Never fails. */
  List<Future<Outcome>> take(List<Admitted> events) {
    List<Future<Outcome>> outcomes = new ArrayList<>(events.size());
    List<Admitted> fresh = new ArrayList<>();
    List<Promise<Outcome>> promises = new ArrayList<>();
    for (Admitted event : events) {
      Future<Outcome> known = known(event);
      if (known == null && underWay.size() >= maxInFlight) {
        known = Future.succeededFuture(new NotRecorded(Problem.busy("maxInFlight")));
      }
      if (known == null) {
        Promise<Outcome> promise = Promise.promise();
        underWay.put(event.event().id(), new UnderWay(event.hash(), promise.future()));
        fresh.add(event);
        promises.add(promise);
        known = promise.future();
      }
      outcomes.add(known);
    }
    if (!fresh.isEmpty()) append(fresh, promises);
    return outcomes;
  }

  Future<Outcome> take(Admitted event) {
    return take(List.of(event)).get(0);
  }

  /** Completes when nothing that was taken so far is still on its way to the disk. */
  Future<Void> drained() {
    return Future.join(underWay.values().stream().map(UnderWay::outcome).toList()).mapEmpty();
  }

  int inFlight() {
    return underWay.size();
  }

  int windowIds() {
    return window.size();
  }

  /** Whether the journal said that it takes nothing more until a restart. */
  boolean hasFailed() {
    return failed;
  }

  /** Null where the event is new. */
  private Future<Outcome> known(Admitted event) {
    UUID id = event.event().id();
    DuplicateWindow.Seen seen = window.get(id);
    if (seen != null) {
      return Future.succeededFuture(again(event, seen.hash(), new Recorded(seen.offset(), true)));
    }
    UnderWay first = underWay.get(id);
    if (first == null) return null;
    return first.outcome().map(outcome -> again(event, first.hash(), outcome));
  }

  private static Outcome again(Admitted event, BodyHash first, Outcome outcome) {
    if (!(outcome instanceof Recorded recorded)) return outcome;
    if (!event.hash().equals(first)) return new NotRecorded(Problem.conflict());
    return new Recorded(recorded.offset(), true);
  }

  private void append(List<Admitted> events, List<Promise<Outcome>> promises) {
    Entry[] entries =
        events.stream()
            .map(event -> new Entry(event.event().type().code(), event.key(), event.payload()))
            .toArray(Entry[]::new);
    log.append(entries)
        .whenComplete(
            (last, failure) ->
                context.runOnContext(done -> settle(events, promises, last, failure)));
  }

  private void settle(
      List<Admitted> events, List<Promise<Outcome>> promises, Long last, Throwable failure) {
    for (int i = 0; i < events.size(); i++) {
      Admitted event = events.get(i);
      UUID id = event.event().id();
      underWay.remove(id);
      if (failure == null) {
        long offset = last - events.size() + 1 + i;
        window.add(id, event.hash(), offset, clock.getAsLong());
        promises.get(i).complete(new Recorded(offset, false));
      } else {
        promises.get(i).complete(new NotRecorded(because(failure)));
      }
    }
  }

  /** After a failed force the record may be on the disk all the same; the restart will tell. */
  private Problem because(Throwable failure) {
    if (failure instanceof JournalFull) return Problem.full();
    failed |= failure instanceof JournalFailed;
    return failed ? Problem.journalFailed() : Problem.ownFault();
  }
}
