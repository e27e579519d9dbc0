package io.tillgate.uplink;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.journal.Journal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the journal to central: connects, learns where central stands, sends what it lacks, and
 * begins again when the line breaks. Idempotent by offset, so nothing is lost and nothing counts
 * twice whatever the line does. One context; {@link #status} may be called from any thread.
 */
final class Uplink implements Session.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

  private final Vertx vertx;
  private final Context context;
  private final WorkerExecutor reading;
  private final Journal journal;
  private final UplinkSettings settings;
  private final UplinkMetrics metrics;
  private final EdgeFacts facts;
  private final Line line;
  private final Pace pace;
  private final DenyListFetch denyList;
  private final ClockSkew skew = new ClockSkew();
  private final AtomicBoolean isWaking = new AtomicBoolean();
  private final Promise<Void> flushed = Promise.promise();
  private CentralLink link;
  private Session session;
  private long timer = -1;
  private long heartbeat = -1;
  private long acknowledgedNext;
  private long flushTo = Long.MAX_VALUE;
  private volatile boolean isStopping;
  private int attempt;
  private String lastLogged = "";
  private long lastAnswerMillis;
  private volatile Published published;

  /** What the context tells other threads. */
  private record Published(
      LineState line,
      long acknowledgedNext,
      long inFlightBytes,
      OptionalLong skew,
      long lastAnswerMillis) {}

  Uplink(
      Vertx vertx,
      Context context,
      WorkerExecutor reading,
      Journal journal,
      UplinkSettings settings,
      MeterRegistry registry,
      RandomGenerator random,
      EdgeFacts facts) {
    this.vertx = vertx;
    this.context = context;
    this.reading = reading;
    this.journal = journal;
    this.settings = settings;
    this.facts = facts;
    this.denyList = new DenyListFetch(facts.denyList(), reading);
    Backoff backoff =
        new Backoff(settings.backoffFirstMillis(), settings.backoffMaxMillis(), random);
    int first =
        Math.floorMod(
            (settings.store() + "/" + settings.edge()).hashCode(), settings.centrals().size());
    this.line = new Line(settings.centrals(), first, backoff, settings.refusedRetryMillis(), now());
    this.pace = new Pace(settings.batchBytes(), settings.requestTimeoutMillis());
    publish();
    this.metrics = new UplinkMetrics(registry, this::status);
  }

  /** Begins; on the context. */
  void start() {
    journal.onDurable(this::wake);
    connect();
  }

  /** On the journal's thread: many records may become durable before the context looks. */
  private void wake(long durableOffset) {
    if (!isStopping && isWaking.compareAndSet(false, true)) {
      context.runOnContext(
          woken -> {
            isWaking.set(false);
            if (session != null) session.wake();
          });
    }
  }

  private void connect() {
    timer = -1;
    if (isStopping) return;
    URI central = line.connecting(now());
    publish();
    int mine = ++attempt;
    CentralLink.connect(vertx, settings, central, closed -> closed(mine))
        .onSuccess(connected -> connected(mine, connected))
        .onFailure(
            error -> {
              if (TlsFault.in(error)) {
                ended(mine, Ending.refusal(central + ": " + TlsFault.reason(error)));
              } else {
                unanswered(mine, CentralLink.reason(error));
              }
            });
  }

  /** The line broke before central's first answer: a refusal may hide behind it. */
  private void unanswered(int mine, String reason) {
    if (mine != attempt) return;
    URI central = ((LineState.Connecting) line.state()).central();
    Ending failure = Ending.failure(central + ": " + reason);
    if (!reason.contains("closed")) {
      ended(mine, failure);
      return;
    }
    reading
        .executeBlocking(() -> RefusalProbe.ask(vertx, settings, central))
        .map(refusal -> refusal.map(text -> Ending.refusal(central + ": " + text)).orElse(failure))
        .otherwise(failure)
        .onSuccess(ending -> ended(mine, ending));
  }

  private void connected(int mine, CentralLink connected) {
    if (mine != attempt || isStopping) {
      connected.close();
      return;
    }
    link = connected;
    link.next(journal.epoch()).onSuccess(answer -> first(mine, answer));
  }

  /** Central's first answer: the line is up only now. */
  private void first(int mine, Answer answer) {
    if (mine != attempt || session != null) return;
    if (answer instanceof Answer.Taken taken) {
      lastAnswerMillis = now();
      line.answered(now());
      log("line to central is up: " + line.state());
      session =
          new Session(context, reading, journal, settings, metrics, pace, link, this, taken.next());
      heartbeat = vertx.setPeriodic(1, settings.heartbeatMillis(), beat -> beat());
      session.start();
      publish();
    } else {
      ended(mine, ending(answer));
    }
  }

  private static Ending ending(Answer answer) {
    if (answer instanceof Answer.Busy busy) {
      return Ending.busy("central is busy", busy.retryAfterMillis());
    }
    if (answer instanceof Answer.Refused refused) return Ending.refusal(refused.reason());
    if (answer instanceof Answer.Failed failed) return Ending.failure(failed.reason());
    return Ending.failure("central answered a question that was not asked");
  }

  private void closed(int mine) {
    // The answers under way tell more than the bare closing; they come in the same turn.
    context.runOnContext(later -> ended(mine, Ending.failure("central closed the connection")));
  }

  private void ended(int mine, Ending ending) {
    if (mine != attempt) return;
    if (session != null) session.end(ending);
    else ended(ending);
  }

  @Override
  public void ended(Ending ending) {
    attempt++;
    session = null;
    if (heartbeat >= 0) vertx.cancelTimer(heartbeat);
    heartbeat = -1;
    if (link != null) link.close();
    link = null;
    metrics.endings.increment();
    long waitMillis = line.ended(ending, now());
    log("line to central is " + line.state().word() + ": " + ending.reason());
    publish();
    if (isStopping) flushed.tryComplete();
    else timer = vertx.setTimer(waitMillis, again -> connect());
  }

  @Override
  public void acknowledged(long next) {
    lastAnswerMillis = now();
    acknowledgedNext = next;
    long goes = Math.min(next, facts.neededFrom().getAsLong());
    if (goes > 0) journal.release(goes - 1);
    publish();
    if (next >= flushTo) flushed.tryComplete();
  }

  @Override
  public void progressed() {
    line.progressed();
  }

  private void beat() {
    long sentMillis = now();
    long sentNanos = System.nanoTime();
    int mine = attempt;
    link.heartbeat(
            news(sentMillis),
            told -> {
              long nanos = System.nanoTime();
              skew.sample(sentMillis, (nanos - sentNanos) / 1_000_000, told.clockMillis());
              if (told.denyList() == null || link == null || mine != attempt) return;
              denyList.heard(
                  told.denyList(), told.clockMillis(), nanos / 1_000_000, link::denyList);
            })
        .onSuccess(answer -> beaten(mine, answer));
  }

  private JsonObject news(long nowMillis) {
    JsonObject news = new JsonObject().mergeIn(facts.news().get());
    long held = facts.denyList().version();
    if (held >= 0) news.put("denyList", held);
    return news.put("epoch", journal.epoch())
        .put("durable", journal.durableOffset())
        .put("acknowledged", acknowledgedNext - 1)
        .put("clockMillis", nowMillis)
        .put("line", line.state().word())
        .put("terminals", facts.terminals().getAsInt())
        .put("version", facts.version())
        .put("zone", facts.zone().getId());
  }

  /** A heartbeat that central does not like is no reason to stop the records. */
  private void beaten(int mine, Answer answer) {
    if (mine != attempt) return;
    if (answer instanceof Answer.Failed failed && failed.isTimeout()) {
      ended(mine, Ending.failure("heartbeat: " + failed.reason()));
    } else if (!(answer instanceof Answer.Failed)) {
      lastAnswerMillis = now();
      publish();
    }
  }

  /**
   * Stops once what is durable now is at central, or the bound has passed; what is left is sent
   * after the next start.
   */
  Future<Void> stop() {
    isStopping = true;
    if (timer >= 0) vertx.cancelTimer(timer);
    flushTo = journal.nextOffset();
    if (session == null || acknowledgedNext >= flushTo) flushed.tryComplete();
    else vertx.setTimer(Math.max(1, settings.stopFlushMillis()), late -> flushed.tryComplete());
    return flushed
        .future()
        .onComplete(
            done -> {
              if (session == null) attempt++;
              if (session != null) session.end(Ending.failure("this edge stops"));
              else if (link != null) link.close();
            });
  }

  UplinkStatus status() {
    Published now = published;
    long next = journal.nextOffset();
    long atCentral = Math.max(now.acknowledgedNext, journal.firstOffset());
    return new UplinkStatus(
        now.line,
        journal.epoch(),
        next - 1,
        now.acknowledgedNext - 1,
        Math.max(0, next - atCentral),
        now.inFlightBytes,
        now.skew,
        now.lastAnswerMillis);
  }

  private void publish() {
    published =
        new Published(
            line.state(),
            acknowledgedNext,
            session == null ? 0 : session.inFlightBytes(),
            skew.millis(),
            lastAnswerMillis);
  }

  /** The same news twice is no news: a line that is down for days fills no disk. */
  private void log(String news) {
    if (news.equals(lastLogged)) return;
    lastLogged = news;
    LOG.info("{}", news);
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
