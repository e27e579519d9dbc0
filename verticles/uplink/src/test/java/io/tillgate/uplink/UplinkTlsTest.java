package io.tillgate.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PCI DSS 4.0.1, 4.2.1: valid certificates on both sides, TLS 1.2 or newer, no fallback. */
class UplinkTlsTest {
  @TempDir Path temp;
  private Store store;

  @BeforeEach
  void openStore() throws Exception {
    store = new Store(temp);
    store.append(10);
  }

  @AfterEach
  void closeStore() throws Exception {
    store.close();
  }

  @Test
  void aCentralOfAnotherAuthorityIsRefused() throws Exception {
    TestAuthority stranger = new TestAuthority(temp, "stranger");
    TestCentral central =
        store.central(TestCentral.tls(stranger.host("localhost"), store.authority.certificate()));
    refused("central's certificate", central.uri());
    assertEquals(0, central.asked.get());
  }

  @Test
  void aCentralWhoseCertificateExpiredIsRefused() throws Exception {
    TestCentral central =
        store.central(
            TestCentral.tls(
                store.authority.expiredHost("localhost"), store.authority.certificate()));
    refused("central's certificate", central.uri());
    assertEquals(0, central.asked.get());
  }

  @Test
  void aCentralOfAnotherNameIsRefused() throws Exception {
    TestCentral central =
        store.central(
            TestCentral.tls(
                store.authority.host("central.example"), store.authority.certificate()));
    refused("central's certificate", central.uri());
    assertEquals(0, central.asked.get());
  }

  @Test
  void anEdgeWhoseAuthorityCentralDoesNotKnowSaysSo() throws Exception {
    TestAuthority stranger = new TestAuthority(temp, "stranger");
    for (Set<String> protocols : List.of(Set.of("TLSv1.3"), Set.of("TLSv1.2"))) {
      HttpServerOptions options =
          TestCentral.tls(store.authority.host("localhost"), stranger.certificate())
              .setEnabledSecureTransportProtocols(protocols);
      TestCentral central = store.central(options);
      refused("refuses this edge's certificate", central.uri());
      assertEquals(0, central.asked.get());
      store.down();
    }
  }

  @Test
  void anEdgeWhoseCertificateExpiredSaysSo() throws Exception {
    TestAuthority.Pem expired = store.authority.expiredEdge(Store.NAME);
    store.section.put("certificateFile", expired.certificate().toString());
    store.section.put("keyFile", expired.key().toString());
    TestCentral central = store.central();
    refused("refuses this edge's certificate", central.uri());
    assertEquals(0, central.asked.get());
  }

  @Test
  void aRenewedCertificateNeedsNoRestart() throws Exception {
    TestAuthority.Pem expired = store.authority.expiredEdge(Store.NAME);
    Path certificate = Files.copy(expired.certificate(), temp.resolve("edge.pem"));
    Path key = Files.copy(expired.key(), temp.resolve("edge.key"));
    store.section.put("certificateFile", certificate.toString()).put("keyFile", key.toString());
    store.section.put("refusedRetryMillis", 20);
    TestCentral central = store.central();
    store.up(central.uri());
    store.awaitLine(LineState.Refused.class);
    TestAuthority.Pem renewed = store.authority.edge(Store.NAME);
    Files.write(key, Files.readAllBytes(renewed.key()));
    Files.write(certificate, Files.readAllBytes(renewed.certificate()));
    store.awaitLanded();
  }

  @Test
  void aStoreThatCentralDoesNotKnowIsRefusedWithCentralsReason() throws Exception {
    TestCentral central = store.central();
    central.statusOfNext = 403;
    refused("central answered 403", central.uri());
    assertEquals(0, central.puts.get());
  }

  @Test
  void oneBadCentralDoesNotStopTheLineToAnother() throws Exception {
    TestAuthority stranger = new TestAuthority(temp, "stranger");
    TestCentral bad =
        store.central(TestCentral.tls(stranger.host("localhost"), store.authority.certificate()));
    TestCentral good = store.central();
    store.up(bad.uri(), good.uri());
    store.awaitLanded();
    store.down();
    store.up(good.uri(), bad.uri());
    store.awaitLine(LineState.Up.class);
  }

  @Test
  void aCentralWithTls12AloneIsTaken() throws Exception {
    HttpServerOptions options =
        TestCentral.tls(store.authority.host("localhost"), store.authority.certificate())
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2"));
    store.up(store.central(options).uri());
    store.awaitLanded();
  }

  @Test
  void aCentralThatSpeaksOnlyHttp1IsRefused() throws Exception {
    HttpServerOptions options =
        TestCentral.tls(store.authority.host("localhost"), store.authority.certificate())
            .setAlpnVersions(List.of(HttpVersion.HTTP_1_1));
    TestCentral central = store.central(options);
    store.up(central.uri());
    store.until("it was tried", () -> !(store.status().line() instanceof LineState.Connecting));
    assertFalse(store.status().line() instanceof LineState.Up);
    assertEquals(0, central.puts.get());
  }

  @Test
  void aCentralWithoutTlsHearsNothingInClear() throws Exception {
    TestCentral central =
        store.central(
            new HttpServerOptions().setHost("127.0.0.1").setPort(0).setClientAuth(ClientAuth.NONE));
    refused("does not speak TLS", central.uri());
    assertEquals(0, central.asked.get() + central.puts.get());
  }

  /** Answers every hello as a server does that knows nothing newer than TLS 1.0. */
  @Test
  void aCentralWithTls10AloneIsRefused() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    try (ServerSocket old = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      Thread thread = new Thread(() -> serveTls10(old, seen), "tls-1.0");
      thread.setDaemon(true);
      thread.start();
      refused("TLS version is not accepted", URI.create("https://localhost:" + old.getLocalPort()));
      assertEquals(0x16, seen.get(), "the first byte is TLS");
    }
  }

  private static void serveTls10(ServerSocket server, AtomicInteger firstByte) {
    byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 2 + 1];
    hello[0] = 0x16;
    hello[1] = 3;
    hello[2] = 1;
    hello[4] = (byte) (hello.length - 5);
    hello[5] = 2;
    hello[8] = (byte) (hello.length - 9);
    hello[9] = 3;
    hello[10] = 1;
    hello[45] = 0x2f;
    while (!server.isClosed()) {
      try (Socket socket = server.accept();
          InputStream in = socket.getInputStream()) {
        firstByte.set(in.read());
        socket.getOutputStream().write(hello);
        socket.getOutputStream().flush();
        while (in.read() >= 0) {}
      } catch (IOException e) {
        // The client goes away; the next may come.
      }
    }
  }

  @Test
  void wrongCertificateFilesAreRefusedAtTheStart() throws Exception {
    TestAuthority.Pem other = store.authority.edge("tillgate://basel/edge-1");
    String right = store.section.getString("certificateFile");
    refusedAtStart("certificateFile", other.certificate().toString(), "is not the certificate of");
    refusedAtStart("certificateFile", temp.resolve("none").toString(), "cannot be read");
    Path text = Files.writeString(temp.resolve("text"), "hello", StandardCharsets.US_ASCII);
    refusedAtStart("certificateFile", text.toString(), "is not a certificate in PEM");
    store.section.put("certificateFile", right);
    refusedAtStart("trustFile", temp.resolve("none").toString(), "cannot be read");
    store.section.put("trustFile", store.authority.certificate().toString());
    refusedAtStart("keyFile", temp.resolve("none").toString(), "cannot be read");
  }

  private void refusedAtStart(String setting, String value, String expected) {
    store.section.put(setting, value);
    ExecutionException refusal =
        assertThrows(ExecutionException.class, () -> store.up(URI.create("https://localhost:1")));
    assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(value), refusal.getMessage());
  }

  private void refused(String expected, URI central) throws Exception {
    store.up(central);
    store.awaitLine(LineState.Refused.class);
    String reason = ((LineState.Refused) store.status().line()).reason();
    assertTrue(reason.contains(expected), reason);
    assertEquals(0, store.landed.next());
  }
}
