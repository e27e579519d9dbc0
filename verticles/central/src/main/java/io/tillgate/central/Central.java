package io.tillgate.central;

import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.central.cluster.Members;
import io.tillgate.central.database.Database;
import io.tillgate.central.ingest.Ingest;
import io.tillgate.central.ingest.IngestMetrics;
import io.tillgate.central.ingest.IngestVerticle;
import io.tillgate.central.landing.Landing;
import io.tillgate.central.query.CentralApi;
import io.tillgate.central.query.CentralQueries;
import io.tillgate.central.shard.ShardLeases;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.concurrent.Callable;

/**
 * One node of central: brings the schema up to date, keeps its share of the leases, lands batches
 * and answers questions. Thread-safe once started.
 */
public final class Central {
  private final Vertx vertx;
  private final CentralSettings settings;
  private final Database database;
  private final ShardLeases leases;
  private final CentralQueries queries;
  private String leasesDeployment;
  private String landingDeployment;
  private volatile int landingPort;

  private Central(Vertx vertx, Members members, CentralSettings settings, MeterRegistry metrics) {
    this.vertx = vertx;
    this.settings = settings;
    this.database = new Database(vertx, settings.database());
    this.queries = new CentralQueries(database.queries(), settings.queries());
    Ingest.Work aside =
        new Ingest.Work() {
          @Override
          public <T> Future<T> aside(Callable<T> work) {
            return vertx.executeBlocking(work, false);
          }
        };
    IngestMetrics counts = new IngestMetrics(metrics);
    this.leases =
        ShardLeases.of(
            database.leases(),
            settings.leases(),
            settings.nodeName(),
            members,
            lease ->
                new IngestVerticle(
                    new Ingest(database.ingest(), aside, lease, counts, Clock.systemUTC()), counts),
            metrics);
  }

  /**
   * Starts a node.
   *
   * @param vertx clustered by {@code HazelcastCluster.start}, or alone
   * @param members the same {@code HazelcastCluster}, or {@link Members#alone}
   * @return fails, having let go of everything, where the schema cannot be brought up to date or
   *     the landing's port is taken
   */
  public static Future<Central> start(
      Vertx vertx, Members members, CentralSettings settings, MeterRegistry metrics) {
    Central central = new Central(vertx, members, settings, metrics);
    return central
        .database
        .migrate()
        .compose(done -> central.deployLeases())
        .compose(done -> central.deployLandings(metrics))
        .map(central)
        .recover(failure -> central.close().transform(closed -> Future.failedFuture(failure)));
  }

  private Future<?> deployLeases() {
    return vertx.deployVerticle(leases).onSuccess(id -> leasesDeployment = id);
  }

  private Future<?> deployLandings(MeterRegistry metrics) {
    Landing.Shared shared = new Landing.Shared(settings.landing(), metrics);
    DeploymentOptions options =
        new DeploymentOptions().setInstances(settings.landing().instances());
    return vertx
        .deployVerticle(() -> new Landing(settings.landing(), database.ingest(), shared), options)
        .onSuccess(
            id -> {
              landingDeployment = id;
              landingPort = shared.port();
            });
  }

  /** The port on which edges are taken. */
  public int landingPort() {
    return landingPort;
  }

  /** The pool of those who ask, for rooms that stand beside this one. */
  public Pool pool() {
    return database.queries();
  }

  public CentralQueries queries() {
    return queries;
  }

  /** The HTTP API over {@link #queries}, to be mounted on a router. */
  public CentralApi api() {
    return new CentralApi(queries, settings.queries());
  }

  public CentralStatus status() {
    return CentralStatus.of(settings, leases);
  }

  /**
   * Stops in the order in which nothing accepted is lost: no new batches, then the shards, each
   * once its last transaction has ended, then the database.
   */
  public Future<Void> close() {
    return undeploy(landingDeployment)
        .transform(done -> undeploy(leasesDeployment))
        .transform(done -> database.close());
  }

  private Future<?> undeploy(String deployment) {
    return deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment);
  }
}
