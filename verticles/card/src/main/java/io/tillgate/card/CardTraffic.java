package io.tillgate.card;

import io.micrometer.core.instrument.Gauge;
import io.tillgate.card.acquirer.AcquirerLinks;
import io.tillgate.card.acquirer.AcquirerSettings;
import io.tillgate.card.acquirer.Acquirers;
import io.tillgate.card.acquirer.CardGlance;
import io.tillgate.card.acquirer.RoutedAcquirers;
import io.tillgate.card.cases.CaseFigures;
import io.tillgate.card.data.CardReader;
import io.tillgate.card.keys.CardSealer;
import io.tillgate.card.mac.MacKey;
import io.tillgate.card.mac.MacRule;
import io.tillgate.card.mac.MacStamp;
import io.tillgate.card.message.Messages;
import io.tillgate.card.nexo.NexoTraffic;
import io.tillgate.card.payment.CardSeals;
import io.tillgate.card.payment.JournalLog;
import io.tillgate.card.payment.Means;
import io.tillgate.card.payment.PaymentMeters;
import io.tillgate.card.payment.PaymentSwitch;
import io.tillgate.card.standin.Exposure;
import io.tillgate.card.standin.Undone;
import io.tillgate.card.stream.Flusher;
import io.tillgate.card.terminal.TerminalServer;
import io.tillgate.card.vault.VaultFeed;
import io.tillgate.journal.Entry;
import io.tillgate.retail.payment.CardRecord;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageView;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Terminals, payments and links at work. All state belongs to the card context on which this was
 * made; {@link CardStatus} may be asked by any thread.
 */
final class CardTraffic implements CardStatus {
  private static final Logger LOG = LoggerFactory.getLogger(CardTraffic.class);
  private static final long HOUSEKEEPING_MILLIS = 1_000;
  private static final int MARK_EVERY = 30;
  private static final long STOP_POLL_MILLIS = 20;

  /** How long outcomes of interrupted payments may take to become durable. */
  private static final long INTERRUPT_MILLIS = 5_000;

  private final Vertx vertx;
  private final Context context;
  private final CardRoom room;
  private final LinkedHashMap<String, AcquirerLinks> links = new LinkedHashMap<>();
  private final Acquirers acquirers;
  private final JournalLog log;
  private final StandInWatch standIn;
  private final PaymentSwitch payments;
  private final TerminalServer terminals;

  /** Null where nobody speaks nexo. */
  private final NexoTraffic nexo;

  private int housekeepings;
  private volatile boolean isAccepting;
  private volatile boolean hasFailed;
  private volatile long firstNeeded;

  CardTraffic(Context context, CardRoom room) {
    this.vertx = context.owner();
    this.context = context;
    this.room = room;
    this.firstNeeded = room.journal.firstOffset();
    VertxClockwork clock = new VertxClockwork(context, room.clock);
    Messages messages = new Messages(room.dialect);
    Flusher flusher = new Flusher(context);
    for (AcquirerSettings each : room.settings.acquirers()) {
      links.put(each.name(), links(each, flusher));
    }
    acquirers = routed();
    log = new JournalLog(room.journal, this::onContext, clock, this::failed);
    room.cases.attach(log::conclude, log::nextOffset, this::onContext);
    standIn = new StandInWatch(room, clock);
    payments = new PaymentSwitch(means(clock, messages), standIn.means());
    terminals =
        new TerminalServer(
            context, flusher, room.settings.terminals(), messages, payments, room.metrics);
    nexo = room.settings.nexo() == null ? null : nexo(clock);
    gauges();
  }

  private NexoTraffic nexo(VertxClockwork clock) {
    return new NexoTraffic(
        context,
        room.settings.nexo(),
        room.nexoKeys,
        room.ring.tokenizer(room.settings.tokens()),
        log,
        room.cases,
        clock,
        room.metrics);
  }

  private AcquirerLinks links(AcquirerSettings settings, Flusher flusher) {
    return new AcquirerLinks(
        context,
        flusher,
        settings,
        new Messages(room.profiles.get(settings.name())),
        mac(settings.name()),
        room.stans.get(settings.name()),
        room.metrics,
        room.clock,
        room.random);
  }

  /** What its profile asks for, or nothing. */
  private UnaryOperator<byte[]> mac(String acquirer) {
    MacKey key = room.macKeys.get(acquirer);
    if (key == null) return UnaryOperator.identity();
    Dialect profile = room.profiles.get(acquirer);
    return new MacStamp(profile, MacRule.of(profile).orElseThrow(), key);
  }

  private Acquirers routed() {
    Map<String, String> formerly = new HashMap<>();
    for (AcquirerSettings each : room.settings.acquirers()) {
      for (String name : each.formerly()) formerly.put(name, each.name());
    }
    return new RoutedAcquirers(
        links, formerly, room.settings.routes(), new CardGlance(room.dialect), room.metrics);
  }

  /**
   * Completes when what an earlier start left is settled, it is known which acquirers are there,
   * and terminals are listened to.
   */
  Future<Void> start() {
    List<Future<Void>> firstTries = links.values().stream().map(AcquirerLinks::start).toList();
    Promise<Void> recovered = Promise.promise();
    payments.recover(room.fold, recovered::complete);
    vertx.setPeriodic(HOUSEKEEPING_MILLIS, tick -> keepHouse());
    return recovered
        .future()
        .compose(done -> Future.join(firstTries))
        .compose(done -> terminals.listen())
        .compose(listening -> nexo == null ? nothing() : nexo.start(room.nexo))
        .onSuccess(listening -> isAccepting = true);
  }

  private static Future<Void> nothing() {
    return Future.succeededFuture();
  }

  private Means means(VertxClockwork clock, Messages messages) {
    return new Means(
        room.settings.payments(),
        messages,
        cards(),
        acquirers,
        log,
        room.cases,
        new CardSeals(new CardSealer(room.keys), messages, clock),
        clock,
        new PaymentMeters(room.metrics),
        () -> UUID.randomUUID().toString(),
        room.random);
  }

  private Function<byte[], CardRecord> cards() {
    MessageView view = new MessageView(room.dialect);
    CardReader reader = reader();
    return message -> reader.read(view.index(message, 0, message.length)).orElse(null);
  }

  private CardReader reader() {
    if (room.vaultSealer == null)
      return new CardReader(room.ring.tokenizer(room.settings.tokens()));
    VaultFeed vault =
        new VaultFeed(room.vaultSealer, entry -> log.conclude(new Entry[] {entry}, at -> {}));
    return new CardReader(room.ring.tokenizer(room.settings.tokens()), vault::seen);
  }

  private void onContext(Runnable task) {
    context.runOnContext(now -> task.run());
  }

  private void gauges() {
    Gauge.builder("tillgate.card.inflight", this, CardTraffic::inFlight).register(room.metrics);
    Gauge.builder("tillgate.card.reversals.owed", this, CardTraffic::reversalsOwed)
        .register(room.metrics);
    Gauge.builder("tillgate.card.reversals.parked", this, CardTraffic::reversalsParked)
        .register(room.metrics);
    Gauge.builder("tillgate.card.advices.parked", this, CardTraffic::advicesParked)
        .register(room.metrics);
    Gauge.builder("tillgate.card.advices.inflight", payments, PaymentSwitch::advicesInFlight)
        .register(room.metrics);
  }

  /**
   * What is on the disk is unknown, so nothing true can be told: terminals are cut off, and reverse
   * by themselves once the edge is back.
   */
  private void failed(Throwable cause) {
    LOG.error("the journal takes nothing more; terminals are cut off until a restart", cause);
    hasFailed = true;
    isAccepting = false;
    terminals.close();
    if (nexo != null) nexo.close();
    room.onFailure.accept(cause);
  }

  private void keepHouse() {
    payments.tick();
    if (nexo != null) nexo.tick();
    room.cases.tick();
    long needed = room.cases.firstNeeded(payments.firstNeeded(log.nextOffset()));
    firstNeeded = nexo == null ? room.nexo.firstNeeded(needed) : nexo.firstNeeded(needed);
    watchDisk();
    if (++housekeepings % MARK_EVERY == 0) {
      long from = firstNeeded;
      vertx
          .executeBlocking(
              () -> {
                room.mark.write(room.journal.epoch(), from);
                return null;
              })
          .onFailure(failure -> LOG.warn("the mark for the next start is not written", failure));
    }
  }

  private void watchDisk() {
    if (room.standIn.isEmpty()) return;
    vertx
        .executeBlocking(
            () -> {
              standIn.look();
              return null;
            })
        .onFailure(failure -> LOG.warn("what room the disk has is not known", failure));
  }

  /** See {@link CardVerticle#clockSkew}. */
  void clockSkew(long skewMillis) {
    standIn.heard(skewMillis);
  }

  /** See {@link CardVerticle#undoOffline}. */
  Future<Undone> undoOffline(String paymentId, long amountMinor) {
    Promise<Undone> undone = Promise.promise();
    context.runOnContext(
        now -> {
          try {
            payments.undoOffline(paymentId, amountMinor, undone::complete);
          } catch (RuntimeException bug) {
            undone.fail(bug);
          }
        });
    return undone.future();
  }

  /**
   * Takes no new payments, waits for those in flight up to {@code drainMillis}, gives the others up
   * with a reversal, and closes.
   */
  Future<Void> stop() {
    isAccepting = false;
    terminals.stopAccepting();
    payments.stopTaking();
    if (nexo != null) nexo.stopTaking();
    return until(this::isIdle, room.settings.payments().drainMillis())
        .compose(
            idle -> {
              payments.interrupt(); // what a nexo terminal is still at, the next start asks about
              return until(() -> hasFailed || payments.inFlight() == 0, INTERRUPT_MILLIS);
            })
        .eventually(terminals::close)
        .eventually(() -> nexo == null ? nothing() : nexo.close())
        .eventually(this::closeLinks);
  }

  /** Composed futures run on whatever thread completes them; links are the context's. */
  private Future<Void> closeLinks() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(
        now -> {
          List<Future<Void>> all = links.values().stream().map(AcquirerLinks::close).toList();
          Future.join(all).<Void>mapEmpty().onComplete(closed);
        });
    return closed.future();
  }

  private boolean isIdle() {
    boolean nexoIdle = nexo == null || nexo.inFlight() == 0;
    return hasFailed || payments.inFlight() == 0 && nexoIdle;
  }

  /** Completes when {@code condition} holds, or after {@code millis}. */
  private Future<Void> until(BooleanSupplier condition, long millis) {
    if (condition.getAsBoolean() || millis <= 0) return Future.succeededFuture();
    Promise<Void> reached = Promise.promise();
    vertx.setTimer(
        STOP_POLL_MILLIS, tick -> until(condition, millis - STOP_POLL_MILLIS).onComplete(reached));
    return reached.future();
  }

  @Override
  public boolean isAccepting() {
    return isAccepting;
  }

  @Override
  public int terminalPort() {
    return terminals.actualPort();
  }

  @Override
  public int terminals() {
    return terminals.connected();
  }

  @Override
  public int linksUp() {
    return links.values().stream().mapToInt(AcquirerLinks::linksUp).sum();
  }

  @Override
  public int links() {
    return links.values().stream().mapToInt(AcquirerLinks::linkCount).sum();
  }

  @Override
  public List<AcquirerStatus> acquirers() {
    return links.values().stream().map(CardTraffic::status).toList();
  }

  private static AcquirerStatus status(AcquirerLinks each) {
    return new AcquirerStatus(
        each.name(), each.line(), each.linksUp(), each.linkCount(), each.outstanding());
  }

  @Override
  public int nexoPort() {
    return nexo == null ? -1 : nexo.port();
  }

  @Override
  public int inFlight() {
    return payments.inFlight() + (nexo == null ? 0 : nexo.inFlight());
  }

  @Override
  public int reversalsOwed() {
    return payments.figures().reversalsOwed() + (nexo == null ? 0 : nexo.reversalsOwed());
  }

  @Override
  public int reversalsParked() {
    return payments.figures().reversalsParked() + (nexo == null ? 0 : nexo.reversalsParked());
  }

  @Override
  public long oldestOwedEpochMillis() {
    long oldest = payments.figures().oldestOwedEpochMillis();
    return nexo == null ? oldest : Math.min(oldest, nexo.oldestOwedEpochMillis());
  }

  @Override
  public List<CaseFigures> cases() {
    return room.cases.figures();
  }

  @Override
  public Exposure.Figures exposure() {
    return payments.exposure();
  }

  @Override
  public int advicesParked() {
    return payments.advicesParked();
  }

  @Override
  public long firstNeededOffset() {
    return firstNeeded;
  }
}
