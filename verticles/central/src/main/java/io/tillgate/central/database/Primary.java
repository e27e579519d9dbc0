package io.tillgate.central.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnectOptions;
import java.util.List;

/**
 * Which of several servers takes writes. With one server there is nothing to ask; with more each
 * new connection first asks them in turn, beginning with the one that was right last time.
 */
final class Primary {
  private final Vertx vertx;
  private final List<PgConnectOptions> servers;
  private volatile int last;

  Primary(Vertx vertx, List<PgConnectOptions> servers) {
    this.vertx = vertx;
    this.servers = servers;
  }

  Future<SqlConnectOptions> find() {
    return servers.size() == 1 ? Future.succeededFuture(servers.get(0)) : find(last, 0);
  }

  private Future<SqlConnectOptions> find(int server, int asked) {
    if (asked == servers.size()) {
      return Future.failedFuture("none of " + asked + " database servers accepts writes");
    }
    return acceptsWrites(servers.get(server))
        .otherwise(false)
        .compose(
            accepts -> {
              if (!accepts) return find((server + 1) % servers.size(), asked + 1);
              last = server;
              return Future.succeededFuture(servers.get(server));
            });
  }

  private Future<Boolean> acceptsWrites(PgConnectOptions server) {
    return PgConnection.connect(vertx, server)
        .compose(
            connection ->
                connection
                    .query("select not pg_is_in_recovery()")
                    .execute()
                    .map(rows -> rows.iterator().next().getBoolean(0))
                    .eventually(connection::close));
  }
}
