package io.tillgate.central.cluster;

import static io.tillgate.central.Postgres.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tillgate.central.Central;
import io.tillgate.central.CentralSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** One node of a cluster within this JVM, with a Vert.x and a Hazelcast of its own. */
final class Node {
  private final HazelcastCluster cluster;
  private final Vertx vertx;
  private final Central central;

  Node(CentralSettings settings) {
    cluster = new HazelcastCluster(settings.cluster());
    vertx = await(cluster.start(Vertx.builder(), new VertxOptions().setEventLoopPoolSize(2)));
    central = await(Central.start(vertx, cluster, settings, new SimpleMeterRegistry()));
  }

  Central central() {
    return central;
  }

  Vertx vertx() {
    return vertx;
  }

  /** Takes it out of the cluster without a word; it still reaches the database. */
  void cutOff() {
    cluster.hazelcast().getLifecycleService().terminate();
  }

  void stop() {
    await(central.close());
    await(vertx.close());
  }
}
