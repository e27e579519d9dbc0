package io.tillgate.central.shard;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of {@code shard_lease}. All times are PostgreSQL's, so that nodes need no common clock.
 */
final class ShardTable {

  /**
   * @param owner null where released
   * @param free whether it is released or has expired
   */
  record Held(int shard, String owner, long fence, boolean free) {}

  /**
   * @param nodes those that reached the database within the last lease time
   */
  record Picture(List<Held> leases, Set<String> nodes) {}

  private static final String SEEN =
      "insert into central_nodes (node, name, seen) values ($1, $2, clock_timestamp())"
          + " on conflict (node) do update set seen = excluded.seen";

  private static final String FORGET =
      "delete from central_nodes where seen < clock_timestamp() - interval '1 day'";

  private static final String NODES =
      "select node from central_nodes"
          + " where seen > clock_timestamp() - $1 * interval '1 millisecond'";

  private static final String LEASES =
      "select shard, owner, fence, owner is null or expires < clock_timestamp() as free"
          + " from shard_lease order by shard";

  private static final String RENEW =
      """
      update shard_lease l set expires = clock_timestamp() + $3 * interval '1 millisecond'
      from unnest($1::bigint[], $2::bigint[]) as mine (shard, fence)
      where l.shard = mine.shard and l.fence = mine.fence and l.owner = $4
        and l.expires > clock_timestamp()
      returning l.shard""";

  /**
   * FOR UPDATE is what ingest's KEY SHARE lock excludes: a row whose old owner is still inside a
   * transaction is passed over, and taken a tick later.
   */
  private static final String TAKE =
      """
      with free as (
        select shard from shard_lease
        where shard = any($1::bigint[]) and (owner is null or expires < clock_timestamp())
        order by shard for update skip locked)
      update shard_lease l set owner = $2, fence = l.fence + 1,
        expires = clock_timestamp() + $3 * interval '1 millisecond'
      from free where l.shard = free.shard
      returning l.shard, l.owner, l.fence""";

  private static final String RELEASE =
      "update shard_lease set owner = null, expires = '-infinity'"
          + " where shard = $1 and owner = $2 and fence = $3";

  private static final String LEAVE = "delete from central_nodes where node = $1";

  private final Pool pool;
  private final LeaseSettings settings;
  private final String node;
  private final String name;

  ShardTable(Pool pool, LeaseSettings settings, String node, String name) {
    this.pool = pool;
    this.settings = settings;
    this.node = node;
    this.name = name;
  }

  /** Says that this node is alive, and looks at all leases. */
  Future<Picture> look() {
    Future<?> seen = pool.preparedQuery(SEEN).execute(Tuple.of(node, name));
    Future<Set<String>> nodes =
        seen.compose(
            done ->
                pool.preparedQuery(NODES)
                    .execute(Tuple.of((double) settings.leaseMillis()))
                    .map(
                        rows -> {
                          Set<String> alive = new HashSet<>();
                          rows.forEach(row -> alive.add(row.getString(0)));
                          return alive;
                        }));
    Future<List<Held>> leases =
        pool.preparedQuery(LEASES)
            .execute()
            .map(
                rows -> {
                  List<Held> all = new ArrayList<>();
                  for (Row row : rows) {
                    all.add(
                        new Held(
                            row.getInteger(0),
                            row.getString(1),
                            row.getLong(2),
                            row.getBoolean(3)));
                  }
                  return all;
                });
    return Future.all(nodes, leases).map(all -> new Picture(leases.result(), nodes.result()));
  }

  Future<?> forgetTheLongGone() {
    return pool.query(FORGET).execute();
  }

  /** The shards whose lease was renewed; the others are lost. */
  Future<Set<Integer>> renew(Collection<Held> mine) {
    Object shards = mine.stream().map(h -> (long) h.shard()).toArray(Long[]::new);
    Object fences = mine.stream().map(Held::fence).toArray(Long[]::new);
    return pool.preparedQuery(RENEW)
        .execute(Tuple.of(shards, fences, (double) settings.grantMillis(), node))
        .map(
            rows -> {
              Set<Integer> renewed = new HashSet<>();
              rows.forEach(row -> renewed.add(row.getInteger(0)));
              return renewed;
            });
  }

  /** Those of {@code shards} that were free and are now this node's. */
  Future<List<Held>> take(Collection<Integer> shards) {
    Object wanted = shards.stream().map(Integer::longValue).toArray(Long[]::new);
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(wanted, node, (double) settings.grantMillis()))
        .map(
            rows -> {
              List<Held> taken = new ArrayList<>();
              for (Row row : rows) {
                taken.add(new Held(row.getInteger(0), row.getString(1), row.getLong(2), false));
              }
              return taken;
            });
  }

  Future<?> release(Held mine) {
    return pool.preparedQuery(RELEASE).execute(Tuple.of(mine.shard(), node, mine.fence()));
  }

  Future<?> leave() {
    return pool.preparedQuery(LEAVE).execute(Tuple.of(node));
  }
}
