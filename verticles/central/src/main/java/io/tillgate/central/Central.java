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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * One node of central: brings the schema up to date, keeps its share of the leases, lands batches
 * and answers questions. Thread-safe once started.
 */
public final class Central {
  private final Vertx vertx;
  private final CentralSettings settings;
  private final Database database;
  private final ShardLeases leases;
  private final List<String> landings = new ArrayList<>();
  private final CentralQueries queries;
  private String leasesDeployment;
  private volatile int landingPort;

  private Central(Vertx vertx, Members members, CentralSettings settings, MeterRegistry metrics) {
    this.vertx = vertx;
    this.settings = settings;
    this.database = new Database(vertx, settings.database());
    this.queries = new CentralQueries(database.queries(), settings.queries());
    IngestMetrics counts = new IngestMetrics(metrics);
    this.leases =
        ShardLeases.of(
            database.leases(),
            settings.leases(),
            settings.nodeName(),
            members,
            lease ->
                new IngestVerticle(
                    new Ingest(database.ingest(), lease, counts, Clock.systemUTC()), counts),
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

  /** The first one finds the port where any will do; the others share it. */
  private Future<?> deployLandings(MeterRegistry metrics) {
    Landing.Shared shared = new Landing.Shared(settings.landing(), metrics);
    Landing first = new Landing(settings.landing(), database.ingest(), shared);
    return deploy(first)
        .compose(
            done -> {
              landingPort = first.port();
              List<Future<?>> others = new ArrayList<>();
              for (int i = 1; i < settings.landing().instances(); i++) {
                others.add(
                    deploy(
                        new Landing(
                            settings.landing().withPort(landingPort), database.ingest(), shared)));
              }
              return Future.all(others);
            });
  }

  private Future<?> deploy(Landing landing) {
    return vertx.deployVerticle(landing).onSuccess(landings::add);
  }

  /** The port on which edges are taken. */
  public int landingPort() {
    return landingPort;
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
    List<Future<?>> undeployed = new ArrayList<>();
    landings.forEach(id -> undeployed.add(vertx.undeploy(id)));
    return Future.join(undeployed)
        .transform(
            done ->
                leasesDeployment == null
                    ? Future.succeededFuture()
                    : vertx.undeploy(leasesDeployment))
        .transform(done -> database.close());
  }
}
