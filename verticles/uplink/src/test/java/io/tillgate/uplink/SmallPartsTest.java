package io.tillgate.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.time.Instant;
import java.util.OptionalLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** The clock, the pace, retry-after, TLS faults and settings. */
class SmallPartsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

  @Test
  void theSampleWithTheShortestTripTellsTheClocksApart() {
    ClockSkew skew = new ClockSkew();
    assertEquals(OptionalLong.empty(), skew.millis());
    skew.sample(1_000, 400, 1_900);
    assertEquals(OptionalLong.of(700), skew.millis());
    skew.sample(2_000, 10, 2_505);
    assertEquals(OptionalLong.of(500), skew.millis());
    skew.sample(3_000, 300, 9_000);
    assertEquals(OptionalLong.of(500), skew.millis());
  }

  @Test
  void anOldSampleGivesWayWhenTheClockIsSet() {
    ClockSkew skew = new ClockSkew();
    skew.sample(0, 2, 5_001);
    for (int i = 0; i < 8; i++) skew.sample(10_000, 20, 10_010);
    assertEquals(OptionalLong.of(0), skew.millis());
  }

  @Test
  void aGoodLineSoonTakesTheLargestBatchAndAThinOneSmallOnes() {
    Pace pace = new Pace(1 << 20, 8_000);
    assertEquals(64 << 10, pace.batchBytes());
    for (int i = 0; i < 4; i++) pace.answeredIn(100);
    assertEquals(1 << 20, pace.batchBytes());
    pace.answeredIn(100);
    assertEquals(1 << 20, pace.batchBytes());
    pace.answeredIn(2_000);
    assertEquals(1 << 20, pace.batchBytes(), "neither fast nor slow");
    pace.answeredIn(5_000);
    assertEquals(512 << 10, pace.batchBytes());
    for (int i = 0; i < 20; i++) pace.timedOut();
    assertEquals(4 << 10, pace.batchBytes());
    assertEquals(5_000, new Pace(5_000, 8_000).batchBytes());
  }

  @Test
  void retryAfterIsReadAsSecondsAndAsADateAndBounded() {
    assertEquals(3_000, RetryAfter.millis("3", NOW));
    assertEquals(3_000, RetryAfter.millis(" 3 ", NOW));
    assertEquals(20_000, RetryAfter.millis("Sun, 01 Mar 2026 08:00:20 GMT", NOW));
    assertEquals(1, RetryAfter.millis("Sun, 01 Mar 2026 07:00:00 GMT", NOW));
    assertEquals(1, RetryAfter.millis("0", NOW));
    assertEquals(60_000, RetryAfter.millis("999999999", NOW));
    for (String bad : new String[] {null, "", "soon", "-5", "99999999999999999999"}) {
      assertEquals(1_000, RetryAfter.millis(bad, NOW), "header " + bad);
    }
  }

  @Test
  void aBrokenLineIsNoTlsFaultAndACertificateIs() {
    assertTrue(!TlsFault.in(new IOException("Connection reset")));
    assertTrue(!TlsFault.in(new SSLException("closing inbound before close_notify: closed")));
    assertTrue(!TlsFault.in(new SSLHandshakeException("handshake timed out after 5000ms")));
    Throwable expired = new CertificateExpiredException("NotAfter: yesterday");
    SSLHandshakeException around = new SSLHandshakeException("Failed to create SSL connection");
    around.initCause(expired);
    assertTrue(TlsFault.in(around));
    assertTrue(TlsFault.reason(around).contains("NotAfter: yesterday"));
    Throwable alert = new SSLHandshakeException("Received fatal alert: certificate_unknown");
    assertTrue(TlsFault.reason(alert).startsWith("central refuses this edge"));
  }

  private static JsonObject section() {
    return new JsonObject()
        .put("centrals", new JsonArray().add("https://central.example:7443").add("https://b"))
        .put("trustFile", "ca.pem")
        .put("certificateFile", "edge.pem")
        .put("keyFile", "edge.key");
  }

  @Test
  void settingsHaveDefaultsForASmallShop() {
    UplinkSettings settings = UplinkSettings.of("zurich", "edge-1", section());
    assertEquals(4, settings.window());
    assertEquals(1_000, settings.batchRecords());
    assertEquals(1 << 20, settings.batchBytes());
    assertEquals(2_000, settings.heartbeatMillis());
    assertEquals(2, settings.centrals().size());
  }

  @Test
  void settingsThatCannotBeAreRefusedByName() {
    refused("centrals", section().put("centrals", new JsonArray()));
    refused("https://host", section().put("centrals", new JsonArray().add("http://b")));
    refused("https://host", section().put("centrals", new JsonArray().add("https://b/path")));
    refused("https://host", section().put("centrals", new JsonArray().add("https://u:p@b")));
    refused("centrals", section().put("centrals", new JsonArray().add("not an address")));
    refused("trustFile", section().putNull("trustFile"));
    refused("certificateFile", section().put("certificateFile", " "));
    refused("keyFile", section().putNull("keyFile"));
    refused("window 0", section().put("window", 0));
    refused("batchRecords 5001", section().put("batchRecords", 5_001));
    refused("batchBytes 1", section().put("batchBytes", 1));
    refused(
        "backoffFirstMillis 9", section().put("backoffFirstMillis", 9).put("backoffMaxMillis", 8));
    for (String name : new String[] {"", "a b", "../x", "-x", "é", "x".repeat(64)}) {
      assertThrows(
          IllegalArgumentException.class, () -> UplinkSettings.of(name, "edge-1", section()));
      assertThrows(
          IllegalArgumentException.class, () -> UplinkSettings.of("zurich", name, section()));
    }
  }

  private static void refused(String expected, JsonObject section) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> UplinkSettings.of("zurich", "e", section));
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
  }
}
