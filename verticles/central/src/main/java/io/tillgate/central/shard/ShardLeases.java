package io.tillgate.central.shard;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tillgate.central.cluster.Members;
import io.tillgate.central.shard.ShardTable.Held;
import io.tillgate.central.shard.ShardTable.Picture;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's leases. A shard belongs where {@link Placement} puts it among the nodes that
 * are both in the cluster and at the database; the lease in PostgreSQL decides who may write. A
 * node whose renewal fails stops on its own monotonic clock, before PostgreSQL lets another in.
 * State belongs to this verticle's context; the counts may be read from any thread.
 */
public final class ShardLeases extends VerticleBase {

  /** A node that gave shards back says so, and the others look at once. */
  static final String FREED = "central.leases.freed";

  private static final Logger LOG = LoggerFactory.getLogger(ShardLeases.class);

  /** A shard that this node owns, and the verticle that serves it. */
  private static final class Owned {
    private final Held held;
    private long requestedNanos;
    private Future<String> deployment;
    private boolean stopping;

    private Owned(Held held, long requestedNanos) {
      this.held = held;
      this.requestedNanos = requestedNanos;
    }
  }

  private final ShardTable table;
  private final LeaseSettings settings;
  private final Members members;
  private final Function<Lease, Deployable> ingest;
  private final Map<Integer, Owned> owned = new HashMap<>();
  private final AtomicInteger ownedCount = new AtomicInteger();
  private final AtomicLong lastLookNanos = new AtomicLong(Long.MIN_VALUE);
  private final Counter taken;
  private final Counter released;
  private final Counter lost;
  private MessageConsumer<String> freed;
  private long timer;
  private boolean looking;
  private boolean lookAgain;
  private boolean leaving;
  private boolean blind;

  /**
   * @param nodeName what people call this node
   * @param ingest makes the verticle that serves a shard under a lease
   */
  public static ShardLeases of(
      Pool pool,
      LeaseSettings settings,
      String nodeName,
      Members members,
      Function<Lease, Deployable> ingest,
      MeterRegistry metrics) {
    ShardTable table = new ShardTable(pool, settings, members.self(), nodeName);
    return new ShardLeases(table, settings, members, ingest, metrics);
  }

  ShardLeases(
      ShardTable table,
      LeaseSettings settings,
      Members members,
      Function<Lease, Deployable> ingest,
      MeterRegistry metrics) {
    this.table = table;
    this.settings = settings;
    this.members = members;
    this.ingest = ingest;
    metrics.gauge("tillgate.central.shards.owned", ownedCount);
    taken = metrics.counter("tillgate.central.leases.changes", "change", "taken");
    released = metrics.counter("tillgate.central.leases.changes", "change", "released");
    lost = metrics.counter("tillgate.central.leases.changes", "change", "lost");
  }

  /** Shards that this node serves now. */
  public int owned() {
    return ownedCount.get();
  }

  /** Milliseconds since the database last told about leases; empty before the first time. */
  public OptionalLong sinceLastLookMillis() {
    long last = lastLookNanos.get();
    if (last == Long.MIN_VALUE) return OptionalLong.empty();
    return OptionalLong.of((System.nanoTime() - last) / 1_000_000);
  }

  @Override
  public Future<?> start() {
    freed = vertx.eventBus().consumer(FREED);
    freed.handler(message -> look());
    members.onChange(() -> context.runOnContext(now -> look()));
    timer = vertx.setPeriodic(1, settings.tickMillis(), tick -> tick());
    table.forgetTheLongGone();
    return freed.completion();
  }

  /** Gives every shard back once its last transaction has ended; others take them at once. */
  @Override
  public Future<?> stop() {
    leaving = true;
    vertx.cancelTimer(timer);
    List<Future<?>> ends = new ArrayList<>();
    for (Owned shard : List.copyOf(owned.values())) ends.add(giveBack(shard));
    return Future.join(ends)
        .transform(done -> table.leave())
        .transform(done -> freed.unregister())
        .onComplete(done -> vertx.eventBus().publish(FREED, members.self()));
  }

  private void tick() {
    stopWhatIsRunningOut();
    look();
  }

  /** The promise of the lease: nothing is consumed after it might have ended. */
  private void stopWhatIsRunningOut() {
    long now = System.nanoTime();
    List<Owned> late =
        owned.values().stream()
            .filter(o -> !o.stopping)
            .filter(o -> now - o.requestedNanos >= settings.holdMillis() * 1_000_000)
            .toList();
    if (late.isEmpty()) return;
    LOG.warn("{} leases could not be renewed in time; they are given up", late.size());
    late.forEach(this::lose);
  }

  private void look() {
    if (leaving) return;
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    renewWhatIsDue()
        .compose(renewed -> table.look())
        .compose(this::settle)
        .onComplete(
            done -> {
              looking = false;
              told(done.succeeded() ? null : done.cause());
              if (lookAgain) {
                lookAgain = false;
                look();
              }
            });
  }

  /** An outage is two lines, one when it begins and one when it ends. */
  private void told(Throwable failure) {
    if (failure != null && !blind) LOG.warn("leases cannot be seen: {}", failure.getMessage());
    if (failure == null && blind) LOG.info("leases are seen again");
    blind = failure != null;
  }

  private Future<?> renewWhatIsDue() {
    long now = System.nanoTime();
    List<Owned> due =
        owned.values().stream()
            .filter(o -> !o.stopping)
            .filter(o -> now - o.requestedNanos >= settings.renewMillis() * 1_000_000)
            .toList();
    if (due.isEmpty()) return Future.succeededFuture();
    return table
        .renew(due.stream().map(o -> o.held).toList())
        .onSuccess(
            renewed -> {
              List<Owned> gone = new ArrayList<>();
              for (Owned shard : due) {
                if (renewed.contains(shard.held.shard())) shard.requestedNanos = now;
                else if (!shard.stopping) gone.add(shard);
              }
              if (!gone.isEmpty()) LOG.warn("{} shards have another owner now", gone.size());
              gone.forEach(this::lose);
            });
  }

  private void lose(Owned shard) {
    lost.increment();
    stopServing(shard);
  }

  /** Takes what belongs here and is free; gives back what belongs to another living node. */
  private Future<?> settle(Picture picture) {
    lastLookNanos.set(System.nanoTime());
    Set<String> candidates =
        members.nodes().stream().filter(picture.nodes()::contains).collect(Collectors.toSet());
    List<Integer> wanted = new ArrayList<>();
    for (Held lease : picture.leases()) {
      // A node that is no longer a member is no candidate: no batch could reach it.
      boolean belongsHere =
          Placement.of(lease.shard(), candidates).filter(members.self()::equals).isPresent();
      Owned mine = owned.get(lease.shard());
      if (belongsHere && lease.free() && mine == null) wanted.add(lease.shard());
      if (!belongsHere && mine != null && !mine.stopping) giveBack(mine);
    }
    return wanted.isEmpty() || leaving ? Future.succeededFuture() : take(wanted);
  }

  private Future<?> take(List<Integer> wanted) {
    long requested = System.nanoTime();
    return table
        .take(wanted)
        .onSuccess(
            leases -> {
              for (Held held : leases) serve(new Owned(held, requested));
              if (!leases.isEmpty()) LOG.info("{} shards taken", leases.size());
            });
  }

  private void serve(Owned shard) {
    Held held = shard.held;
    if (leaving) {
      table.release(held);
      return;
    }
    owned.put(held.shard(), shard);
    ownedCount.set(owned.size());
    taken.increment();
    Lease lease = new Lease(held.shard(), members.self(), held.fence());
    shard.deployment = vertx.deployVerticle(ingest.apply(lease));
    shard.deployment.onFailure(
        failure -> {
          LOG.error("shard {} cannot be served; it is given back", held.shard(), failure);
          giveBack(shard);
        });
  }

  private Future<?> giveBack(Owned shard) {
    return stopServing(shard)
        .transform(stopped -> table.release(shard.held))
        .onSuccess(
            done -> {
              released.increment();
              vertx.eventBus().publish(FREED, members.self());
            });
  }

  private Future<?> stopServing(Owned shard) {
    if (shard.stopping) return Future.succeededFuture();
    shard.stopping = true;
    return shard
        .deployment
        .compose(vertx::undeploy)
        .onComplete(
            done -> {
              owned.remove(shard.held.shard(), shard);
              ownedCount.set(owned.size());
            });
  }
}
