package io.tillgate.card.acquirer;

import io.tillgate.card.message.Answer;
import io.tillgate.card.message.NetworkMessages;
import io.tillgate.card.stream.Flusher;
import io.tillgate.card.stream.FrameWriter;
import io.tillgate.wire.BadFrame;
import io.tillgate.wire.FrameReader;
import io.tillgate.wire.Framing;
import io.tillgate.wire.RetryPace;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the acquirer that is made again whenever it breaks: connect, sign on, carry
 * traffic, echo when idle. Endpoints are tried in their order, from the first after each success.
 * State of the card context.
 */
final class AcquirerLink {
  private static final Logger LOG = LoggerFactory.getLogger(AcquirerLink.class);

  /** What the acquirer may leave unread on one link before requests go elsewhere. */
  private static final int MAX_UNSENT_BYTES = 1 << 20;

  /** Who carries traffic over links. */
  interface Owner {
    void up(AcquirerLink link);

    /** {@code link} carries nothing any more; called once after each {@link #up}. */
    void down(AcquirerLink link);

    /** A message that is complete; the array is the owner's. */
    void received(AcquirerLink link, byte[] message);
  }

  /** Where a link stands. */
  enum Stage {
    DOWN,
    CONNECTING,
    SIGNING_ON,
    UP,
    CLOSED
  }

  private final int number;
  private final AcquirerSettings settings;
  private final Framing framing;
  private final NetworkMessages network;
  private final NetClient client;
  private final Context context;
  private final Flusher flusher;
  private final StanCounter stans;
  private final Clock clock;
  private final RandomGenerator random;
  private final Owner owner;
  private final RetryPace pace;

  private Stage stage = Stage.DOWN;
  private NetSocket socket;
  private FrameWriter writer;
  private int failures;

  /** The edge's own network message that waits for its answer, or null. */
  private String ownStan;

  private long ownDeadlineMillis;
  private int missedEchoes;
  private long heardMillis;

  AcquirerLink(int number, AcquirerSettings settings, LinkMeans means, Owner owner) {
    this.number = number;
    this.settings = settings;
    this.framing = means.framing();
    this.network = means.network();
    this.client = means.client();
    this.context = means.context();
    this.flusher = means.flusher();
    this.stans = means.stans();
    this.clock = means.clock();
    this.random = means.random();
    this.owner = owner;
    this.pace =
        new RetryPace(
            settings.reconnectFirstMillis(),
            2.0,
            settings.reconnectLongestMillis(),
            Integer.MAX_VALUE);
  }

  Stage stage() {
    return stage;
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

  void write(byte[] message) {
    writer.write(message, null);
  }

  void connect() {
    if (stage != Stage.DOWN) return;
    stage = Stage.CONNECTING;
    SocketAddress endpoint = settings.endpoints().addresses().get(failures % endpoints());
    client
        .connect(endpoint)
        .onComplete(
            connected -> {
              if (connected.succeeded()) {
                connected(connected.result(), endpoint);
              } else if (stage != Stage.CLOSED) {
                LOG.warn("link {} cannot connect to {}: {}", number, endpoint, reason(connected));
                retry();
              }
            });
  }

  private int endpoints() {
    return settings.endpoints().addresses().size();
  }

  private static String reason(io.vertx.core.AsyncResult<?> failed) {
    return String.valueOf(failed.cause().getMessage());
  }

  private void connected(NetSocket connected, SocketAddress endpoint) {
    if (stage == Stage.CLOSED) {
      connected.close();
      return;
    }
    socket = connected;
    writer = new FrameWriter(connected, framing, flusher, MAX_UNSENT_BYTES);
    FrameReader reader =
        new FrameReader(framing, (bytes, at, length) -> received(copy(bytes, at, length)));
    connected.handler(buffer -> read(reader, buffer));
    connected.exceptionHandler(failure -> LOG.debug("link {}: {}", number, failure.toString()));
    connected.closeHandler(
        gone -> {
          reader.close();
          broken(connected);
        });
    LOG.info("link {} is connected to {}", number, endpoint);
    heardMillis = clock.millis();
    missedEchoes = 0;
    if (signsOn()) {
      stage = Stage.SIGNING_ON;
      String stan = nextStan();
      send(network.signOn(stan, clock.instant()), stan);
    } else {
      up();
    }
  }

  private static byte[] copy(byte[] bytes, int at, int length) {
    return java.util.Arrays.copyOfRange(bytes, at, at + length);
  }

  private void read(FrameReader reader, Buffer buffer) {
    byte[] bytes = FrameWriter.take(buffer);
    try {
      reader.feed(bytes, 0, bytes.length);
    } catch (BadFrame bad) {
      LOG.warn("link {} is closed: {}", number, bad.getMessage());
      socket.close();
    } finally {
      FrameWriter.forget(bytes);
    }
  }

  private void received(byte[] message) {
    heardMillis = clock.millis();
    if (stage != Stage.CLOSED) owner.received(this, message);
  }

  private String nextStan() {
    try {
      return stans.next();
    } catch (IOException e) {
      throw new UncheckedIOException("the file of trace numbers cannot be written", e);
    }
  }

  private void send(byte[] message, String stan) {
    ownStan = stan;
    ownDeadlineMillis = clock.millis() + settings.networkTimeoutMillis();
    writer.write(message, null);
  }

  /** Takes {@code answer} where it answers this link's own sign-on or echo. */
  boolean claims(Answer answer, boolean accepted) {
    boolean own =
        ownStan != null
            && answer.mti() == network.answerMti()
            && answer.terminal().isEmpty()
            && answer.stan().equals(ownStan);
    if (!own) return false;
    ownStan = null;
    missedEchoes = 0;
    if (stage == Stage.SIGNING_ON && accepted) {
      up();
    } else if (stage == Stage.SIGNING_ON) {
      LOG.error(
          "the acquirer refused the sign-on of link {} with response code {}",
          number,
          answer.responseCode());
      socket.close();
    }
    return true;
  }

  private void up() {
    stage = Stage.UP;
    failures = 0;
    LOG.info("link {} is up", number);
    owner.up(this);
  }

  /** Watches over echoes; called every few hundred milliseconds. */
  void tick() {
    if (stage != Stage.UP && stage != Stage.SIGNING_ON) return;
    long now = clock.millis();
    if (ownStan != null) {
      if (now >= ownDeadlineMillis) unanswered();
    } else if (now - heardMillis >= network.rule().idleMillis()
        && !network.rule().echo().isEmpty()) {
      String stan = nextStan();
      send(network.echo(stan, clock.instant()), stan);
    }
  }

  private void unanswered() {
    ownStan = null;
    if (stage == Stage.SIGNING_ON || ++missedEchoes >= network.rule().missedEchoes()) {
      LOG.warn(
          "link {} is closed: its {} was not answered",
          number,
          stage == Stage.UP ? "echo" : "sign-on");
      writer.cut();
    }
  }

  private void broken(NetSocket which) {
    if (which != socket || stage == Stage.CLOSED) return;
    boolean wasUp = stage == Stage.UP;
    if (!wasUp) failures++;
    stage = Stage.DOWN;
    ownStan = null;
    LOG.warn("link {} is down", number);
    if (wasUp) owner.down(this);
    later();
  }

  private void retry() {
    failures++;
    stage = Stage.DOWN;
    later();
  }

  /** The next endpoint is tried soon; once all were, waits grow. */
  private void later() {
    int rounds = failures / endpoints();
    long delay = rounds == 0 ? settings.reconnectFirstMillis() : pace.delayMillis(rounds);
    long jittered = delay / 2 + random.nextLong(delay / 2 + 1) + 1;
    context.owner().setTimer(jittered, timer -> connect());
  }

  /** Signs off where the dialect can, and closes for good. */
  void close() {
    boolean wasUp = stage == Stage.UP;
    stage = Stage.CLOSED;
    if (socket == null) return;
    if (wasUp && settings.signOn() && !network.rule().signOff().isEmpty()) {
      writer.write(network.signOff(nextStan(), clock.instant()), sent -> socket.close());
    } else {
      socket.close();
    }
  }
}
