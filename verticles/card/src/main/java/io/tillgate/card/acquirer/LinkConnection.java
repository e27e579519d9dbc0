package io.tillgate.card.acquirer;

import io.tillgate.card.message.Answer;
import io.tillgate.card.message.NetworkMessages;
import io.tillgate.card.stream.ByteSource;
import io.tillgate.card.stream.FrameWriter;
import io.tillgate.wire.BadFrame;
import io.tillgate.wire.FrameReader;
import io.vertx.core.net.NetSocket;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to an endpoint, from its first byte to its last: sign-on, traffic and echoes,
 * sign-off. State of the card context.
 */
final class LinkConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LinkConnection.class);

  /** What the acquirer may leave unread on one connection before requests go elsewhere. */
  private static final int MAX_UNSENT_BYTES = 1 << 20;

  /** How long the answer to a sign-off is waited for. */
  static final long SIGN_OFF_MILLIS = 1_000;

  /** Whose connection it is. */
  interface Owner {
    /** It carries traffic from now on. */
    void up(LinkConnection connection);

    /** An echo was answered. */
    void echoed(LinkConnection connection);

    /** A message that is complete; the array is the owner's. */
    void received(LinkConnection connection, byte[] message);

    /** It is over. */
    void gone(LinkConnection connection, Stage before);
  }

  /** Where a connection stands. */
  enum Stage {
    SIGNING_ON,
    UP,
    /** Only answers to what was sent are waited for. */
    DRAINING,
    SIGNING_OFF,
    GONE
  }

  private final String name;
  private final int endpoint;
  private final NetSocket socket;
  private final FrameWriter writer;
  private final FrameReader reader;
  private final AcquirerSettings settings;
  private final LinkMeans means;
  private final NetworkMessages network;
  private final Owner owner;
  private final Heartbeat heartbeat;
  private final long beganMillis;
  private Stage stage = Stage.SIGNING_ON;

  /** The edge's own network message that waits for its answer, or null. */
  private String ownStan;

  private long closingMillis;

  LinkConnection(
      String name,
      int endpoint,
      NetSocket socket,
      AcquirerSettings settings,
      LinkMeans means,
      Owner owner) {
    this.name = name;
    this.endpoint = endpoint;
    this.socket = socket;
    this.settings = settings;
    this.means = means;
    this.network = means.network();
    this.owner = owner;
    this.beganMillis = means.now();
    this.heartbeat =
        new Heartbeat(network.rule().missedEchoes(), settings.networkTimeoutMillis(), beganMillis);
    this.writer = new FrameWriter(socket, means.framing(), means.flusher(), MAX_UNSENT_BYTES);
    this.reader =
        new FrameReader(
            means.framing(),
            (bytes, at, length) -> received(Arrays.copyOfRange(bytes, at, at + length)));
  }

  int endpoint() {
    return endpoint;
  }

  Stage stage() {
    return stage;
  }

  /** For how long it has been there. */
  long ageMillis() {
    return means.now() - beganMillis;
  }

  /** Whether a message may be written now. */
  boolean isUsable() {
    return stage == Stage.UP && !writer.isFull();
  }

  /** Whether the acquirer let it sign on; also where it is never asked anything. */
  boolean isProven() {
    return signsOn() || network.rule().echo().isEmpty();
  }

  private boolean signsOn() {
    return settings.signOn() && !network.rule().signOn().isEmpty();
  }

  /** Takes the socket into service. */
  void begin() {
    ByteSource.read(socket, means.flusher(), this::read);
    socket.exceptionHandler(failure -> LOG.debug("{}: {}", name, failure.toString()));
    socket.closeHandler(gone -> closed());
    LOG.info("{} is connected to {}", name, socket.remoteAddress());
    if (!signsOn()) {
      up();
      return;
    }
    String stan = means.nextStan();
    if (stan == null) {
      cut("no trace number is durable: the disk takes nothing");
    } else {
      ask(network.signOn(stan, means.clock().instant()), stan);
    }
  }

  private void up() {
    stage = Stage.UP;
    LOG.info("{} is up", name);
    owner.up(this);
  }

  private void ask(byte[] message, String stan) {
    ownStan = stan;
    heartbeat.asked(means.now());
    writer.write(message, null);
  }

  private void read(byte[] bytes, int length) {
    if (stage == Stage.GONE) return;
    heartbeat.heard(means.now());
    try {
      reader.feed(bytes, 0, length);
    } catch (BadFrame bad) {
      cut(bad.getMessage());
    }
  }

  private void received(byte[] message) {
    if (stage == Stage.GONE) FrameWriter.forget(message);
    else owner.received(this, message);
  }

  /** Writes a message; its bytes are copied before this returns. */
  void write(byte[] message) {
    writer.write(message, null);
  }

  /** A request was answered on it. */
  void alive() {
    heartbeat.alive();
  }

  /**
   * Takes {@code answer} where it answers this connection's own sign-on, echo or sign-off. One of
   * these waits at a time, and only on this connection.
   */
  boolean claims(Answer answer, boolean accepted) {
    boolean own =
        ownStan != null
            && answer.mti() == network.answerMti()
            && answer.terminal().isEmpty()
            && answer.stan().equals(ownStan);
    if (!own) return false;
    ownStan = null;
    if (accepted) heartbeat.answered();
    else heartbeat.refused();
    switch (stage) {
      case SIGNING_ON -> signedOn(answer, accepted);
      case UP, DRAINING -> echoed(answer, accepted);
      case SIGNING_OFF -> socket.close();
      case GONE -> {}
    }
    return true;
  }

  private void signedOn(Answer answer, boolean accepted) {
    if (accepted) up();
    else cut("the acquirer refused its sign-on with response code " + answer.responseCode());
  }

  private void echoed(Answer answer, boolean accepted) {
    if (accepted) owner.echoed(this);
    else LOG.warn("{}: the acquirer answered {} to an echo", name, answer.responseCode());
  }

  /**
   * Watches over answers and echoes; called every few hundred milliseconds or more often.
   *
   * @param idleMillis without a byte for so long an echo is sent
   */
  void tick(long now, long idleMillis) {
    switch (stage) {
      case SIGNING_ON -> {
        if (heartbeat.isOverdue(now)) cut("its sign-on was not answered");
      }
      case UP, DRAINING -> watch(now, idleMillis);
      case SIGNING_OFF -> {
        if (now >= closingMillis) writer.cut();
      }
      case GONE -> {}
    }
  }

  private void watch(long now, long idleMillis) {
    if (network.rule().echo().isEmpty()) return;
    switch (heartbeat.due(now, idleMillis)) {
      case ECHO -> echo();
      case GIVE_UP -> cut("its echoes were not answered");
      case NOTHING -> {}
    }
  }

  /** Asks whether anybody is there, unless it waits for an answer already. */
  void echo() {
    if (heartbeat.isWaiting()) return;
    String stan = means.nextStan();
    if (stan != null) ask(network.echo(stan, means.clock().instant()), stan);
  }

  /** Carries no new request from now on. */
  void drain() {
    if (stage == Stage.UP) stage = Stage.DRAINING;
  }

  /**
   * Signs off where the dialect can and it was signed on, and closes: at the latest after {@link
   * #SIGN_OFF_MILLIS}, if the acquirer does not answer or reads nothing more.
   */
  void signOff() {
    boolean wasUp = stage == Stage.UP || stage == Stage.DRAINING;
    String stan = wasUp && signsOn() && canSignOff() ? means.nextStan() : null;
    stage = Stage.SIGNING_OFF;
    closingMillis = means.now() + SIGN_OFF_MILLIS;
    if (stan == null) socket.close();
    else ask(network.signOff(stan, means.clock().instant()), stan);
  }

  private boolean canSignOff() {
    return !network.rule().signOff().isEmpty();
  }

  private void cut(String why) {
    LOG.warn("{} is closed: {}", name, why);
    writer.cut();
  }

  private void closed() {
    if (stage == Stage.GONE) return;
    Stage before = stage;
    stage = Stage.GONE;
    ownStan = null;
    reader.close();
    owner.gone(this, before);
  }
}
