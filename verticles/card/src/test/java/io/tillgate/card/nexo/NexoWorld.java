package io.tillgate.card.nexo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.cases.CaseFigures;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.payment.Clockwork;
import io.tillgate.card.payment.PaymentJson;
import io.tillgate.card.payment.PaymentLog;
import io.tillgate.journal.Entry;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.PaymentOutcome;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/**
 * A till, the edge and a terminal in simulated time, without sockets, over the real decisions and a
 * disk that survives the edge's death. Everything follows from the seed.
 */
final class NexoWorld {
  static {
    // Thousands of worlds are no news.
    ((Logger) LoggerFactory.getLogger("io.tillgate.card")).setLevel(Level.OFF);
  }

  /** From then on lines hold and the edge stays alive, so that all comes to rest. */
  private static final long STORM_MILLIS = 120_000;

  private record Event(long at, long order, int life, Runnable task) {}

  private record Stored(long epochMillis, Entry entry) {}

  final Random random;
  final ModelPoi poi = new ModelPoi(this);
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private final List<Stored> disk = new ArrayList<>();
  private long now;
  private long order;
  private int ids;

  /** Counts the lives of the edge; tasks of an earlier one do not run. */
  private int life;

  private Edge edge;

  NexoWorld(long seed) {
    random = new Random(seed);
    edge = new Edge();
  }

  /** Of the outside world. */
  void after(long millis, Runnable task) {
    events.add(new Event(now + millis, order++, -1, task));
  }

  private void edgeAfter(long millis, Runnable task) {
    events.add(new Event(now + millis, order++, life, task));
  }

  private boolean isStormy() {
    return now < STORM_MILLIS;
  }

  void run() {
    int steps = 0;
    while (!events.isEmpty()) {
      if (++steps > 200_000) throw new AssertionError("it never comes to rest");
      Event next = events.remove();
      now = next.at;
      if (next.life >= 0 && next.life != life) continue;
      next.task.run();
    }
  }

  /** The edge dies; what was not durable is gone, connections are too. */
  void die() {
    if (!isStormy()) return;
    life++;
    edge = new Edge();
  }

  private final class Edge implements TerminalRoad, PaymentLog, Clockwork {
    final Cases cases =
        new Cases(
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
            () -> "c" + ids++,
            new SimpleMeterRegistry());
    final NexoSwitch messages;
    private final int mine = life;

    /** Appends are done in their order. */
    private long diskFree;

    Edge() {
      NexoFold fold = new NexoFold(1_000);
      for (int offset = 0; offset < disk.size(); offset++) {
        Entry e = disk.get(offset).entry();
        fold.accept(offset, disk.get(offset).epochMillis(), e.type(), e.key(), e.payload());
        cases.accept(offset, e.type(), e.key(), e.payload());
      }
      cases.attach(this::conclude, disk::size, task -> edgeAfter(0, task));
      JsonObject settings =
          new JsonObject()
              .put("answerMillis", 5_000)
              .put("requestMillis", 1_000)
              .put("inquiryMillis", 8_000)
              .put("inquiryLongestMillis", 4_000)
              .put("tillReturnMillis", 10_000);
      messages =
          new NexoSwitch(
              new NexoMeans(
                  NexoSettings.of(settings),
                  this,
                  this,
                  cases,
                  new CardFacts(null),
                  this,
                  new NexoMeters(new SimpleMeterRegistry()),
                  () -> "p" + ids++));
      messages.recover(fold);
    }

    @Override
    public boolean knows(String poiId) {
      return poiId.equals(ModelPoi.NAME);
    }

    @Override
    public Call ask(String poiId, byte[] message, long timeoutMillis, Consumer<Heard> heard) {
      byte[] copy = message.clone();
      AtomicReference<Consumer<Heard>> waiting = new AtomicReference<>(heard);
      int luck = isStormy() ? random.nextInt(10) : 9;
      if (luck == 0) { // no connection
        edgeAfter(1 + random.nextInt(50), () -> tell(waiting, new NotTaken("cut")));
        return () -> waiting.set(null);
      }
      if (luck == 1) { // lost before the terminal had it
        edgeAfter(1 + random.nextInt(900), () -> tell(waiting, new NoAnswer(false, "lost")));
        return () -> waiting.set(null);
      }
      boolean isLost = luck == 2; // lost when the terminal had it
      edgeAfter(timeoutMillis, () -> tell(waiting, new NoAnswer(true, "late")));
      after(
          1 + random.nextInt(30),
          () ->
              poi.take(
                  copy,
                  reply -> {
                    byte[] bytes = reply == null ? new byte[0] : reply.toBuffer().getBytes();
                    Heard back = isLost ? new NoAnswer(false, "lost") : new Answered(bytes);
                    if (life == mine) edgeAfter(random.nextInt(30), () -> tell(waiting, back));
                  }));
      return () -> waiting.set(null);
    }

    private void tell(AtomicReference<Consumer<Heard>> waiting, Heard heard) {
      Consumer<Heard> taker = waiting.getAndSet(null);
      if (taker != null) taker.accept(heard);
    }

    @Override
    public void begin(Entry[] entries, LongConsumer durable, Consumer<String> refused) {
      if (isStormy() && random.nextInt(50) == 0) edgeAfter(1, () -> refused.accept("full"));
      else conclude(entries, durable);
    }

    @Override
    public void conclude(Entry[] entries, LongConsumer durable) {
      if (random.nextInt(60) == 0) edgeAfter(0, NexoWorld.this::die);
      diskFree = Math.max(diskFree, now + random.nextInt(3));
      edgeAfter(
          diskFree - now,
          () -> {
            long first = disk.size();
            for (Entry each : entries) disk.add(new Stored(now, each));
            if (random.nextInt(60) == 0 && isStormy()) die();
            else durable.accept(first);
          });
    }

    @Override
    public long monotonicMillis() {
      return now;
    }

    @Override
    public long epochMillis() {
      return now;
    }

    @Override
    public void after(long millis, Runnable task) {
      edgeAfter(millis, task);
    }
  }

  /** A till's request on its own connection, which the edge's death closes. */
  private final class ModelTill implements Till {
    private final Consumer<JsonObject> heard;
    private final int mine = life;
    private boolean isOpen = true;

    ModelTill(Consumer<JsonObject> heard) {
      this.heard = heard;
    }

    @Override
    public boolean isOpen() {
      return isOpen && mine == life;
    }

    @Override
    public void answer(byte[] message, Consumer<Boolean> delivered) {
      boolean arrives = isOpen() && (!isStormy() || random.nextInt(15) > 0);
      isOpen = false;
      edgeAfter(random.nextInt(5), () -> delivered.accept(arrives));
      if (!arrives) return;
      heard.accept(
          message.length == 0 ? null : new JsonObject(new String(message, StandardCharsets.UTF_8)));
    }

    @Override
    public void refuse(int status, String words) {
      isOpen = false; // an abort that did not reach the terminal
    }
  }

  private final Map<String, String> told = new HashMap<>();

  /** A till pays, and perhaps aborts, repeats, asks, or hangs up. */
  void pay(String serviceId, long amount) {
    JsonObject request = NexoMessages.payment(ModelPoi.NAME, serviceId, amount, "EUR");
    ModelTill till = post(request, answer -> hear(serviceId, "PaymentResponse", answer));
    if (random.nextInt(3) == 0) after(random.nextInt(6_000), () -> till.isOpen = false);
    if (random.nextInt(4) == 0) {
      after(
          random.nextInt(7_000),
          () -> post(NexoMessages.abort(ModelPoi.NAME, serviceId), answer -> {}));
    }
    if (random.nextInt(4) == 0) {
      after(
          random.nextInt(20_000),
          () -> post(request, answer -> hear(serviceId, "PaymentResponse", answer)));
    }
    if (random.nextInt(3) == 0) {
      after(
          random.nextInt(30_000),
          () -> post(NexoMessages.status(ModelPoi.NAME, serviceId), a -> hearStatus(serviceId, a)));
    }
  }

  private ModelTill post(JsonObject request, Consumer<JsonObject> heard) {
    ModelTill till = new ModelTill(heard);
    edge.messages.accept(till, request.toBuffer().getBytes());
    return till;
  }

  private void hear(String serviceId, String name, JsonObject answer) {
    JsonObject body = answer.getJsonObject("SaleToPOIResponse").getJsonObject(name);
    hear(serviceId, body.getJsonObject("Response"));
  }

  private void hearStatus(String serviceId, JsonObject answer) {
    JsonObject body =
        answer.getJsonObject("SaleToPOIResponse").getJsonObject("TransactionStatusResponse");
    JsonObject repeated = body.getJsonObject("RepeatedMessageResponse");
    if (repeated == null) return;
    JsonObject of =
        repeated.getJsonObject("RepeatedResponseMessageBody").getJsonObject("PaymentResponse");
    hear(serviceId, of.getJsonObject("Response"));
  }

  /** What a till was told once, it is told ever after. */
  private void hear(String serviceId, JsonObject response) {
    String condition = response.getString("ErrorCondition", response.getString("Result"));
    boolean isVerdict = !List.of("InProgress", "Busy", "UnavailableService").contains(condition);
    if (!isVerdict) return;
    String before = told.put(serviceId, condition);
    if (before == null || before.equals(condition)) return;
    if (before.equals("Success") || condition.equals("Success")) {
      throw new AssertionError(serviceId + " was " + before + " and is " + condition);
    }
  }

  /** Σ of what the journal says is paid = Σ of what the terminal charged; nothing is open. */
  void balances() {
    Map<String, Long> paid = new HashMap<>();
    Map<String, Integer> outcomes = new HashMap<>();
    Map<String, String> serviceIds = new HashMap<>();
    for (Stored stored : disk) {
      byte[] payload = stored.entry().payload();
      String id = new String(stored.entry().key(), StandardCharsets.ISO_8859_1);
      switch (EventType.of(stored.entry().type()).orElseThrow()) {
        case PAYMENT_INTENT -> {
          outcomes.put(id, 0);
          serviceIds.put(id, PaymentJson.intent(payload).stan());
        }
        case PAYMENT_OUTCOME -> {
          outcomes.merge(id, 1, Integer::sum);
          PaymentOutcome outcome = PaymentJson.outcome(payload);
          if (NexoPayment.isApproved(outcome)) paid.put(id, outcome.approvedMinor());
        }
        case REVERSAL_OWED -> paid.remove(id);
        default -> {}
      }
    }
    outcomes.forEach((id, count) -> assertEquals(1, count, "outcomes of " + id));
    assertEquals(0, edge.messages.book().openCount(), "open payments");
    assertEquals(0, edge.messages.inFlight(), "in flight");
    long sum = paid.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(sum, poi.standing(), "journal and terminal; charged " + poi.stillCharged());
    told.forEach(
        (serviceId, condition) -> {
          boolean stands =
              paid.keySet().stream().anyMatch(id -> serviceIds.get(id).equals(serviceId));
          if (condition.equals("Success")) assertTrue(stands, serviceId + " was told Success");
        });
    for (CaseFigures each : edge.cases.figures()) assertEquals(0, each.open(), each.toString());
  }
}
