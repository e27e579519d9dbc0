package io.tillgate.central;

import io.tillgate.central.shard.LeaseSettings;
import io.tillgate.central.shard.ShardLeases;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/**
 * How a node is.
 *
 * @param ready whether it reached the database within the last lease time, so that what lands here
 *     can be stored
 * @param shardsOwned of {@code Shards.COUNT}
 * @param reason why it is not ready; empty where it is
 */
public record CentralStatus(boolean ready, String nodeName, int shardsOwned, String reason) {

  static CentralStatus of(CentralSettings settings, ShardLeases leases) {
    LeaseSettings lease = settings.leases();
    OptionalLong silence = leases.sinceLastLookMillis();
    String reason = "";
    if (silence.isEmpty()) reason = "the database has not answered yet";
    else if (silence.getAsLong() > lease.leaseMillis()) {
      reason = "the database has not answered for " + silence.getAsLong() + " ms";
    }
    return new CentralStatus(reason.isEmpty(), settings.nodeName(), leases.owned(), reason);
  }

  public JsonObject toJson() {
    JsonObject json =
        new JsonObject().put("ready", ready).put("node", nodeName).put("shardsOwned", shardsOwned);
    return reason.isEmpty() ? json : json.put("reason", reason);
  }
}
