package io.tillgate.central.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL: its schema and pools of pipelined connections: one lands batches, one answers
 * questions, and one keeps leases, which neither may delay. Every wait has an end: PostgreSQL gives
 * up a statement, the client a silent connection, and a transaction whose client went silent is
 * rolled back, so that no dead node keeps a lock.
 */
public final class Database {

  /** Requests that may wait for a connection; more fail at once. */
  public static final int MAX_WAITING = 1_000;

  private static final int LEASE_CONNECTIONS = 2;
  private static final int CONNECTION_WAIT_MILLIS = 3_000;
  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int IDLE_TRANSACTION_MILLIS = 3_000;
  private static final int IDLE_CONNECTION_SECONDS = 30;
  private static final int SCHEMA_CONNECT_TRIES = 5;
  private static final int SCHEMA_CONNECT_PAUSE_SECONDS = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  private final Vertx vertx;
  private final DatabaseSettings settings;
  private final Pool ingest;
  private final Pool queries;
  private final Pool leases;

  public Database(Vertx vertx, DatabaseSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.ingest = pool("central-ingest", settings.ingestConnections());
    this.queries = pool("central-query", settings.queryConnections());
    this.leases = pool("central-lease", LEASE_CONNECTIONS);
  }

  public Pool ingest() {
    return ingest;
  }

  public Pool queries() {
    return queries;
  }

  public Pool leases() {
    return leases;
  }

  /**
   * Brings the schema up to date. Any node may do it at any time: Flyway's lock lets one through.
   */
  public Future<Void> migrate() {
    Callable<Void> migration =
        () -> {
          int applied = schema().migrate().migrationsExecuted;
          if (applied > 0) LOG.info("schema brought up to date by {} migrations", applied);
          return null;
        };
    return vertx.executeBlocking(migration).recover(this::explain);
  }

  public Future<Void> close() {
    return Future.join(ingest.close(), queries.close(), leases.close()).mapEmpty();
  }

  private Flyway schema() {
    // Its own class loader, since the thread that asks may have none; drivers are found through it.
    return Flyway.configure(Database.class.getClassLoader())
        .dataSource(jdbcUrl(settings), settings.user(), settings.password())
        .locations("classpath:db/migration")
        .connectRetries(SCHEMA_CONNECT_TRIES)
        .connectRetriesInterval(SCHEMA_CONNECT_PAUSE_SECONDS)
        .load();
  }

  private Future<Void> explain(Throwable failure) {
    String why = failure instanceof FlywayException ? failure.getMessage() : failure.toString();
    return Future.failedFuture(
        new IllegalStateException(
            "the schema of "
                + settings
                + " cannot be brought up to date; check central.database and the server: "
                + why,
            failure));
  }

  static String jdbcUrl(DatabaseSettings settings) {
    return "jdbc:postgresql://"
        + String.join(",", settings.hosts())
        + "/"
        + settings.name()
        + "?targetServerType=primary&connectTimeout=3&ApplicationName=central-schema";
  }

  private Pool pool(String name, int size) {
    PoolOptions pool =
        new PoolOptions()
            .setName(name)
            .setMaxSize(size)
            .setMaxWaitQueueSize(MAX_WAITING)
            .setConnectionTimeout(CONNECTION_WAIT_MILLIS)
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setIdleTimeout(IDLE_CONNECTION_SECONDS);
    // Longer than a statement or an idle pooled connection may last: only a dead peer is so quiet.
    int silentMillis =
        Math.max(settings.statementTimeoutMillis(), IDLE_CONNECTION_SECONDS * 1_000) + 5_000;
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setTcpKeepAlive(true)
            .setReadIdleTimeout(silentMillis)
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
    return PgBuilder.pool()
        .with(pool)
        .with(net)
        .connectingTo(new Primary(vertx, connections(name))::find)
        .using(vertx)
        .build();
  }

  private List<PgConnectOptions> connections(String name) {
    return settings.hosts().stream().map(host -> connection(host, name)).toList();
  }

  private PgConnectOptions connection(String host, String name) {
    int colon = host.lastIndexOf(':');
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(colon < 0 ? host : host.substring(0, colon))
            .setPort(colon < 0 ? 5432 : Integer.parseInt(host.substring(colon + 1)))
            .setDatabase(settings.name())
            .setUser(settings.user())
            .setCachePreparedStatements(true)
            .addProperty("application_name", name)
            .addProperty("statement_timeout", settings.statementTimeoutMillis() + "")
            .addProperty("idle_in_transaction_session_timeout", IDLE_TRANSACTION_MILLIS + "");
    if (settings.password() != null) options.setPassword(settings.password());
    return options;
  }
}
