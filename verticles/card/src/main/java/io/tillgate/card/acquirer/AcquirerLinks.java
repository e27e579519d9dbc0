package io.tillgate.card.acquirer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.NetworkMessages;
import io.tillgate.card.message.Request;
import io.tillgate.card.stream.Flusher;
import io.tillgate.card.stream.FrameWriter;
import io.tillgate.card.stream.TlsFiles;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Mti;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The road to one acquirer over a few persistent links, each of which carries the requests of many
 * terminals. A request goes to the usable link with the fewest outstanding. A circuit breaker shuts
 * the road after time-outs in a row, so that terminals hear at once instead of waiting. State of
 * the card context.
 */
public final class AcquirerLinks implements Acquirer, AcquirerLink.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(AcquirerLinks.class);
  private static final long TICK_MILLIS = 50;
  private static final String TAG = "acquirer";

  private final Vertx vertx;
  private final AcquirerSettings settings;
  private final Messages messages;
  private final NetClient client;
  private final List<AcquirerLink> links = new ArrayList<>();
  private final Outstanding<AcquirerLink> outstanding;
  private final CircuitBreaker breaker;
  private final Counter unmatched;
  private final Counter unreadable;
  private Runnable available = () -> {};
  private long timer = -1;
  private int turn;
  private int timeoutsInARow;

  /** The one request that a half-open circuit lets through, or null. */
  private Promise<Void> probe;

  private final Line line;
  private volatile int linksUp;
  private volatile int waiting;

  /** Must be made on the card context. */
  public AcquirerLinks(
      Context context,
      Flusher flusher,
      AcquirerSettings settings,
      Messages messages,
      StanCounter stans,
      MeterRegistry metrics,
      Clock clock,
      RandomGenerator random) {
    this.vertx = context.owner();
    this.settings = settings;
    this.messages = messages;
    this.client = vertx.createNetClient(clientOptions(settings));
    this.outstanding =
        new Outstanding<>(settings.links() * settings.maxOutstanding(), settings.lateMillis());
    this.line = line(settings, metrics);
    this.breaker = breaker(settings);
    LinkMeans means =
        new LinkMeans(
            context,
            flusher,
            client,
            messages.dialect().framing(),
            new NetworkMessages(messages.dialect()),
            stans,
            clock,
            random);
    for (int i = 0; i < settings.links(); i++) {
      links.add(new AcquirerLink(i + 1, settings, means, this));
    }
    unmatched = metrics.counter("tillgate.card.acquirer.unmatched", TAG, settings.name());
    unreadable = metrics.counter("tillgate.card.acquirer.unreadable", TAG, settings.name());
    gauge(metrics, "links.up", me -> me.linksUp);
    gauge(metrics, "outstanding", me -> me.waiting);
    gauge(metrics, "circuit.open", me -> me.isShut() ? 1 : 0);
  }

  private void gauge(MeterRegistry metrics, String what, ToDoubleFunction<AcquirerLinks> value) {
    Gauge.builder("tillgate.card.acquirer." + what, this, value)
        .tag(TAG, settings.name())
        .register(metrics);
  }

  private static Line line(AcquirerSettings settings, MeterRegistry metrics) {
    Counter downs = metrics.counter("tillgate.card.acquirer.line.downs", TAG, settings.name());
    Line line = new Line(settings.line());
    line.onChange(
        state -> {
          LOG.info("acquirer {}: the line is {}", settings.name(), state);
          if (state == LineState.DOWN) downs.increment();
        });
    Gauge.builder("tillgate.card.acquirer.line", line, each -> each.state().ordinal())
        .description("0 down, 1 recovering, 2 up")
        .tag(TAG, settings.name())
        .register(metrics);
    return line;
  }

  private static NetClientOptions clientOptions(AcquirerSettings settings) {
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(settings.connectTimeoutMillis())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    TlsFiles tls = settings.tls();
    if (tls == null) return options;
    options.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    options.setEnabledSecureTransportProtocols(TlsFiles.PROTOCOLS);
    if (tls.keyCert() != null) options.setKeyCertOptions(tls.keyCert());
    if (tls.trustOptions() != null) options.setTrustOptions(tls.trustOptions());
    return options;
  }

  private CircuitBreaker breaker(AcquirerSettings settings) {
    CircuitBreakerOptions options =
        new CircuitBreakerOptions()
            .setMaxFailures(1)
            .setTimeout(-1) // requests have time-outs of their own
            .setResetTimeout(settings.breakerResetMillis());
    return CircuitBreaker.create("acquirer " + settings.name(), vertx, options)
        .openHandler(
            now -> {
              LOG.error("acquirer {}: too many time-outs, its circuit is open", settings.name());
              line.circuit(Line.Circuit.OPEN, nowMillis());
            })
        .halfOpenHandler(
            now -> {
              line.circuit(Line.Circuit.HALF_OPEN, nowMillis());
              available.run();
            })
        .closeHandler(now -> roadOpened());
  }

  private void roadOpened() {
    LOG.info("acquirer {}: its circuit is closed", settings.name());
    timeoutsInARow = 0;
    line.circuit(Line.Circuit.CLOSED, nowMillis());
    available.run();
  }

  /** Connects all links, and goes on doing so. */
  public void start() {
    links.forEach(AcquirerLink::connect);
    timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
  }

  private void tick() {
    long now = nowMillis();
    timedOut(outstanding.due(now));
    outstanding.expire(now);
    links.forEach(AcquirerLink::tick);
    line.tick(now);
    waiting = outstanding.size();
  }

  private void timedOut(int requests) {
    if (requests == 0) return;
    timeoutsInARow += requests;
    if (probe != null) {
      endProbe(false);
    } else if (timeoutsInARow >= settings.breakerTimeouts() && !isShut()) {
      breaker.open();
    }
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public Dialect profile() {
    return messages.dialect();
  }

  @Override
  public LineState line() {
    return line.state();
  }

  @Override
  public void onLine(Consumer<LineState> listener) {
    line.onChange(listener);
  }

  /** Requests that wait for an answer. Any thread; a moment old. */
  public int outstanding() {
    return waiting;
  }

  @Override
  public boolean isAvailable() {
    return mayPass() && usableLink() != null;
  }

  private boolean mayPass() {
    return switch (breaker.state()) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> probe == null;
    };
  }

  private boolean isShut() {
    return breaker.state() != CircuitBreakerState.CLOSED;
  }

  /** Links take turns, so that none is left to fall idle. */
  private AcquirerLink usableLink() {
    for (int i = 0; i < links.size(); i++) {
      AcquirerLink link = links.get((turn + i) % links.size());
      if (link.isUsable()) return link;
    }
    return null;
  }

  @Override
  public boolean send(Exchange exchange) {
    AcquirerLink link = usableLink();
    int expected = messages.answerMti(exchange.request().mti());
    boolean refused =
        link == null
            || !mayPass()
            || outstanding.isFull()
            || outstanding.isAmbiguous(exchange, expected);
    if (refused) return false;
    turn = (links.indexOf(link) + 1) % links.size();
    if (isShut()) breaker.<Void>execute(promise -> probe = promise);
    long timeout = messages.dialect().answerMillis();
    outstanding.add(exchange, expected, link, nowMillis(), timeout);
    link.write(exchange.request().message());
    return true;
  }

  private void endProbe(boolean answered) {
    Promise<Void> ended = probe;
    probe = null;
    if (answered) ended.complete();
    else ended.fail("the acquirer still does not answer");
  }

  @Override
  public void onAvailable(Runnable task) {
    available = task;
  }

  @Override
  public void up(AcquirerLink link) {
    linksUp = linksUp + 1;
    line.linkUp(nowMillis(), link.isProven());
    if (mayPass()) available.run();
  }

  @Override
  public void down(AcquirerLink link) {
    linksUp = linksUp - 1;
    line.linkDown(nowMillis());
    if (probe != null) endProbe(false);
    outstanding.linkLost(link, nowMillis());
  }

  @Override
  public void received(AcquirerLink link, byte[] message) {
    try {
      Answer answer = messages.answer(message);
      if (messages.answerMti(answer.mti()) >= 0) {
        asked(link, message);
      } else {
        answered(link, answer);
      }
    } catch (BadMessage bad) {
      unreadable.increment();
      LOG.warn("a message of the acquirer is passed over: {}", bad.getMessage());
      FrameWriter.forget(message);
    }
  }

  private void answered(AcquirerLink link, Answer answer) {
    line.heard();
    boolean accepted = messages.codes().networkAccepted().contains(answer.responseCode());
    if (link.claims(answer, accepted)) return;
    if (outstanding.answered(answer)) {
      timeoutsInARow = 0;
      if (probe != null) endProbe(true);
    } else {
      unmatched.increment();
      LOG.warn("an answer of the acquirer, {}, fits no request", answer);
      FrameWriter.forget(answer.message());
    }
  }

  /** Hosts send echoes too; anything else that they ask is not for an edge. */
  private void asked(AcquirerLink link, byte[] message) {
    Request request = messages.request(message);
    if (request.road() == Request.Road.OTHER && Mti.isNetwork(request.mti())) {
      link.write(messages.reply(request, messages.networkAccepted(), null));
    } else {
      unreadable.increment();
      LOG.warn("the acquirer asked {}, which an edge does not answer", Mti.text(request.mti()));
    }
  }

  /** Links that carry traffic. Any thread. */
  public int linksUp() {
    return linksUp;
  }

  /** Links that there should be. */
  public int linkCount() {
    return links.size();
  }

  /** Signs off and closes all links; what still waits is not called back. */
  public void close() {
    if (timer >= 0) vertx.cancelTimer(timer);
    links.forEach(AcquirerLink::close);
    breaker.close();
  }
}
