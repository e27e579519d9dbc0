package io.tillgate.sandbox.net;

import static io.tillgate.sandbox.Await.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.sandbox.net.CertificateAuthority.Flaw;
import io.tillgate.sandbox.net.CertificateAuthority.Issued;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  @TempDir Path folder;
  private Vertx vertx;
  private CertificateAuthority authority;
  private final List<NetClient> clients = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    vertx = Vertx.vertx();
    authority = CertificateAuthority.open(folder.resolve("ca"));
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void anEdgeAndAServerOfTheSameAuthorityTalk() throws IOException {
    NetServer server = listen(authority.server("central"));
    assertEquals("hello", await(talk(server, authority.edge("london-1", "edge-1"), authority)));
  }

  @Test
  void theEdgesNameStandsInItsCertificate() throws Exception {
    X509Certificate edge = read(authority.edge("london-1", "edge-1").chain());
    List<?> name = edge.getSubjectAlternativeNames().iterator().next();
    assertEquals(List.of(6, "tillgate://london-1/edge-1"), name);
    assertEquals(List.of("1.3.6.1.5.5.7.3.2"), edge.getExtendedKeyUsage());
    assertEquals(-1, edge.getBasicConstraints());
    assertTrue(edge.getSerialNumber().signum() > 0 && edge.getSerialNumber().bitLength() <= 159);
  }

  @Test
  void expiredEarlyForeignAndMissingCertificatesAreRefused() throws IOException {
    NetServer server = listen(authority.server("central"));
    CertificateAuthority stranger =
        CertificateAuthority.open(folder.resolve("other"), "Stranger", Clock.systemUTC());
    assertThrows(
        AssertionError.class,
        () -> await(talk(server, authority.edge("s", "e", Flaw.EXPIRED), authority)));
    assertThrows(
        AssertionError.class,
        () -> await(talk(server, authority.edge("s", "e", Flaw.NOT_YET_VALID), authority)));
    assertThrows(
        AssertionError.class, () -> await(talk(server, stranger.edge("s", "e"), authority)));
    assertThrows(AssertionError.class, () -> await(talk(server, null, authority)));
  }

  @Test
  void aServerOfAnotherNameOrPastItsDayIsRefused() throws IOException {
    Issued edge = authority.edge("s", "e");
    NetServer wrongName = listen(authority.server("wrong", "elsewhere.example", Flaw.NONE));
    assertThrows(AssertionError.class, () -> await(talk(wrongName, edge, authority)));
    NetServer expired = listen(authority.server("old", "localhost", Flaw.EXPIRED));
    assertThrows(AssertionError.class, () -> await(talk(expired, edge, authority)));
  }

  @Test
  void keysAreForTheirOwnerAlone() throws IOException {
    authority.edge("s", "e");
    try (Stream<Path> files = Files.list(folder.resolve("ca"))) {
      for (Path file : files.toList()) {
        assertEquals(
            PosixFilePermissions.fromString("rw-------"),
            Files.getPosixFilePermissions(file),
            file.toString());
      }
    }
  }

  @Test
  void openedAgainItIsTheSameAuthority() throws IOException {
    byte[] before = Files.readAllBytes(authority.trust());
    CertificateAuthority again = CertificateAuthority.open(folder.resolve("ca"));
    assertArrayEquals(before, Files.readAllBytes(again.trust()));
    NetServer server = listen(authority.server("central"));
    assertEquals("hello", await(talk(server, again.edge("s", "e"), authority)));
  }

  @Test
  void aNameThatIsNoFileNameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> authority.edge("../s", "e"));
  }

  private NetServer listen(Issued issued) {
    return await(
        vertx
            .createNetServer(
                new NetServerOptions()
                    .setSsl(true)
                    .setKeyCertOptions(keys(issued))
                    .setTrustOptions(trust(authority))
                    .setClientAuth(ClientAuth.REQUIRED))
            .connectHandler(socket -> socket.write("hello"))
            .listen(0, "127.0.0.1"));
  }

  /** The first answered bytes: with TLS 1.3 a refused client connects first and is closed then. */
  private Future<String> talk(NetServer server, Issued issued, CertificateAuthority trusted) {
    NetClientOptions options =
        new NetClientOptions()
            .setSsl(true)
            .setHostnameVerificationAlgorithm("HTTPS")
            .setTrustOptions(trust(trusted));
    if (issued != null) options.setKeyCertOptions(keys(issued));
    Promise<String> heard = Promise.promise();
    // Held until the end: a client that nobody refers to any more is closed.
    NetClient client = vertx.createNetClient(options);
    clients.add(client);
    client
        .connect(server.actualPort(), "localhost")
        .onFailure(heard::tryFail)
        .onSuccess(
            socket -> {
              socket.handler(bytes -> heard.tryComplete(bytes.toString()));
              socket.closeHandler(ignored -> heard.tryFail("closed"));
            });
    return heard.future();
  }

  private static PemKeyCertOptions keys(Issued issued) {
    return new PemKeyCertOptions()
        .setCertPath(issued.chain().toString())
        .setKeyPath(issued.key().toString());
  }

  private static PemTrustOptions trust(CertificateAuthority authority) {
    return new PemTrustOptions().addCertPath(authority.trust().toString());
  }

  private static X509Certificate read(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
