package io.tillgate.central;

import io.tillgate.central.cluster.ClusterSettings;
import io.tillgate.central.database.DatabaseSettings;
import io.tillgate.central.landing.LandingSettings;
import io.tillgate.central.query.QuerySettings;
import io.tillgate.central.settings.Section;
import io.tillgate.central.shard.LeaseSettings;
import io.vertx.core.json.JsonObject;

/**
 * All that a node of central can be told; each default stands at its component.
 *
 * @param nodeName what people call this node; default {@code central}
 */
public record CentralSettings(
    String nodeName,
    ClusterSettings cluster,
    DatabaseSettings database,
    LandingSettings landing,
    LeaseSettings leases,
    QuerySettings queries) {

  /**
   * Reads {@code nodeName} and the sections {@code cluster, database, landing, leases, queries}.
   *
   * @throws IllegalArgumentException naming the setting, what it must be and what it is
   */
  public static CentralSettings of(JsonObject values) {
    Section section = new Section("central", values);
    return new CentralSettings(
        section.text("nodeName", "central"),
        ClusterSettings.of(section.section("cluster")),
        DatabaseSettings.of(section.section("database")),
        LandingSettings.of(section.section("landing")),
        LeaseSettings.of(section.section("leases")),
        QuerySettings.of(section.section("queries")));
  }
}
