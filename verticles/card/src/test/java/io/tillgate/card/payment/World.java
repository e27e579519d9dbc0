package io.tillgate.card.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.card.Iso;
import io.tillgate.card.acquirer.Acquirers;
import io.tillgate.card.acquirer.SimulatedLinks;
import io.tillgate.card.cases.CaseFigures;
import io.tillgate.card.cases.Cases;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.Request;
import io.tillgate.card.message.ReversalMessages;
import io.tillgate.card.standin.ClockWatch;
import io.tillgate.card.standin.DenyList;
import io.tillgate.card.standin.Exposure;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.standin.StandInMeters;
import io.tillgate.card.standin.Undone;
import io.tillgate.journal.Entry;
import io.tillgate.retail.feed.EventType;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Pan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/**
 * An edge between terminals and an acquirer in simulated time, over the real decisions and messages
 * and a disk that survives the edge's death. Everything follows from the seed.
 */
class World {
  static {
    // Thousands of worlds are no news.
    ((Logger) LoggerFactory.getLogger("io.tillgate.card.cases")).setLevel(Level.OFF);
  }

  static final Dialect DIALECT = Dialect.named("iso87-ascii");

  /** What is on the disk. */
  record Stored(long epochMillis, Entry entry) {}

  /** What goes wrong now; shares are of messages. */
  static final class Weather {
    double lost;
    double late;
    double doubled;
    double lostOnTheFloor;
    double brokenAtTheFloor;

    /** Share of appends that find the journal full. */
    double full;

    long slowestMillis = 200;
  }

  /** When the edge dies. */
  interface Death {
    /** How often at most. */
    default int most() {
      return 1;
    }

    /** Called before each append. */
    default boolean beforeAppend(int number) {
      return false;
    }

    /** Called when an append is durable and nobody knows yet. */
    default boolean afterAppend(int number) {
      return false;
    }

    default boolean atEvent(long number) {
      return false;
    }
  }

  /** No death at all. Then there may be terminals that never reverse what they lost. */
  static final Death IMMORTAL = new Death() {};

  final Simulation simulation;
  final Iso iso = new Iso(DIALECT);
  final ModelHost host = new ModelHost(iso);
  final List<ModelTerminal> terminals = new ArrayList<>();
  final List<Stored> disk = new ArrayList<>();
  final Map<Integer, byte[]> keys = new HashMap<>();
  private final DenyList denyList = noDenyList();
  private final Map<String, StandInLimits> limits;
  private final Death death;
  private final long stormMillis;
  private final Weather weather = new Weather();

  /** The longest that a terminal waits for its next customer. */
  long pauseMillis = 2_000;

  /** What a test still has to do; until then the world is not at rest. */
  int busy;

  private int appends;
  private int nextSlot;
  private int deaths;
  private Edge edge;

  World(long seed, int terminalCount, int payments, long stormMillis, Death death) {
    this(seed, terminalCount, payments, stormMillis, death, null);
  }

  /** The same, where the store answers for its acquirer within {@code limits}. */
  World(
      long seed,
      int terminalCount,
      int payments,
      long stormMillis,
      Death death,
      StandInLimits limits) {
    this(seed, stormMillis, death, limits);
    fill(terminalCount, payments);
    storm();
  }

  /** Without terminals, and with fair weather until {@link #weather} changes it. */
  World(long seed, long stormMillis, Death death, StandInLimits limits) {
    this.limits = limits == null ? Map.of() : Map.of("bank", limits);
    this.simulation = new Simulation(seed);
    this.death = death;
    this.stormMillis = stormMillis;
    edge = new Edge();
  }

  final void fill(int terminalCount, int payments) {
    for (int i = 1; i <= terminalCount; i++) {
      boolean isForgetful = death == IMMORTAL && i % 2 == 0;
      terminals.add(new ModelTerminal(this, iso, "TERM000" + i, payments, isForgetful));
    }
  }

  /** The weather turns. */
  void weather(Consumer<Weather> change) {
    change.accept(weather);
    edge.takeWeather();
  }

  boolean isRainingOnTheFloor() {
    return simulation.chance(weather.brokenAtTheFloor);
  }

  private static DenyList noDenyList() {
    try {
      return DenyList.open(Path.of("no such deny list"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What arrives at the acquirer. */
  void atHost(byte[] bytes, SimulatedLinks from) {
    host.take(bytes, from);
  }

  PaymentSwitch.Figures figures() {
    return edge.payments.figures();
  }

  /** What the store has approved offline and not settled, by the edge that is alive. */
  Exposure.Figures exposure() {
    return edge.payments.exposure();
  }

  /** Undoes an offline sale as a till does. */
  void undo(String paymentId, long amountMinor, Consumer<Undone> told) {
    edge.payments.undoOffline(paymentId, amountMinor, told);
  }

  private void staysWithinLimits() {
    if (limits.isEmpty()) return;
    long most = limits.get("bank").money().get("USD").storeSumMinor();
    if (exposedMinor() > most) throw new AssertionError(exposedMinor() + " is above " + most);
  }

  /** What the disk says is owed offline, summed up by itself. */
  private long exposedMinor() {
    Map<String, Long> owed = new HashMap<>();
    for (Stored stored : disk) {
      String id = new String(stored.entry().key(), StandardCharsets.ISO_8859_1);
      byte[] payload = stored.entry().payload();
      switch (EventType.of(stored.entry().type()).orElseThrow()) {
        case ADVICE_OWED -> owed.put(id, PaymentJson.adviceOwed(payload).amountMinor());
        case ADVICE_CHANGED -> owed.put(id, PaymentJson.adviceChanged(payload).leftMinor());
        case ADVICE_SETTLED -> owed.remove(id);
        default -> {}
      }
    }
    return owed.values().stream().mapToLong(Long::longValue).sum();
  }

  void breakLineFor(long millis) {
    edge.links.breakFor(millis);
  }

  int deaths() {
    return deaths;
  }

  int appends() {
    return appends;
  }

  boolean isStormy() {
    return simulation.now() < stormMillis;
  }

  private PaymentFold fold() {
    PaymentFold fold = new PaymentFold(1_000);
    for (int offset = 0; offset < disk.size(); offset++) {
      Stored stored = disk.get(offset);
      Entry entry = stored.entry();
      fold.accept(offset, stored.epochMillis(), entry.type(), entry.key(), entry.payload());
    }
    return fold;
  }

  List<CaseFigures> cases() {
    return edge.cases.figures();
  }

  private String id() {
    return new UUID(simulation.random.nextLong(), simulation.random.nextLong()).toString();
  }

  private void storm() {
    weather(
        now -> {
          now.lost = isStormy() ? 0.1 : 0;
          now.late = isStormy() ? 0.1 : 0;
          now.lostOnTheFloor = isStormy() ? 0.05 : 0;
          now.brokenAtTheFloor = isStormy() ? 0.15 : 0;
          now.full = isStormy() ? 0.02 : 0;
        });
    if (!isStormy()) return;
    if (simulation.chance(0.1)) edge.links.breakFor(simulation.between(10, 5_000));
    simulation.after(500, this::storm);
  }

  /** Whether an answer that the edge's machine took gets lost on its way to the terminal. */
  boolean isLostOnTheFloor() {
    return simulation.chance(weather.lostOnTheFloor);
  }

  /** Tokens by the card's number, as the room makes them. */
  private CardRecord card(byte[] message) {
    if (limits.isEmpty()) return null;
    String pan = iso.read(message).field(2);
    if (pan == null) return null;
    String token = "tk_" + Integer.toHexString(pan.hashCode());
    return new CardRecord(
        token, null, pan.substring(pan.length() - 4), "visa", CardRecord.EntryMode.CHIP, null);
  }

  void toEdge(ModelTerminal.Connection connection, byte[] message) {
    onEdge(
        1,
        () -> {
          Request request = edge.messages.request(message.clone());
          connection.accept(edge.payments, request);
        });
  }

  /** Runs {@code task} on the edge that is alive now, or never. */
  void onEdge(long afterMillis, Runnable task) {
    Edge mine = edge;
    simulation.after(
        afterMillis,
        () -> {
          if (mine == edge && mine.isServing) task.run();
        });
  }

  /** Lets everything happen until all terminals are done and nothing is owed. */
  void run() {
    long limit = simulation.now() + stormMillis + 4 * 3_600_000L;
    while (simulation.step(limit)) {
      if (mayDie() && death.atEvent(simulation.executed())) die();
      if (isStormy() || !isAtRest()) continue;
      // A repeat's answer may still be on its way, and with it the end of its payment.
      long end = simulation.now() + 10;
      while (simulation.step(end)) {}
      return;
    }
    throw new AssertionError(
        "not at rest after %d ms: %s, %d appends pending, serving: %s, terminals: %s"
            .formatted(
                limit,
                edge.payments.figures() + " " + exposure(),
                edge.pendingAppends,
                edge.isServing,
                terminals));
  }

  private boolean isAtRest() {
    return busy == 0
        && terminals.stream().allMatch(ModelTerminal::isDone)
        && edge.isServing
        && edge.payments.inFlight() == 0
        && edge.payments.figures().reversalsOwed() == 0
        && edge.payments.exposure().count() == 0
        && edge.pendingAppends == 0;
  }

  private boolean mayDie() {
    return deaths < death.most();
  }

  /** The power goes; another edge starts from what is on the disk. */
  void die() {
    deaths++;
    edge.links.die();
    edge.isServing = false;
    edge = new Edge();
    terminals.forEach(ModelTerminal::edgeDied);
    edge.takeWeather();
  }

  /** One life of the edge. */
  private final class Edge implements Clockwork, PaymentLog {
    final Messages messages = new Messages(DIALECT);
    final SimulatedLinks links = new SimulatedLinks(simulation, messages, World.this::atHost);
    final Cases cases = new Cases(simulation.clock(), World.this::id, new SimpleMeterRegistry());
    final PaymentSwitch payments;
    boolean isServing;
    int pendingAppends;

    Edge() {
      PaymentFold fold = fold();
      for (int offset = 0; offset < disk.size(); offset++) {
        Entry entry = disk.get(offset).entry();
        cases.accept(offset, entry.type(), entry.key(), entry.payload());
      }
      cases.attach(this::conclude, disk::size, task -> after(0, task));
      Set<Integer> open = fold.openSlots();
      keys.keySet().retainAll(open); // as a start does with all other slots
      payments =
          new PaymentSwitch(
              new Means(
                  new PaymentSettings(100, 4, 86_400_000L, 1_000, 600_000, 0, 0),
                  messages,
                  World.this::card,
                  Acquirers.only(links),
                  this,
                  cases,
                  new Vault(),
                  this,
                  new PaymentMeters(new SimpleMeterRegistry()),
                  World.this::id,
                  new Random(1)),
              standIn());
      Edge mine = this;
      long exposed = exposedMinor();
      payments.recover(
          fold,
          () -> simulation.after(simulation.between(0, 500), () -> mine.isServing = mine == edge));
      long rebuilt = payments.exposure().sumsMinor().getOrDefault("USD", 0L);
      if (rebuilt != exposed) throw new AssertionError(exposed + " owed, " + rebuilt + " rebuilt");
    }

    void takeWeather() {
      links.lost = weather.lost;
      links.late = weather.late;
      links.doubled = weather.doubled;
      links.slowestMillis = weather.slowestMillis;
    }

    private StandInMeans standIn() {
      Exposure exposure = new Exposure();
      SimpleMeterRegistry metrics = new SimpleMeterRegistry();
      return new StandInMeans(
          limits,
          exposure,
          denyList,
          new ClockWatch(epochMillis(), monotonicMillis(), Long.MIN_VALUE),
          ZoneOffset.UTC,
          () -> true,
          new StandInMeters(metrics, exposure, List.of("USD"), this::epochMillis));
    }

    /** Every payment that is open stands where a start now would find it, and no other is. */
    private void liveIsWhatTheJournalSays() {
      Map<String, Payment> folded = new HashMap<>();
      for (Payment each : fold().payments(this)) folded.put(each.id(), each);
      for (Payment live : payments.open()) {
        if (live.offset == Long.MAX_VALUE) continue; // its intent is not durable yet
        Payment stored = folded.get(live.id());
        assertEquals(stored.state(), live.state(), "payment " + live.id());
        assertEquals(stored.offset, live.offset, "payment " + live.id());
        folded.remove(live.id());
      }
      for (Payment stored : folded.values()) {
        assertFalse(stored.state().isOpen(), "open in the journal alone: " + stored.id());
      }
    }

    private boolean isDead() {
      return edge != null && edge != this;
    }

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
      simulation.after(
          millis,
          () -> {
            if (!isDead()) task.run();
          });
    }

    @Override
    public void begin(Entry[] entries, LongConsumer durable, Consumer<String> refused) {
      if (simulation.chance(weather.full)) {
        after(1, () -> refused.accept("full"));
      } else {
        append(entries, durable);
      }
    }

    @Override
    public void conclude(Entry[] entries, LongConsumer durable) {
      if (simulation.chance(weather.full)) {
        after(250, () -> conclude(entries, durable));
      } else {
        append(entries, durable);
      }
    }

    private void append(Entry[] entries, LongConsumer durable) {
      int number = ++appends;
      pendingAppends++;
      after(
          3, // one wait for all: completions keep the order of the appends
          () -> {
            if (mayDie() && death.beforeAppend(number)) {
              die();
              return;
            }
            long first = disk.size();
            for (Entry entry : entries) disk.add(new Stored(simulation.epochMillis(), entry));
            staysWithinLimits();
            if (mayDie() && death.afterAppend(number)) {
              die();
              return;
            }
            pendingAppends--;
            durable.accept(first);
            if (simulation.chance(0.05)) liveIsWhatTheJournalSays();
          });
    }
  }

  /** Seals whose keys are the world's: they outlive the edge, unless they are shredded. */
  private final class Vault implements Seals {
    private final ReversalMessages reversals = new ReversalMessages(DIALECT);

    @Override
    public Seal seal(String paymentId, Request request) {
      byte[] template = reversals.template(request);
      try (Pan pan = reversals.card(request)) {
        int slot = nextSlot++;
        keys.put(slot, pan.bytes().clone());
        byte[] card = fakeCard(slot);
        byte[] payload =
            ByteBuffer.allocate(3 + card.length + template.length)
                .put((byte) 1)
                .putShort((short) card.length)
                .put(card)
                .put(template)
                .array();
        return new Seal(slot, payload);
      }
    }

    @Override
    public Seal sealMessage(String paymentId, byte[] message) {
      int slot = nextSlot++;
      keys.put(slot, message.clone());
      byte[] card = fakeCard(slot);
      byte[] payload =
          ByteBuffer.allocate(3 + card.length)
              .put((byte) 2)
              .putShort((short) card.length)
              .put(card)
              .array();
      return new Seal(slot, payload);
    }

    @Override
    public byte[] openMessage(String paymentId, Seal seal) {
      byte[] message = keys.get(seal.slot());
      if (message == null) {
        throw new AssertionError("slot " + seal.slot() + " was shredded too early");
      }
      return message.clone();
    }

    @Override
    public int free() {
      return 1_000 - keys.size();
    }

    /** The form of a sealed card, so that the fold reads its slot. */
    private static byte[] fakeCard(int slot) {
      return new io.tillgate.card.keys.SealedCard(slot, new byte[12], new byte[20]).encode();
    }

    @Override
    public Seal read(byte[] payload) {
      return CardSeals.parse(payload);
    }

    @Override
    public Request reversal(String paymentId, Seal seal, PaymentOutcome outcome, boolean repeat) {
      byte[] pan = keys.get(seal.slot());
      if (pan == null) throw new AssertionError("slot " + seal.slot() + " was shredded too early");
      byte[] template =
          Arrays.copyOfRange(seal.payload(), 3 + fakeCard(0).length, seal.payload().length);
      Instant now = Instant.ofEpochMilli(simulation.epochMillis());
      return new Messages(DIALECT).request(reversals.reversal(template, pan, outcome, repeat, now));
    }

    @Override
    public void shred(Seal seal) {
      if (keys.remove(seal.slot()) == null) {
        throw new AssertionError("slot " + seal.slot() + " is shredded twice");
      }
    }
  }
}
