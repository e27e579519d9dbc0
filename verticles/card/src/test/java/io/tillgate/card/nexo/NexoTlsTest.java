package io.tillgate.card.nexo;

import static io.tillgate.card.nexo.NexoShop.done;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.sandbox.net.CertificateAuthority;
import io.tillgate.sandbox.net.CertificateAuthority.Issued;
import io.tillgate.sandbox.nexo.NexoTerminal;
import io.tillgate.sandbox.nexo.NexoTerminalSettings;
import io.tillgate.sandbox.nexo.NexoTill;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NexoTlsTest {
  @TempDir Path directory;

  private static PemKeyCertOptions keyCert(Issued issued) {
    return new PemKeyCertOptions()
        .addCertPath(issued.chain().toString())
        .addKeyPath(issued.key().toString());
  }

  @Test
  void tillsShowTheirCertificatesAndTerminalsTheirs() throws Exception {
    CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
    Issued server = authority.server("localhost");
    String trust = authority.trust().toString();
    Vertx world = Vertx.vertx();
    NexoTerminal terminal =
        done(
            NexoTerminal.start(
                world, NexoTerminalSettings.of(NexoShop.POI).withKeyCert(keyCert(server))));
    JsonObject poi =
        new JsonObject().put("poiId", NexoShop.POI).put("url", terminal.url()).put("trust", trust);
    JsonObject tls =
        new JsonObject()
            .put("certificate", server.chain().toString())
            .put("key", server.key().toString())
            .put("trust", trust);
    JsonObject nexo = new JsonObject().put("tls", tls).put("terminals", new JsonArray().add(poi));
    try (NexoShop shop = new NexoShop(directory.resolve("shop"), nexo)) {
      String url = "https://localhost:" + shop.shop.status().nexoPort() + "/nexo";
      WebClientOptions options =
          new WebClientOptions().setTrustOptions(new PemTrustOptions().addCertPath(trust));
      NexoTill stranger = new NexoTill(world, options, url, "till-1", NexoShop.POI);
      assertThrows(CompletionException.class, () -> done(stranger.pay("1", "10.00")));
      WebClientOptions known =
          new WebClientOptions(options).setKeyCertOptions(keyCert(authority.client("till-1")));
      NexoTill till = new NexoTill(world, known, url, "till-1", NexoShop.POI);
      assertEquals("Success", done(till.pay("1", "10.00")).result("PaymentResponse"));
      assertTrue(shop.shop.count("tillgate.card.nexo.refused", "reason", "connection") > 0);
    }
    done(world.close());
  }
}
