package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Terminals over TLS: with a certificate of the shop's they pay, without one they do not. */
@Timeout(60)
class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;

  @BeforeAll
  static void certificates() throws Exception {
    for (String name : new String[] {"edge", "terminal", "stranger"}) {
      keytool(
          "-genkeypair",
          "-alias",
          name,
          "-keyalg",
          "EC",
          "-groupname",
          "secp256r1",
          "-validity",
          "2",
          "-dname",
          "CN=" + name,
          "-ext",
          "SAN=dns:localhost,ip:127.0.0.1",
          "-keystore",
          name + ".p12",
          "-storepass",
          "changeit");
      keytool(
          "-exportcert",
          "-rfc",
          "-alias",
          name,
          "-file",
          name + ".pem",
          "-keystore",
          name + ".p12",
          "-storepass",
          "changeit");
    }
    KeyStore store = store("edge");
    byte[] key = store.getKey("edge", PASSWORD).getEncoded();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + java.util.Base64.getMimeEncoder().encodeToString(key)
            + "\n-----END PRIVATE KEY-----\n";
    java.nio.file.Files.writeString(directory.resolve("edge.key"), pem);
  }

  private static void keytool(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(said);
    }
  }

  private static KeyStore store(String name) throws Exception {
    return KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), PASSWORD);
  }

  private static SSLSocket connect(String name, int port, String... protocols) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("edge", store("edge").getCertificate("edge"));
    trust.init(authorities);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(name == null ? null : store(name), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    if (protocols.length > 0) socket.setEnabledProtocols(protocols);
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  @DisplayName("RULES 2 / 4.2.1 terminals without a good certificate are refused")
  void onlyTerminalsWithACertificateOfTheShopPay() throws Exception {
    JsonObject tls =
        new JsonObject()
            .put("certificate", directory.resolve("edge.pem").toString())
            .put("key", directory.resolve("edge.key").toString())
            .put("trust", directory.resolve("terminal.pem").toString());
    JsonObject settings = new JsonObject().put("terminals", new JsonObject().put("tls", tls));
    try (Shop shop = new Shop(directory, "iso87-ascii", settings)) {
      shop.awaitLinks();
      int port = shop.status().terminalPort();
      try (TestTerminal terminal = new TestTerminal(shop.iso, connect("terminal", port))) {
        assertEquals(
            "00", terminal.ask(200, shop.iso.purchase("TERM0001", "000001", 100)).field(39));
      }
      assertRefused(shop, connect(null, port));
      assertRefused(shop, connect("stranger", port));
      try (TestTerminal plain = shop.terminal()) {
        plain.send(200, shop.iso.purchase("TERM0001", "000002", 100));
        assertThrows(Exception.class, plain::answer);
      }
      assertEquals(1, shop.host.all().size());
    }
  }

  private static void assertRefused(Shop shop, SSLSocket socket) {
    assertThrows(
        IOException.class,
        () -> {
          try (TestTerminal terminal = new TestTerminal(shop.iso, socket)) {
            terminal.ask(200, shop.iso.purchase("TERM0001", "000003", 100));
          }
        });
  }
}
