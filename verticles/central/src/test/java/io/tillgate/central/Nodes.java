package io.tillgate.central;

import io.tillgate.central.cluster.ClusterSettings;
import io.tillgate.central.landing.LandingSettings;
import io.tillgate.central.query.QuerySettings;
import io.tillgate.central.shard.LeaseSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Settings of nodes for tests, and waiting for what they do. */
public final class Nodes {
  private static final long WAIT_SECONDS = 30;

  private Nodes() {}

  /**
   * @param port Hazelcast's; 0 where there is no cluster
   * @param leaseMillis long where a test does not wait for one to end, so that no pause ends it
   */
  public static CentralSettings settings(
      Postgres postgres, Authority authority, int port, List<Integer> members, long leaseMillis)
      throws Exception {
    Authority.Pair server = authority.server();
    return new CentralSettings(
        "central-" + port,
        new ClusterSettings(
            "test-" + members,
            "127.0.0.1",
            port,
            0,
            members.stream().map(member -> "127.0.0.1:" + member).toList()),
        postgres.settings(),
        new LandingSettings(
            "127.0.0.1",
            0,
            server.certificate(),
            server.key(),
            authority.certificate(),
            2,
            16,
            512,
            64L << 20,
            2_000,
            1),
        new LeaseSettings(leaseMillis),
        new QuerySettings(15_000, 45_000, 100, 1_000, 200));
  }

  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void awaitTrue(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end)
        throw new AssertionError("not in " + WAIT_SECONDS + " s: " + what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  public static JsonObject storeOf(JsonObject overview, String store) {
    JsonArray stores = overview.getJsonArray("stores");
    for (int i = 0; i < stores.size(); i++) {
      if (stores.getJsonObject(i).getString("store").equals(store)) return stores.getJsonObject(i);
    }
    throw new AssertionError(store + " is not in " + overview.encode());
  }
}
