package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.journal.Entry;
import io.tillgate.journal.JournalFailed;
import io.tillgate.journal.JournalFull;
import io.tillgate.pos.Door.Admitted;
import io.tillgate.pos.Intake.NotRecorded;
import io.tillgate.pos.Intake.Outcome;
import io.tillgate.pos.Intake.Recorded;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final Door door = new Door(Edge.STORE, 16, 500, new LuhnGuard());
  private final SlowDisk disk = new SlowDisk();
  private final Intake intake =
      new Intake(disk, new DuplicateWindow(100, 1_000_000), context, 3, () -> 0);

  /** A journal whose disk answers when the test says so. */
  private static final class SlowDisk implements Intake.Log {
    private final List<CompletableFuture<Long>> waiting = new ArrayList<>();
    private long next;
    private final List<Long> lastOffsets = new ArrayList<>();

    @Override
    public CompletableFuture<Long> append(Entry... entries) {
      next += entries.length;
      lastOffsets.add(next - 1);
      waiting.add(new CompletableFuture<>());
      return waiting.get(waiting.size() - 1);
    }

    void force(int append) {
      waiting.get(append).complete(lastOffsets.get(append));
    }

    void fail(int append, Throwable failure) {
      waiting.get(append).completeExceptionally(failure);
    }
  }

  @AfterEach
  void stop() throws Exception {
    Edge.await(vertx.close());
  }

  @Test
  void nobodyIsAnsweredBeforeTheDiskIs() throws Exception {
    Future<Outcome> outcome = take(sale());
    assertFalse(outcome.isComplete());
    disk.force(0);
    assertEquals(new Recorded(0, false), Edge.await(outcome));
  }

  @Test
  void theSecondOfTwoEqualsWaitsForTheFirst() throws Exception {
    Admitted sale = sale();
    Future<Outcome> first = take(sale);
    Future<Outcome> second = take(sale);
    assertEquals(1, disk.waiting.size());
    assertFalse(second.isComplete());
    disk.force(0);
    assertEquals(new Recorded(0, false), Edge.await(first));
    assertEquals(new Recorded(0, true), Edge.await(second));
  }

  @Test
  void whoConflictsWithAnEventUnderWayIsToldOnlyWhenThatIsDurable() throws Exception {
    JsonObject body = Till.sale();
    take(admitted(body));
    Future<Outcome> other = take(admitted(body.copy().put("till", "till-2")));
    assertFalse(other.isComplete());
    disk.force(0);
    assertEquals(409, status(other));
  }

  @Test
  void afterAFullDiskTheSameEventMayComeAgain() throws Exception {
    Admitted sale = sale();
    Future<Outcome> first = take(sale);
    Future<Outcome> twin = take(sale);
    disk.fail(0, new JournalFull("full"));
    assertEquals(503, status(first));
    assertEquals(503, status(twin));
    assertFalse(intake.hasFailed());

    Future<Outcome> again = take(sale);
    disk.force(1);
    assertInstanceOf(Recorded.class, Edge.await(again));
  }

  @Test
  void aFailedJournalIsFinal() throws Exception {
    Future<Outcome> outcome = take(sale());
    disk.fail(0, new JournalFailed("fsync failed"));
    assertEquals(503, status(outcome));
    assertTrue(intake.hasFailed());
  }

  @Test
  void eventsOnTheirWayToTheDiskAreBounded() throws Exception {
    for (int i = 0; i < 3; i++) take(sale());
    Future<Outcome> fourth = take(sale());
    assertEquals("busy", ((NotRecorded) Edge.await(fourth)).problem().type());
    disk.force(0);
    Future<Outcome> fifth = onContext(() -> intake.take(sale()));
    disk.force(3);
    assertInstanceOf(Recorded.class, Edge.await(fifth));
  }

  @Test
  void aStopWaitsForWhatIsOnItsWay() throws Exception {
    take(sale());
    Future<Void> drained = onContext(intake::drained);
    assertFalse(drained.isComplete());
    disk.force(0);
    Edge.await(drained);
    assertEquals(0, intake.inFlight());
  }

  private Future<Outcome> take(Admitted event) throws Exception {
    return onContext(() -> intake.take(event));
  }

  /** Runs on the context, and returns what it gave there, complete or not. */
  private <T> Future<T> onContext(Supplier<Future<T>> action) throws Exception {
    Promise<List<Future<T>>> ran = Promise.promise();
    context.runOnContext(go -> ran.complete(List.of(action.get())));
    return Edge.await(ran.future()).get(0);
  }

  private static int status(Future<Outcome> outcome) throws Exception {
    return ((NotRecorded) Edge.await(outcome)).problem().status();
  }

  private Admitted sale() {
    return admitted(Till.sale());
  }

  private Admitted admitted(JsonObject body) {
    byte[] bytes = body.encode().getBytes(StandardCharsets.UTF_8);
    return (Admitted) door.admit(EventKind.SALE, bytes);
  }
}
