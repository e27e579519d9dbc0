package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.CardSettings;
import io.tillgate.card.filter.FilterSettings;
import io.tillgate.central.cluster.ClusterSettings;
import io.tillgate.central.database.DatabaseSettings;
import io.tillgate.central.landing.LandingSettings;
import io.tillgate.central.query.QuerySettings;
import io.tillgate.central.settings.Section;
import io.tillgate.central.shard.LeaseSettings;
import io.tillgate.gateway.config.Configuration;
import io.tillgate.gateway.config.Role;
import io.tillgate.gateway.config.SettingSchema;
import io.tillgate.gateway.log.LogSettings;
import io.tillgate.gateway.manage.ManagementSettings;
import io.tillgate.journal.JournalSettings;
import io.tillgate.pos.PosSettings;
import io.tillgate.uplink.UplinkSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each default stands in the schema, in conf/ and at a record's component: the three must agree.
 */
class SettingsAgreeTest {
  private static final Path CONF = Path.of(System.getProperty("project.root", ".."), "conf");

  private static Configuration shipped(Role role) {
    return Configuration.read(role, CONF.resolve(role.word() + ".yaml"), Map.of());
  }

  /** A section as the schema fills it where nothing but {@code given} was said. */
  private static JsonObject filled(Role role, String name, JsonObject given) {
    JsonObject settings = new JsonObject().put(name, given);
    return SettingSchema.of(role).withDefaults(settings).getJsonObject(name);
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theShippedSettingsAreGood(Role role) {
    assertEquals(List.of(), SettingRules.findings(shipped(role)));
    assertEquals(List.of(), SettingRules.dialects(shipped(role)));
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void theShippedSettingsNameEverySettingWithItsDefault(Role role) throws IOException {
    String text = Files.readString(CONF.resolve(role.word() + ".yaml"));
    JsonObject shipped = shipped(role).settings();
    for (String leaf : SettingSchema.of(role).leaves()) {
      String name = leaf.substring(leaf.lastIndexOf('.') + 1);
      assertTrue(text.matches("(?s).*[\\s{#,]" + name + ":.*"), leaf + " is not in conf/");
    }
    JsonObject defaults = SettingSchema.of(role).withDefaults(new JsonObject());
    assertWithin("", defaults, shipped);
  }

  private static void assertWithin(String path, JsonObject defaults, JsonObject shipped) {
    for (String name : defaults.fieldNames()) {
      Object expected = defaults.getValue(name);
      if (expected instanceof JsonObject section) {
        assertWithin(path + name + ".", section, shipped.getJsonObject(name));
      } else {
        assertEquals(expected, shipped.getValue(name), path + name);
      }
    }
  }

  /** Even the optional sections: what conf/ shows of them commented out is what the schema says. */
  @Test
  void whatIsCommentedOutShowsTheDefaultsToo() throws IOException {
    String text = Files.readString(CONF.resolve("edge.yaml"));
    JsonObject backOffice =
        filled(Role.EDGE, "pos", new JsonObject().put("backOffice", new JsonObject()))
            .getJsonObject("backOffice");
    for (String name : backOffice.fieldNames()) {
      String line = "(?s).*\n  #   " + name + ": " + backOffice.getValue(name) + "\\b.*";
      assertTrue(text.matches(line), "pos.backOffice." + name);
    }
  }

  @Test
  void theRecordsOfAnEdgeHaveTheDefaultsOfTheSchema() {
    JsonObject endpoints = new JsonObject().put("endpoints", JsonArray.of("a:1"));
    JsonObject card = new JsonObject().put("acquirer", endpoints);
    assertEquals(
        CardSettings.of(card.copy()), CardSettings.of(filled(Role.EDGE, "card", card.copy())));

    JsonObject poi = new JsonObject().put("poiId", "P1").put("url", "https://a:1/nexo");
    JsonObject nexo =
        card.copy().put("nexo", new JsonObject().put("terminals", new JsonArray().add(poi)));
    assertEquals(
        CardSettings.of(nexo.copy()), CardSettings.of(filled(Role.EDGE, "card", nexo.copy())));

    JsonObject url = new JsonObject().put("url", "http://a:1");
    JsonObject pos = new JsonObject().put("backOffice", url);
    assertEquals(PosSettings.of(pos.copy()), PosSettings.of(filled(Role.EDGE, "pos", pos.copy())));

    JsonObject routes =
        url.copy().put("routes", JsonArray.of(new JsonObject().put("path", "/pay")));
    JsonObject filled = filled(Role.EDGE, "pos", new JsonObject().put("backOffice", routes.copy()));
    assertEquals(FilterSettings.of(routes), FilterSettings.of(filled.getJsonObject("backOffice")));

    JsonObject uplink =
        new JsonObject()
            .put("centrals", JsonArray.of("https://a:1"))
            .put("trustFile", "t")
            .put("certificateFile", "c")
            .put("keyFile", "k");
    assertEquals(
        UplinkSettings.of("s", "e", uplink.copy()),
        UplinkSettings.of("s", "e", filled(Role.EDGE, "uplink", uplink.copy())));

    assertEquals(
        JournalSettings.defaults(),
        EdgeSettings.journal(filled(Role.EDGE, "journal", new JsonObject())));
    assertEquals(
        ManagementSettings.of(new JsonObject(), EdgeSettings.MANAGEMENT_PORT),
        ManagementSettings.of(filled(Role.EDGE, "management", new JsonObject()), 0));
    assertEquals(
        LogSettings.of(new JsonObject()),
        LogSettings.of(filled(Role.EDGE, "log", new JsonObject())));
  }

  private static Section section(JsonObject values) {
    return new Section("x", values);
  }

  private static Section filled(String name, JsonObject given) {
    return section(filled(Role.CENTRAL, name, given));
  }

  @Test
  void theRecordsOfCentralHaveTheDefaultsOfTheSchema() {
    JsonObject none = new JsonObject();
    assertEquals(
        ClusterSettings.of(section(none)), ClusterSettings.of(filled("cluster", none.copy())));
    assertEquals(
        DatabaseSettings.of(section(none)), DatabaseSettings.of(filled("database", none.copy())));
    assertEquals(LeaseSettings.of(section(none)), LeaseSettings.of(filled("leases", none.copy())));
    assertEquals(QuerySettings.of(section(none)), QuerySettings.of(filled("queries", none.copy())));
    JsonObject landing =
        new JsonObject().put("certificate", "c").put("key", "k").put("authorities", "a");
    assertEquals(
        LandingSettings.of(section(landing)),
        LandingSettings.of(filled("landing", landing.copy())));
    assertEquals(
        ConsoleSettings.of(none), ConsoleSettings.of(filled(Role.CENTRAL, "console", none.copy())));
    assertEquals(
        ManagementSettings.of(none, CentralRole.MANAGEMENT_PORT),
        ManagementSettings.of(filled(Role.CENTRAL, "management", none.copy()), 0));
  }
}
