package io.tillgate.central.cluster;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Set;

/**
 * Central's cluster: Hazelcast keeps the membership and the event bus's subscriptions, and nothing
 * that is the only copy of anything. Join is by TCP to named members; nothing is announced,
 * discovered or reported to anyone.
 */
public final class HazelcastCluster implements Members {
  /**
   * How long nodes that start together look for a cluster before one of them, with the consent of
   * all that can be reached, forms it. A member of a cluster does not consent, however slow it is.
   */
  private static final int LOOK_FOR_CLUSTER_SECONDS = 1;

  private final ClusterSettings settings;
  private final HazelcastClusterManager manager;

  public HazelcastCluster(ClusterSettings settings) {
    this.settings = settings;
    this.manager = new HazelcastClusterManager(config(settings));
  }

  /** Hazelcast's configuration for one node. */
  public static Config config(ClusterSettings settings) {
    Config config = new Config();
    config.setClusterName(settings.name());
    config.setProperty("hazelcast.phone.home.enabled", "false");
    // The program stops Vert.x first and then the cluster; a hook of its own would cut across.
    config.setProperty("hazelcast.shutdownhook.enabled", "false");
    config.setProperty("hazelcast.logging.type", "slf4j");
    config.setProperty("hazelcast.socket.bind.any", "false");
    // By default a node waits five seconds for others to join with; ours are few and hold little.
    config.setProperty("hazelcast.wait.seconds.before.join", "0");
    config.getJetConfig().setEnabled(false);
    network(config.getNetworkConfig(), settings);
    // The three structures in which vertx-hazelcast keeps subscriptions and nodes, as it expects.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    return config;
  }

  private static void network(NetworkConfig network, ClusterSettings settings) {
    network.setPort(settings.port()).setPortAutoIncrement(false);
    network.getInterfaces().setEnabled(true).addInterface(settings.bindTo());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig()
        .setEnabled(true)
        .setMembers(settings.members())
        .setConnectionTimeoutSeconds(LOOK_FOR_CLUSTER_SECONDS);
  }

  /** Where the event bus of this node listens. */
  public static EventBusOptions eventBus(ClusterSettings settings) {
    return new EventBusOptions().setHost(settings.bindTo()).setPort(settings.busPort());
  }

  /**
   * Joins the cluster, or forms it, and starts a clustered Vert.x.
   *
   * @param builder with whatever else the program wants of Vert.x, metrics for example
   */
  public Future<Vertx> start(VertxBuilder builder, VertxOptions options) {
    return builder
        .with(options.setEventBusOptions(eventBus(settings)))
        .withClusterManager(manager)
        .buildClustered();
  }

  @Override
  public String self() {
    return manager.getNodeId();
  }

  @Override
  public Set<String> nodes() {
    try {
      return Set.copyOf(manager.getNodes());
    } catch (HazelcastInstanceNotActiveException e) {
      return Set.of();
    }
  }

  @Override
  public void onChange(Runnable changed) {
    manager
        .getHazelcastInstance()
        .getCluster()
        .addMembershipListener(
            new MembershipListener() {
              @Override
              public void memberAdded(MembershipEvent event) {
                changed.run();
              }

              @Override
              public void memberRemoved(MembershipEvent event) {
                changed.run();
              }
            });
  }

  /** For tests that take a node away without a word. */
  HazelcastInstance hazelcast() {
    return manager.getHazelcastInstance();
  }
}
