package io.tillgate.pos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PosSettingsTest {

  @Test
  void anEmptySectionIsASmallShop() {
    PosSettings settings = PosSettings.of(new JsonObject());
    assertEquals("127.0.0.1", settings.host());
    assertTrue(settings.isLocal());
    assertEquals(1 << 20, settings.limits().maxBodyBytes());
    assertEquals(7L * 24 * 3_600_000, settings.duplicateWindow().maxAgeMillis());
    assertNull(settings.backOffice());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"port\":70000}",
        "{\"stopGraceMillis\":0}",
        "{\"limits\":{\"maxBodyBytes\":-1}}",
        "{\"limits\":{\"maxBodyBytes\":\"1 MiB\"}}",
        "{\"limits\":{\"maxBodyBytes\":100,\"maxBufferedBytes\":99}}",
        "{\"limits\":{\"maxBatchEvents\":2000}}",
        "{\"apiKeys\":[{\"name\":\"till-1\",\"sha256\":\"abc\"}]}",
        "{\"backOffice\":{}}",
        "{\"backOffice\":{\"url\":\"ftp://shop\"}}",
        "{\"backOffice\":{\"url\":\"http://shop:8080/path\"}}"
      })
  void whatCannotBeIsRefusedByItsName(String section) {
    JsonObject json = new JsonObject(section);
    var refusal = assertThrows(IllegalArgumentException.class, () -> PosSettings.of(json));
    assertTrue(refusal.getMessage().startsWith("pos"), refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"http://shop,80", "https://shop,443", "https://shop:8443/,8443"})
  void aBackOfficeHasThePortOfItsScheme(String url, int port) {
    JsonObject section = new JsonObject().put("backOffice", new JsonObject().put("url", url));
    PosSettings.BackOffice backOffice = PosSettings.of(section).backOffice();
    assertEquals(port, new Upstreams.Upstream(backOffice.url(), null).port());
  }

  @Test
  void keysAreKeptAsHashes() {
    JsonObject key = new JsonObject().put("name", "till-1").put("sha256", "ab".repeat(32));
    JsonObject section = new JsonObject().put("apiKeys", new JsonArray().add(key));
    assertEquals(32, PosSettings.of(section).apiKeys().get(0).sha256().length);
  }
}
