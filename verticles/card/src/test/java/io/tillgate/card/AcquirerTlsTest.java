package io.tillgate.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The line to an acquirer that shows a certificate: a good one, and all that are not. */
@Timeout(60)
class AcquirerTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path directory;

  /** Of the edge; another one for each test. */
  @TempDir Path box;

  @BeforeAll
  static void certificates() throws Exception {
    for (String authority : new String[] {"authority", "strangers"}) {
      keytool(
          "-genkeypair -keyalg EC -groupname secp256r1 -validity 30 -startdate -20d -ext bc:c",
          "-dname CN=" + authority + " -alias " + authority,
          "-keystore " + authority + ".p12 -storepass changeit");
      export(authority);
    }
    make("good", "authority", "SAN=dns:localhost,ip:127.0.0.1", "-0d");
    make("expired", "authority", "SAN=dns:localhost,ip:127.0.0.1", "-10d");
    make("elsewhere", "authority", "SAN=dns:elsewhere.example", "-0d");
    make("stranger", "strangers", "SAN=dns:localhost,ip:127.0.0.1", "-0d");
  }

  /** A server's certificate, valid for two days from {@code start}, signed by an authority. */
  private static void make(String name, String authority, String names, String start)
      throws Exception {
    String store = " -alias " + name + " -keystore " + name + ".p12 -storepass changeit";
    keytool("-genkeypair -keyalg EC -groupname secp256r1 -dname CN=" + name + store);
    keytool("-certreq -file " + name + ".csr" + store);
    keytool(
        "-gencert -rfc -validity 2 -startdate " + start + " -ext " + names,
        "-infile " + name + ".csr -outfile " + name + ".pem -alias " + authority,
        "-keystore " + authority + ".p12 -storepass changeit");
    keytool(
        "-importcert -noprompt -alias authority -file " + authority + ".pem",
        "-keystore " + name + ".p12 -storepass changeit");
    keytool("-importcert -noprompt -file " + name + ".pem" + store);
  }

  private static void export(String name) throws Exception {
    keytool(
        "-exportcert -rfc -alias " + name + " -file " + name + ".pem",
        "-keystore " + name + ".p12 -storepass changeit");
  }

  private static void keytool(String... arguments) throws Exception {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String line = program + " " + String.join(" ", arguments);
    Process process =
        new ProcessBuilder(line.split(" "))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(said);
    }
  }

  /** An acquirer that shows one certificate, and counts what becomes of those who call. */
  private static final class Door implements AutoCloseable {
    final AtomicInteger shaken = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    private final SSLServerSocket server;

    Door(String certificate, String... protocols) throws Exception {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(
          KeyStore.getInstance(directory.resolve(certificate + ".p12").toFile(), PASSWORD),
          PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0);
      if (protocols.length > 0) server.setEnabledProtocols(protocols);
      Thread thread = new Thread(this::serve, "door");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
          socket.setSoTimeout(5_000);
          socket.startHandshake();
          // With TLS 1.3 a client refuses after the server's handshake: only a byte is a yes.
          if (socket.getInputStream().read() >= 0) shaken.incrementAndGet();
          else refused.incrementAndGet();
        } catch (IOException e) {
          refused.incrementAndGet();
        }
      }
    }

    JsonObject settings() {
      JsonObject tls = new JsonObject().put("trust", directory.resolve("authority.pem").toString());
      JsonObject acquirer =
          new JsonObject()
              .put("endpoints", new JsonArray().add("localhost:" + server.getLocalPort()))
              .put("reconnectFirstMillis", 20)
              .put("reconnectLongestMillis", 50)
              .put("tls", tls);
      return new JsonObject().put("acquirer", acquirer);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /** None of the edge's bytes reach this door, however often it tries. */
  private void getsNothing(Door door) throws Exception {
    try (door;
        Shop shop = new Shop(box, "iso87-ascii", door.settings())) {
      Shop.await("the edge has tried", () -> door.refused.get() >= 3);
      assertEquals(0, door.shaken.get());
      assertEquals(0, shop.status().linksUp());
    }
  }

  @Test
  void aGoodCertificateIsTalkedTo() throws Exception {
    Door door = new Door("good");
    try (door;
        Shop shop = new Shop(box, "iso87-ascii", door.settings())) {
      Shop.await("the edge talks", () -> door.shaken.get() > 0);
      assertTrue(shop.status().links() > 0);
    }
  }

  @Test
  @DisplayName("RULES 2 / 4.2.1 an expired certificate is refused")
  void anExpiredCertificateIsRefused() throws Exception {
    getsNothing(new Door("expired"));
  }

  @Test
  @DisplayName("RULES 2 / 4.2.1 a certificate of another host is refused")
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    getsNothing(new Door("elsewhere"));
  }

  @Test
  @DisplayName("RULES 2 / 4.2.1 a certificate of another authority is refused")
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    getsNothing(new Door("stranger"));
  }

  @Test
  @DisplayName("RULES 2 / 4.2.1 TLS below 1.2 is refused, and nothing falls back to plain text")
  void oldTlsIsRefused() throws Exception {
    getsNothing(new Door("good", "TLSv1", "TLSv1.1"));
  }
}
