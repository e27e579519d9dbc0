package io.tillgate.card.acquirer;

import io.tillgate.card.acquirer.LinkConnection.Stage;
import io.tillgate.wire.RetryPace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the links to an acquirer: a connection that is made again whenever it breaks, at the
 * endpoint that it prefers where that answers. From another one it returns: it signs on at the
 * preferred endpoint beside, moves new requests there, and lets the old connection end when nothing
 * waits on it any more. State of the card context.
 */
final class AcquirerLink implements LinkConnection.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(AcquirerLink.class);

  /** Who carries traffic over links. */
  interface Owner {
    void up(LinkConnection connection);

    void echoed(LinkConnection connection);

    void received(LinkConnection connection, byte[] message);

    /** A link could not be made; it is tried again. */
    void failed();

    /** It takes no new requests, since another of the same link does. */
    void retired(LinkConnection connection);

    /** It takes no new requests, and no other does for it: the host wants none over it. */
    void leaves(LinkConnection connection);

    /**
     * What waits on it is lost.
     *
     * @param carried whether it was up, and has neither retired nor left
     */
    void lost(LinkConnection connection, boolean carried);

    /** Whether a request waits for its answer on it. */
    boolean isAwaited(LinkConnection connection);
  }

  private final String name;
  private final AcquirerSettings settings;
  private final LinkMeans means;
  private final Owner owner;
  private final EndpointChoice choice;
  private final RetryPace pace;

  /** Signing on or up; null while there is none. */
  private LinkConnection current;

  /** Signing on at an endpoint that is preferred to the current one's; or null. */
  private LinkConnection successor;

  /**
   * Retired, one for each return to a preferred endpoint; they end when answers or time-outs do.
   */
  private final List<LinkConnection> leaving = new ArrayList<>(1);

  private boolean isLooking;
  private long lookMillis;
  private Promise<Void> closing;

  AcquirerLink(int number, AcquirerSettings settings, LinkMeans means, Owner owner) {
    this.name = "link " + number + " to " + settings.name();
    this.settings = settings;
    this.means = means;
    this.owner = owner;
    int preferred = settings.endpoints().spread() ? number - 1 : 0;
    this.choice = new EndpointChoice(settings.endpoints().addresses().size(), preferred);
    this.pace =
        new RetryPace(
            settings.reconnectFirstMillis(),
            2.0,
            settings.reconnectLongestMillis(),
            Integer.MAX_VALUE);
  }

  /** The connection that takes a request now, or null. */
  LinkConnection usable() {
    return current != null && current.isUsable() ? current : null;
  }

  void connect() {
    if (closing != null || current != null) return;
    int endpoint = choice.next();
    connect(endpoint, this::connected, this::retry);
  }

  private void connect(int endpoint, Consumer<LinkConnection> done, Runnable failed) {
    SocketAddress address = settings.endpoints().addresses().get(endpoint);
    means
        .client()
        .connect(address)
        .onSuccess(socket -> done.accept(connection(endpoint, socket)))
        .onFailure(
            failure -> {
              LOG.warn("{} cannot connect to {}: {}", name, address, failure.getMessage());
              failed.run();
            });
  }

  private LinkConnection connection(int endpoint, NetSocket socket) {
    return new LinkConnection(name, endpoint, socket, settings, means, this);
  }

  private void connected(LinkConnection connection) {
    if (closing != null || current != null) {
      connection.signOff();
      return;
    }
    current = connection;
    connection.begin();
  }

  private void retry() {
    choice.failed();
    owner.failed();
    later();
  }

  /** The next endpoint is tried soon; once all were, waits grow. */
  private void later() {
    int rounds = choice.rounds();
    long delay = rounds == 0 ? settings.reconnectFirstMillis() : pace.delayMillis(rounds);
    long jittered = delay / 2 + means.random().nextLong(delay / 2 + 1) + 1;
    means.context().owner().setTimer(jittered, timer -> connect());
  }

  /**
   * Watches over echoes, and for a way back to the preferred endpoint.
   *
   * @param idleMillis as in {@link LinkConnection#tick}
   */
  void tick(long now, long idleMillis) {
    if (current != null) current.tick(now, idleMillis);
    if (successor != null) successor.tick(now, idleMillis);
    for (LinkConnection each : List.copyOf(leaving)) {
      each.tick(now, idleMillis);
      endIfDrained(each);
    }
    if (current != null) endIfDrained(current);
    if (mayLook() && now >= lookMillis) look();
  }

  private void endIfDrained(LinkConnection connection) {
    boolean isDrained = connection.stage() == Stage.DRAINING && !owner.isAwaited(connection);
    if (isDrained) connection.signOff();
  }

  /** What was sent may still be answered; then the link is made anew, as after a failure. */
  void hostSignsOff(LinkConnection connection) {
    if (connection != current || connection.stage() != Stage.UP) return;
    LOG.warn("{}: the host signs off", name);
    connection.drain();
    owner.leaves(connection);
  }

  private boolean mayLook() {
    return closing == null
        && !isLooking
        && current != null
        && current.stage() == Stage.UP
        && !choice.isPreferred(current.endpoint());
  }

  private void look() {
    isLooking = true;
    connect(choice.better(current.endpoint()), this::found, this::lookLater);
  }

  private void found(LinkConnection connection) {
    if (closing != null) {
      connection.signOff();
      return;
    }
    successor = connection;
    connection.begin();
  }

  private void lookLater() {
    isLooking = false;
    long wait = settings.endpoints().preferAgainMillis();
    lookMillis = means.now() + wait - means.random().nextLong(wait / 4 + 1);
  }

  /** Asks the acquirer whether it is there; false where nothing is up. */
  boolean echo() {
    if (usable() == null) return false;
    current.echo();
    return true;
  }

  @Override
  public void up(LinkConnection connection) {
    if (connection == successor) {
      succeed();
    } else {
      lookLater();
      owner.up(connection);
    }
  }

  private void succeed() {
    LinkConnection old = current;
    current = successor;
    successor = null;
    lookLater();
    owner.up(current);
    if (old == null) return;
    leaving.add(old);
    if (old.stage() == Stage.UP) {
      old.drain();
      owner.retired(old);
    } else if (old.stage() == Stage.SIGNING_ON) {
      old.signOff();
    }
  }

  @Override
  public void echoed(LinkConnection connection) {
    owner.echoed(connection);
  }

  @Override
  public void received(LinkConnection connection, byte[] message) {
    owner.received(connection, message);
  }

  @Override
  public void gone(LinkConnection connection, Stage before) {
    boolean wasUp = before == Stage.UP;
    if (connection == current) {
      current = null;
      // One that was up for a moment only is as bad as one that was not.
      if (wasUp && connection.ageMillis() >= settings.line().steadyMillis()) choice.held();
      else choice.failed();
      if (closing == null) LOG.warn("{} is down", name);
    } else if (connection == successor) {
      successor = null;
      lookLater();
    } else {
      leaving.remove(connection);
    }
    if (closing != null) {
      closedIfEmpty();
      return;
    }
    owner.lost(connection, wasUp);
    if (before == Stage.SIGNING_ON) owner.failed();
    if (current == null) later();
  }

  /** Signs off and closes all connections for good; completes when they are gone. */
  Future<Void> close() {
    closing = Promise.promise();
    if (current != null) current.signOff();
    if (successor != null) successor.signOff();
    List.copyOf(leaving).forEach(LinkConnection::signOff);
    closedIfEmpty();
    return closing.future();
  }

  private void closedIfEmpty() {
    boolean isEmpty = current == null && successor == null && leaving.isEmpty();
    if (closing != null && isEmpty) closing.tryComplete();
  }
}
