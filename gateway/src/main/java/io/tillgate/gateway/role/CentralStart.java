package io.tillgate.gateway.role;

import io.tillgate.central.Central;
import io.tillgate.central.CentralSettings;
import io.tillgate.central.CentralStatus;
import io.tillgate.central.cluster.HazelcastCluster;
import io.tillgate.gateway.manage.Readiness;
import io.tillgate.vault.VaultVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts central as soon as its database answers. While PostgreSQL is away the process stays up,
 * not ready, says so and tries again; what a person must mend ends it. Attempts run one after
 * another on Vert.x; {@link #firstAttempt} is waited for by the main thread.
 */
final class CentralStart {
  private static final Logger LOG = LoggerFactory.getLogger(CentralStart.class);

  /** Between attempts, each of which first knocks at the database's doors. */
  private static final long RETRY_MILLIS = 500;

  private static final int KNOCK_MILLIS = 3_000;
  private static final int DEFAULT_PORT = 5432;

  private final Foundation foundation;
  private final HazelcastCluster cluster;
  private final CentralSettings settings;
  private final ConsoleSettings console;
  private final OpenVault vault;
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private volatile Central central;
  private volatile String waiting = "the database has not been asked yet";
  private volatile String page;
  private volatile String vaultDoor;
  private volatile boolean stopping;
  private volatile Future<?> attempt = Future.succeededFuture();

  CentralStart(
      Foundation foundation,
      HazelcastCluster cluster,
      CentralSettings settings,
      ConsoleSettings console,
      OpenVault vault) {
    this.foundation = foundation;
    this.cluster = cluster;
    this.settings = settings;
    this.console = console;
    this.vault = vault;
  }

  /** Completes when only a person can help. */
  CompletableFuture<String> failure() {
    return failure;
  }

  /** Tries once and returns when that has worked, or when the database is away and later may do. */
  void firstAttempt() throws StartRefused {
    foundation.opened.add("central", this::stop);
    foundation.readiness().require("database", this::database);
    foundation
        .readiness()
        .require(
            "cluster",
            () -> Readiness.Finding.good(new JsonObject().put("nodes", cluster.nodes().size())));
    Promise<Void> first = Promise.promise();
    // A context of the main thread, whose class loader finds the database's driver in every
    // attempt.
    foundation.vertx().getOrCreateContext().runOnContext(now -> attempt(first));
    Foundation.await("central", first.future());
  }

  private void attempt(Promise<Void> told) {
    if (stopping) return;
    attempt =
        knock()
            .compose(
                open -> Central.start(foundation.vertx(), cluster, settings, foundation.metrics))
            .compose(this::serve)
            .onSuccess(
                done -> {
                  if (!told.tryComplete()) LOG.info("the database answers; central serves");
                })
            .onFailure(e -> again(e, told));
  }

  /** Whether any of the database's hosts takes a connection; cheaper to ask than by starting. */
  private Future<?> knock() {
    List<String> hosts = settings.database().hosts();
    NetClient client =
        foundation.vertx().createNetClient(new NetClientOptions().setConnectTimeout(KNOCK_MILLIS));
    List<Future<?>> doors = new ArrayList<>();
    for (String host : hosts) {
      int colon = host.lastIndexOf(':');
      int port = colon < 0 ? DEFAULT_PORT : Integer.parseInt(host.substring(colon + 1));
      doors.add(client.connect(port, colon < 0 ? host : host.substring(0, colon)));
    }
    return Future.any(doors)
        .recover(
            e ->
                Future.failedFuture(
                    new ConnectException("nobody listens at " + String.join(", ", hosts))))
        .eventually(client::close);
  }

  private Future<?> serve(Central started) {
    central = started;
    return foundation
        .vertx()
        .deployVerticle(new ConsoleVerticle(console, started, foundation.metrics))
        .onSuccess(id -> page = id)
        .compose(served -> vault == null ? Future.succeededFuture() : serveVault(started));
  }

  private Future<?> serveVault(Central started) {
    return foundation
        .vertx()
        .deployVerticle(
            new VaultVerticle(vault.settings(), vault.keys(), started.pool(), foundation.metrics))
        .onSuccess(id -> vaultDoor = id);
  }

  private void again(Throwable e, Promise<Void> told) {
    if (!isAway(e)) {
      if (!told.tryFail(e)) failure.complete(e.getMessage());
      return;
    }
    waiting = "the database does not answer: " + firstLine(e);
    if (told.tryComplete()) LOG.warn("{}; trying again until it does", waiting);
    foundation.vertx().setTimer(RETRY_MILLIS, timer -> attempt(told));
  }

  /** Whether the database is not there, or starting; not that it refuses what it is asked. */
  static boolean isAway(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof UnknownHostException) return true;
      if (!(cause instanceof SQLException sql) || sql.getSQLState() == null) continue;
      // Class 08: connection; 57P: the server stops or starts (PostgreSQL manual, appendix A).
      if (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P")) return true;
    }
    return false;
  }

  /** Flyway's messages are pages. */
  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private Readiness.Finding database() {
    Central current = central;
    if (current == null) return Readiness.Finding.bad(waiting);
    CentralStatus status = current.status();
    if (!status.ready()) return Readiness.Finding.bad(status.reason());
    return Readiness.Finding.good(status.toJson());
  }

  /** No new questions, then no new batches; an attempt under way is waited for. */
  private Future<?> stop() {
    stopping = true;
    return attempt
        .transform(ended -> undeploy(vaultDoor))
        .transform(closed -> undeploy(page))
        .transform(closed -> central == null ? Future.succeededFuture() : central.close());
  }

  private Future<?> undeploy(String id) {
    return id == null ? Future.succeededFuture() : foundation.vertx().undeploy(id);
  }
}
