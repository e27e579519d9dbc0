package io.tillgate.gateway.role;

import io.tillgate.card.CardSettings;
import io.tillgate.card.filter.FilterSettings;
import io.tillgate.card.keys.KeySettings;
import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.manage.ManagementSettings;
import io.tillgate.journal.JournalSettings;
import io.tillgate.pos.PosSettings;
import io.tillgate.uplink.UplinkSettings;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;

/**
 * All that an edge is told.
 *
 * @param store the store's name, as central knows it
 * @param edge this box's name within the store
 * @param zone of the store; default the machine's
 * @param dataDirectory of the journal and of what belongs to it; default /var/lib/tillgate
 * @param keys default {@code keys} in {@code dataDirectory}, with {@code kek.key} in it
 */
record EdgeSettings(
    String store,
    String edge,
    ZoneId zone,
    Path dataDirectory,
    KeySettings keys,
    JournalSettings journal,
    CardSettings card,
    PosSettings pos,
    FilterSettings filter,
    UplinkSettings uplink,
    ManagementSettings management) {
  static final int MANAGEMENT_PORT = 9464;

  /**
   * @throws IllegalArgumentException where settings do not go together, with the reason
   */
  static EdgeSettings of(Configuration configuration) {
    JsonObject settings = configuration.settings();
    String store = settings.getString("store");
    String edge = settings.getString("edge");
    Path data = Path.of(settings.getString("dataDirectory"));
    return new EdgeSettings(
        store,
        edge,
        zone(settings.getString("zone")),
        data,
        KeySettings.of(configuration.section("keys"), data),
        journal(configuration.section("journal")),
        CardSettings.of(configuration.section("card")),
        PosSettings.of(configuration.section("pos")),
        FilterSettings.of(configuration.section("pos").getJsonObject("backOffice")),
        UplinkSettings.of(store, edge, configuration.section("uplink")),
        ManagementSettings.of(configuration.section("management"), MANAGEMENT_PORT));
  }

  private static ZoneId zone(String name) {
    try {
      return name == null ? ZoneId.systemDefault() : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "zone '%s' is not known; give one like Europe/Berlin".formatted(name), e);
    }
  }

  /** The journal knows no JSON; its defaults are its own. */
  static JournalSettings journal(JsonObject section) {
    JournalSettings defaults = JournalSettings.defaults();
    return new JournalSettings(
        section.getLong("segmentBytes", defaults.segmentBytes()),
        section.getInteger("maxRecordBytes", defaults.maxRecordBytes()),
        section.getInteger("maxAppendBytes", defaults.maxAppendBytes()),
        section.getLong("maxPendingBytes", defaults.maxPendingBytes()),
        section.getLong("minFreeBytes", defaults.minFreeBytes()),
        Duration.ofDays(section.getLong("minAgeDays", defaults.minAge().toDays())));
  }
}
