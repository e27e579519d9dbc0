package io.tillgate.sandbox.net;

import io.tillgate.sandbox.Affinity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A line between two parties, as a TCP proxy on loopback: it can be cut, healed, made slow, made
 * one-way, and led to another address. Clients connect to {@link #port()}; each connection is
 * carried to the target of the moment.
 *
 * <p>All state belongs to one context; methods may be called from any thread and complete once the
 * line behaves as told. At most {@link #MAX_CONNECTIONS} at a time; more are closed at once.
 */
public final class Line {
  /** Connections that a line carries or, while it is cut, holds. */
  public static final int MAX_CONNECTIONS = 4_096;

  /** How a line is broken. */
  public enum Cut {
    /** Nothing passes and nobody is told, as when a cable is pulled: connections hang. */
    HANG,
    /** Connections are reset, and new ones too. */
    RESET
  }

  /** Which way bytes travel. */
  public enum Way {
    TO_TARGET,
    TO_CLIENT
  }

  /**
   * How fast a line is.
   *
   * @param delayMillis added to every byte, each way
   * @param bytesPerSecond of each connection, each way; 0 for no limit
   */
  public record Pace(long delayMillis, long bytesPerSecond) {
    public static final Pace FREE = new Pace(0, 0);

    public Pace {
      if (delayMillis < 0 || bytesPerSecond < 0) {
        throw new IllegalArgumentException("a pace has no negative parts");
      }
    }
  }

  private final Vertx vertx;
  private final Affinity affinity;
  private final NetServer server;
  private final NetClient client;
  private final Set<Carried> carried = new HashSet<>();
  private final Set<Way> cutWays = new HashSet<>();
  private boolean resetting;
  private Pace pace = Pace.FREE;
  private volatile SocketAddress target;

  private Line(Vertx vertx, SocketAddress target) {
    this.vertx = vertx;
    this.affinity = new Affinity(vertx.getOrCreateContext());
    this.target = target;
    // Closing resets: a half-sent stream must never look like a finished one.
    this.server = vertx.createNetServer(new NetServerOptions().setSoLinger(0).setTcpNoDelay(true));
    this.client =
        vertx.createNetClient(
            new NetClientOptions().setSoLinger(0).setTcpNoDelay(true).setConnectTimeout(5_000));
    server.connectHandler(this::accept);
  }

  /**
   * Opens a line on loopback.
   *
   * @param port 0 for any free one
   */
  public static Future<Line> open(Vertx vertx, int port, String targetHost, int targetPort) {
    Line line = new Line(vertx, SocketAddress.inetSocketAddress(targetPort, targetHost));
    return line.on(() -> line.server.listen(port, "127.0.0.1").map(line));
  }

  /** Where clients connect. */
  public int port() {
    return server.actualPort();
  }

  public SocketAddress target() {
    return target;
  }

  /** Breaks both ways. */
  public Future<Void> cut(Cut how) {
    return on(
        () -> {
          cutWays.addAll(List.of(Way.values()));
          resetting = how == Cut.RESET;
          if (resetting) resetAll();
          return Future.succeededFuture();
        });
  }

  /** Breaks one way; the other way goes on, and nobody is told. */
  public Future<Void> cut(Way way) {
    return on(
        () -> {
          cutWays.add(way);
          resetting = false;
          return Future.succeededFuture();
        });
  }

  /** Ends every cut and every slowness. Connections that hung go on where they stopped. */
  public Future<Void> heal() {
    return on(
        () -> {
          cutWays.clear();
          resetting = false;
          pace = Pace.FREE;
          carried.forEach(Carried::proceed);
          return Future.succeededFuture();
        });
  }

  public Future<Void> pace(Pace wanted) {
    return on(
        () -> {
          pace = wanted;
          return Future.succeededFuture();
        });
  }

  /** New connections go to another address; those that stand are reset, as at a failover. */
  public Future<Void> leadTo(String host, int port) {
    return on(
        () -> {
          target = SocketAddress.inetSocketAddress(port, host);
          resetAll();
          return Future.succeededFuture();
        });
  }

  /** Connections that stand, hanging ones included. */
  public Future<Integer> connections() {
    return on(() -> Future.succeededFuture(carried.size()));
  }

  public Future<Void> close() {
    return on(
        () -> {
          resetAll();
          return server.close().eventually(client::close);
        });
  }

  private void accept(NetSocket socket) {
    if (resetting || carried.size() >= MAX_CONNECTIONS) {
      socket.close();
      return;
    }
    Carried connection = new Carried(socket);
    carried.add(connection);
    connection.proceed();
  }

  private void resetAll() {
    List.copyOf(carried).forEach(Carried::reset);
  }

  private <T> Future<T> on(Supplier<Future<T>> deed) {
    return affinity.call(deed);
  }

  /** One client's connection and, once it stands, the one to the target. */
  private final class Carried {
    private final NetSocket near;
    private Conduit toTarget;
    private Conduit toClient;
    private boolean connecting;
    private boolean over;

    Carried(NetSocket near) {
      this.near = near.pause();
      near.closeHandler(ignored -> reset());
    }

    /** Goes as far as the state of the line lets it. */
    void proceed() {
      if (over) return;
      if (toTarget != null) {
        toTarget.proceed();
        toClient.proceed();
      } else if (!connecting && !cutWays.contains(Way.TO_TARGET)) {
        connecting = true;
        client.connect(target).onSuccess(this::join).onFailure(unreachable -> reset());
      }
    }

    private void join(NetSocket far) {
      if (over) {
        far.close();
        return;
      }
      far.pause();
      far.closeHandler(ignored -> reset());
      toTarget = new Conduit(vertx, near, far, () -> cutWays.contains(Way.TO_TARGET), () -> pace);
      toClient = new Conduit(vertx, far, near, () -> cutWays.contains(Way.TO_CLIENT), () -> pace);
      proceed();
    }

    void reset() {
      if (over) return;
      over = true;
      carried.remove(this);
      near.close();
      if (toTarget != null) {
        toTarget.end();
        toClient.end();
      }
    }
  }
}
