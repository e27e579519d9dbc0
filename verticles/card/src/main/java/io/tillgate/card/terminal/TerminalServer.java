package io.tillgate.card.terminal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.card.message.Messages;
import io.tillgate.card.payment.PaymentSwitch;
import io.tillgate.card.stream.Flusher;
import io.tillgate.card.stream.TlsFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for card terminals. Whatever one of them sends, the others do not notice: every limit is
 * a connection's own, except the number of connections. State of the card context.
 */
public final class TerminalServer {
  private static final Logger LOG = LoggerFactory.getLogger(TerminalServer.class);
  private static final long SWEEP_MILLIS = 100;

  private final Context context;
  private final Vertx vertx;
  private final Flusher flusher;
  private final TerminalSettings settings;
  private final Messages messages;
  private final PaymentSwitch payments;
  private final TerminalMeters meters;
  private final Complaints complaints = new Complaints(LOG::warn);
  private final Set<TerminalConnection> connections = new LinkedHashSet<>();
  private final NetServer server;
  private long sweeper = -1;
  private final Promise<Void> allGone = Promise.promise();
  private boolean isStopping;
  private volatile int connected;

  /** Must be made on the card context. */
  public TerminalServer(
      Context context,
      Flusher flusher,
      TerminalSettings settings,
      Messages messages,
      PaymentSwitch payments,
      MeterRegistry metrics) {
    this.context = context;
    this.vertx = context.owner();
    this.flusher = flusher;
    this.settings = settings;
    this.messages = messages;
    this.payments = payments;
    this.meters = new TerminalMeters(metrics);
    this.server = vertx.createNetServer(options(settings)).connectHandler(this::accept);
    Gauge.builder("tillgate.card.terminals", this, me -> me.connected).register(metrics);
  }

  private static NetServerOptions options(TerminalSettings settings) {
    NetServerOptions options =
        new NetServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    TlsFiles tls = settings.tls();
    if (tls == null) return options;
    options.setSsl(true).setKeyCertOptions(tls.keyCert());
    options.setEnabledSecureTransportProtocols(TlsFiles.PROTOCOLS);
    if (tls.trustOptions() != null) {
      options.setTrustOptions(tls.trustOptions()).setClientAuth(ClientAuth.REQUIRED);
    }
    return options;
  }

  /** Fails where the port is taken, with which one. */
  public Future<Void> listen() {
    sweeper = vertx.setPeriodic(SWEEP_MILLIS, tick -> sweep());
    return server
        .listen()
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "cannot listen for terminals on "
                            + settings.host()
                            + ":"
                            + settings.port()
                            + ": "
                            + failure.getMessage(),
                        failure)))
        .onSuccess(up -> LOG.info("terminals connect to {}:{}", settings.host(), up.actualPort()))
        .mapEmpty();
  }

  /** The port that is listened on; after {@link #listen} has succeeded. */
  public int actualPort() {
    return server.actualPort();
  }

  /** Connections now. Any thread. */
  public int connected() {
    return connected;
  }

  private void accept(NetSocket socket) {
    if (isStopping) {
      socket.close();
      return;
    }
    if (connections.size() >= settings.maxConnections()) {
      meters.refused(TerminalMeters.Refusal.CONNECTIONS);
      TerminalConnection leaves = leaves();
      if (leaves == null) {
        String full = " is refused: there are " + connected + " connections";
        complaints.about("terminal at " + socket.remoteAddress() + full, System.nanoTime());
        socket.close();
        return;
      }
      connections.remove(leaves);
      leaves.giveWay();
    }
    TerminalConnection connection =
        new TerminalConnection(socket, flusher, settings, messages, payments, meters, complaints);
    connections.add(connection);
    connected = connections.size();
    socket.closeHandler(
        gone -> {
          connection.closed();
          connections.remove(connection);
          connected = connections.size();
          if (isStopping && connections.isEmpty()) allGone.tryComplete();
        });
  }

  /** Connections that only stand there must not keep a terminal out; null where none does. */
  private TerminalConnection leaves() {
    for (TerminalConnection each : connections) if (each.isStranger()) return each;
    long now = System.nanoTime();
    long longest = TimeUnit.MILLISECONDS.toNanos(settings.giveWayMillis());
    TerminalConnection leaves = null;
    for (TerminalConnection each : connections) {
      long silent = each.silentNanos(now);
      if (silent < longest) continue;
      longest = silent;
      leaves = each;
    }
    return leaves;
  }

  private void sweep() {
    long now = System.nanoTime();
    complaints.sweep(now);
    for (TerminalConnection connection : List.copyOf(connections)) connection.sweep(now);
  }

  /** Accepts no further connections; those that are open go on. */
  public void stopAccepting() {
    isStopping = true;
  }

  /**
   * Lets go of all terminals: what was written to them may still be read for a moment, and what
   * they send is not heard any more. Who does not take it is cut off. Completes when all are gone.
   * Any thread.
   */
  public Future<Void> close() {
    context.runOnContext(now -> letGo());
    return allGone.future();
  }

  private void letGo() {
    isStopping = true;
    if (sweeper >= 0) vertx.cancelTimer(sweeper);
    server.close();
    List.copyOf(connections).forEach(TerminalConnection::letGo);
    vertx.setTimer(TerminalConnection.GOODBYE_MILLIS, over -> cutOff());
    if (connections.isEmpty()) allGone.tryComplete();
  }

  /** The server's own close waits for ever for a terminal that reads nothing. */
  private void cutOff() {
    List.copyOf(connections).forEach(TerminalConnection::cutOff);
  }
}
