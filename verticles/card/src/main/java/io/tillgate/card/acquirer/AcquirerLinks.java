package io.tillgate.card.acquirer;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.mac.MacStamp;
import io.tillgate.card.message.Answer;
import io.tillgate.card.message.Messages;
import io.tillgate.card.message.NetworkMessages;
import io.tillgate.card.message.Request;
import io.tillgate.card.stream.Flusher;
import io.tillgate.card.stream.FrameWriter;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Mti;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The road to one acquirer over a few persistent links, each of which carries the requests of many
 * terminals; they take turns. State of the card context.
 */
public final class AcquirerLinks implements Acquirer {
  private static final Logger LOG = LoggerFactory.getLogger(AcquirerLinks.class);
  private static final long TICK_MILLIS = 50;
  private static final long FIRST_TRY_MILLIS = 1_000;

  /** While a line recovers, echoes come so often in the while that it must be steady for. */
  private static final int ECHOES_WHILE_RECOVERING = 3;

  private final Vertx vertx;
  private final AcquirerSettings settings;
  private final Messages messages;
  private final UnaryOperator<byte[]> mac;
  private final LinkMeans means;
  private final List<AcquirerLink> links = new ArrayList<>();
  private final Outstanding<LinkConnection> outstanding;
  private final Line line;
  private final AcquirerCircuit circuit;
  private final AcquirerMeters meters;
  private final Promise<Void> firstTry = Promise.promise();
  private int failures;
  private Runnable available = () -> {};
  private long timer = -1;
  private int turn;
  private boolean isClosing;
  private volatile int linksUp;
  private volatile int waiting;

  /**
   * Must be made on the card context.
   *
   * @param mac puts the code that the acquirer wants on what the edge itself sends
   */
  public AcquirerLinks(
      Context context,
      Flusher flusher,
      AcquirerSettings settings,
      Messages messages,
      UnaryOperator<byte[]> mac,
      StanCounter stans,
      MeterRegistry metrics,
      Clock clock,
      RandomGenerator random) {
    this.vertx = context.owner();
    this.settings = settings;
    this.messages = messages;
    this.mac = mac;
    this.outstanding =
        new Outstanding<>(settings.links() * settings.maxOutstanding(), settings.lateMillis());
    this.line = new Line(settings.line());
    this.circuit = new AcquirerCircuit(vertx, settings, new OfCircuit());
    this.meters = new AcquirerMeters(metrics, this, line, circuit);
    this.means =
        new LinkMeans(
            context,
            flusher,
            vertx.createNetClient(settings.clientOptions()),
            messages.dialect().framing(),
            new NetworkMessages(messages.dialect(), mac),
            stans,
            clock,
            random);
    for (int i = 0; i < settings.links(); i++) {
      links.add(new AcquirerLink(i + 1, settings, means, new OfLinks()));
    }
  }

  /**
   * Connects all links, and goes on doing so. Completes when it is known whether the acquirer is
   * there: a link is up, or none could be made at the first try; at the latest after a second.
   * Until then the line is down, though nothing is wrong with it.
   */
  public Future<Void> start() {
    links.forEach(AcquirerLink::connect);
    timer = vertx.setPeriodic(TICK_MILLIS, tick -> tick());
    vertx.setTimer(FIRST_TRY_MILLIS, late -> firstTry.tryComplete());
    return firstTry.future();
  }

  private void tick() {
    long now = means.now();
    int due = outstanding.due(now);
    if (due > 0) circuit.timedOut(due);
    outstanding.expire(now);
    long idleMillis = idleMillis();
    for (AcquirerLink each : links) each.tick(now, idleMillis);
    circuit.tick(now);
    line.tick(now);
    waiting = outstanding.size();
  }

  private long idleMillis() {
    long usual = means.network().rule().idleMillis();
    if (line.state() != LineState.RECOVERING) return usual;
    return Math.min(usual, settings.line().steadyMillis() / ECHOES_WHILE_RECOVERING);
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

  @Override
  public String nextStan() {
    return means.nextStan();
  }

  /** Requests that wait for an answer. Any thread; a moment old. */
  public int outstanding() {
    return waiting;
  }

  @Override
  public boolean isAvailable() {
    return circuit.mayPass() && hasRoom() && usable() != null;
  }

  /** Links that are down take their share of what may wait with them. */
  private boolean hasRoom() {
    return outstanding.size() < line.links() * settings.maxOutstanding() && !outstanding.isFull();
  }

  /** Links take turns, so that none is left to fall idle. */
  private LinkConnection usable() {
    for (int i = 0; i < links.size(); i++) {
      int at = (turn + i) % links.size();
      LinkConnection connection = links.get(at).usable();
      if (connection == null) continue;
      turn = at;
      return connection;
    }
    return null;
  }

  @Override
  public boolean send(Exchange exchange) {
    LinkConnection connection = usable();
    int expected = messages.answerMti(exchange.request().mti());
    boolean refused =
        connection == null
            || !circuit.mayPass()
            || !hasRoom()
            || outstanding.isAmbiguous(exchange, expected);
    if (refused) return false;
    turn = (turn + 1) % links.size();
    circuit.sends(connection);
    long timeout = messages.dialect().answerMillis();
    outstanding.add(exchange, expected, connection, means.now(), timeout);
    byte[] message = exchange.request().message();
    if (!exchange.isMadeByEdge()) {
      connection.write(message);
      return true;
    }
    byte[] stamped = mac.apply(message);
    connection.write(stamped);
    if (stamped != message) FrameWriter.forget(stamped);
    return true;
  }

  @Override
  public boolean stamps(int mti) {
    return mac instanceof MacStamp stamp && stamp.covers(mti);
  }

  @Override
  public boolean tell(Request notice) {
    LinkConnection connection = usable();
    if (connection == null || !circuit.mayPass()) return false;
    connection.write(notice.message());
    return true;
  }

  @Override
  public void onAvailable(Runnable task) {
    available = task;
  }

  /** What links tell. */
  private final class OfLinks implements AcquirerLink.Owner {
    @Override
    public void up(LinkConnection connection) {
      line.linkUp(means.now(), connection.isProven());
      linksUp = line.links();
      firstTry.tryComplete();
      if (circuit.mayPass()) available.run();
    }

    @Override
    public void echoed(LinkConnection connection) {
      line.heard();
      circuit.echoed();
    }

    @Override
    public void received(LinkConnection connection, byte[] message) {
      AcquirerLinks.this.received(connection, message);
    }

    @Override
    public void failed() {
      if (++failures == links.size()) firstTry.tryComplete();
    }

    @Override
    public void retired(LinkConnection connection) {
      line.linkRetired();
      linksUp = line.links();
    }

    @Override
    public void leaves(LinkConnection connection) {
      line.linkDown(means.now());
      linksUp = line.links();
    }

    @Override
    public void lost(LinkConnection connection, boolean carried) {
      if (carried) line.linkDown(means.now());
      linksUp = line.links();
      circuit.lost(connection);
      outstanding.linkLost(connection, means.now());
    }

    @Override
    public boolean isAwaited(LinkConnection connection) {
      return outstanding.isAwaited(connection);
    }
  }

  /** What the circuit tells. */
  private final class OfCircuit implements AcquirerCircuit.Owner {
    @Override
    public void circuitChanged(Line.Circuit now) {
      line.circuit(now, means.now());
      if (now != Line.Circuit.OPEN) available.run();
    }

    @Override
    public boolean echo() {
      if (means.network().rule().echo().isEmpty()) return false;
      for (AcquirerLink each : links) if (each.echo()) return true;
      return false;
    }
  }

  private void received(LinkConnection connection, byte[] message) {
    try {
      Answer answer = messages.answer(message);
      if (messages.answerMti(answer.mti()) >= 0) {
        asked(connection, message);
      } else if (messages.isNotice(answer.mti())) {
        LOG.info("acquirer {} tells {}, which asks for nothing", name(), answer);
        FrameWriter.forget(message);
      } else {
        answered(connection, answer);
      }
    } catch (BadMessage bad) {
      meters.unreadable.increment();
      LOG.warn("a message of acquirer {} is passed over: {}", name(), bad.getMessage());
      FrameWriter.forget(message);
    }
  }

  private void answered(LinkConnection connection, Answer answer) {
    boolean accepted = messages.codes().networkAccepted().contains(answer.responseCode());
    if (connection.claims(answer, accepted)) return;
    if (!isClosing && outstanding.answered(answer)) {
      connection.alive();
      line.heard();
      circuit.answered();
    } else {
      meters.unmatched.increment();
      LOG.warn("an answer of acquirer {}, {}, fits no request", name(), answer);
      FrameWriter.forget(answer.message());
    }
  }

  /** Hosts send echoes and sign off, too; anything else that they ask is not for an edge. */
  private void asked(LinkConnection connection, byte[] message) {
    Request request = messages.request(message);
    if (request.road() == Request.Road.OTHER && Mti.isNetwork(request.mti())) {
      connection.write(mac.apply(messages.reply(request, messages.networkAccepted(), null)));
      if (means.network().isSignOff(message)) {
        for (AcquirerLink each : links) each.hostSignsOff(connection);
      }
    } else {
      meters.unreadable.increment();
      LOG.warn("acquirer {} asked {}: an edge does not answer", name(), Mti.text(request.mti()));
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

  /**
   * Signs off and closes all links; what still waits is not called back. Completes when they are
   * gone, at the latest after {@link LinkConnection#SIGN_OFF_MILLIS} and a tick.
   */
  public Future<Void> close() {
    isClosing = true;
    return Future.join(links.stream().map(AcquirerLink::close).toList())
        .onComplete(closed -> stopTicking())
        .mapEmpty();
  }

  private void stopTicking() {
    if (timer >= 0) vertx.cancelTimer(timer);
    circuit.close();
  }
}
