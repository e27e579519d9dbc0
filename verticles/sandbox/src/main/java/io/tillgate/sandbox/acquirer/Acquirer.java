package io.tillgate.sandbox.acquirer;

import io.tillgate.sandbox.Affinity;
import io.tillgate.sandbox.ForcedLog;
import io.tillgate.sandbox.acquirer.Faults.Fault;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Mti;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An acquirer's host on loopback: many connections, many messages in flight on each. A decision is
 * in the ledger, forced, before it is answered, so that {@code kill -9} loses nothing that anybody
 * was told. A repeat gets the first answer and counts once; a reversal undoes once; the reversal of
 * something unknown is acknowledged, and its original is refused should it still come.
 *
 * <p>All state belongs to one context; methods may be called from any thread. Where the ledger
 * cannot be written any more it closes all connections and refuses new ones.
 */
public final class Acquirer {
  /** Connections at a time; more are closed at once. */
  public static final int MAX_CONNECTIONS = 4_096;

  /** Unanswered messages of one connection; beyond it the connection is not read. */
  public static final int MAX_UNANSWERED = 4_096;

  /** Beyond this the ledger is begun anew at the next start, with sums in place of old entries. */
  private static final long MAX_LEDGER_BYTES = 64 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Acquirer.class);

  private final Vertx vertx;
  private final Context context;
  private final Affinity affinity;
  private final AcquirerSettings settings;
  private final ForcedLog.Force force;
  private final Books books = new Books();
  private final Host host;
  private final FaultDice dice;
  private final Set<HostConnection> connections = new HashSet<>();
  private final NetServer server;
  private AcquirerControl control;
  private ForcedLog ledger;
  private Faults faults;
  private Future<Void> durable = Future.succeededFuture();
  private boolean broken;
  private long received;
  private long answered;
  private long notUnderstood;

  private Acquirer(Vertx vertx, AcquirerSettings settings, ForcedLog.Force force) {
    this.vertx = vertx;
    this.force = force;
    this.context = vertx.getOrCreateContext();
    this.affinity = new Affinity(context);
    this.settings = settings;
    this.faults = settings.faults();
    this.host = new Host(settings, books);
    this.dice = new FaultDice(settings.seed());
    this.server =
        vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true).setReuseAddress(true));
    server.connectHandler(this::accept);
  }

  /**
   * Reads the ledger and opens both ports.
   *
   * @return fails where a port is taken or the ledger cannot be used
   */
  public static Future<Acquirer> start(Vertx vertx, AcquirerSettings settings) {
    return start(vertx, settings, ForcedLog.Force.FDATASYNC);
  }

  static Future<Acquirer> start(Vertx vertx, AcquirerSettings settings, ForcedLog.Force force) {
    Acquirer acquirer = new Acquirer(vertx, settings, force);
    return acquirer
        .on(acquirer::open)
        .compose(opened -> acquirer.on(acquirer::listen))
        .map(acquirer);
  }

  private Future<Void> open() {
    return vertx
        .executeBlocking(
            () ->
                ForcedLog.open(settings.data().resolve("ledger.log"), context, books::apply, force))
        .compose(
            opened -> {
              ledger = opened;
              return ledger.bytes() > MAX_LEDGER_BYTES
                  ? ledger.rewrite(books.snapshot())
                  : Future.succeededFuture();
            });
  }

  private Future<Void> listen() {
    control = new AcquirerControl(vertx, this);
    return server
        .listen(settings.port(), "127.0.0.1")
        .compose(listening -> control.listen(settings.controlPort()))
        .onSuccess(
            ignored ->
                LOG.info(
                    "acquirer speaks {} on port {}, is asked on port {}, seed {}",
                    settings.dialect(),
                    port(),
                    controlPort(),
                    settings.seed()));
  }

  /** Where terminals and edges connect. */
  public int port() {
    return server.actualPort();
  }

  /** HTTP: {@code GET /totals?terminal=PREFIX}, {@code GET|PUT /faults}, {@code /health/ready}. */
  public int controlPort() {
    return control.port();
  }

  /**
   * What stands and what was reversed, by currency: {@code payments, paymentsMinor, refunds,
   * refundsMinor, approved, approvedMinor, reversed, reversedMinor, declined}.
   *
   * @param terminalPrefix of terminals that are counted; empty for all
   */
  public Future<JsonObject> totals(String terminalPrefix) {
    return on(() -> Future.succeededFuture(books.totals(terminalPrefix)));
  }

  public Future<Faults> faults() {
    return on(() -> Future.succeededFuture(faults));
  }

  public Future<Void> faults(Faults wanted) {
    return on(
        () -> {
          faults = wanted;
          return Future.succeededFuture();
        });
  }

  /** Closes every connection, as a host that restarts does; new ones are welcome. */
  public Future<Void> disconnectAll() {
    return on(
        () -> {
          List.copyOf(connections).forEach(HostConnection::close);
          return Future.succeededFuture();
        });
  }

  /** Messages that came, were answered, were refused as no messages; connections; faults thrown. */
  public Future<JsonObject> activity() {
    return on(
        () -> {
          JsonObject thrown = new JsonObject();
          dice.thrown()
              .forEach((fault, count) -> thrown.put(fault.name().toLowerCase(Locale.ROOT), count));
          return Future.succeededFuture(
              new JsonObject()
                  .put("received", received)
                  .put("answered", answered)
                  .put("notUnderstood", notUnderstood)
                  .put("connections", connections.size())
                  .put("remembered", books.remembered())
                  .put("waitingForDisk", ledger.waiting())
                  .put("faults", thrown)
                  .put("broken", broken));
        });
  }

  /** The last decisions, newest first. */
  public Future<JsonArray> latest(int count) {
    return on(() -> Future.succeededFuture(books.latest(count)));
  }

  /** Takes nothing new, answers what is decided, and lets the ledger go. */
  public Future<Void> close() {
    return on(
        () ->
            server
                .close()
                .eventually(() -> control.close())
                .eventually(() -> durable)
                .eventually(
                    () ->
                        vertx.executeBlocking(
                            () -> {
                              ledger.close();
                              return null;
                            })));
  }

  private void accept(NetSocket socket) {
    if (broken || connections.size() >= MAX_CONNECTIONS) {
      socket.close();
      return;
    }
    connections.add(
        new HostConnection(
            vertx, socket, settings.dialect(), !settings.signOnFirst(), new Counted()));
  }

  /** Decides, and counts what comes and goes. */
  private final class Counted implements HostConnection.Desk {
    @Override
    public HostConnection.Reply serve(MessageView message, boolean signedOn) {
      if (broken) return null;
      received++;
      FaultDice.Throw thrown = FaultDice.Throw.NONE;
      boolean exposed = faults.network() || !Mti.isNetwork(message.mti());
      if (exposed && message.has(Identity.STAN)) {
        thrown = dice.next(faults, message.mti(), Identity.of(message));
      }
      if (thrown.fault() == Fault.LOST) return null;
      Host.Decision decision = host.decide(message, signedOn, faults.declineAll());
      if (decision.entry() != null) {
        durable = ledger.append(decision.entry()).onFailure(Acquirer.this::breakDown);
      }
      if (decision.answer() == null) return null;
      // A repeat has no entry of its own, but waits for the first one's.
      return new HostConnection.Reply(decision.answer(), durable, thrown, decision.signsOn());
    }

    @Override
    public void notUnderstood() {
      notUnderstood++;
    }

    @Override
    public void answered() {
      answered++;
    }

    @Override
    public void gone(HostConnection connection) {
      connections.remove(connection);
    }
  }

  private void breakDown(Throwable cause) {
    if (broken) return;
    broken = true;
    LOG.error("acquirer: the ledger cannot be written, serving nobody: {}", cause.getMessage());
    List.copyOf(connections).forEach(HostConnection::close);
  }

  private <T> Future<T> on(Supplier<Future<T>> deed) {
    return affinity.call(deed);
  }
}
