package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.stream.TlsFiles;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.tillgate.sandbox.net.CertificateAuthority.Flaw;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFileTest {
  @TempDir Path directory;
  private CertificateAuthority authority;

  @BeforeEach
  void open() throws Exception {
    authority = CertificateAuthority.open(directory.resolve("authority"));
  }

  private static void assertRefused(String why, Path file) {
    String refusal =
        assertThrows(StartRefused.class, () -> CertificateFile.check("landing.certificate", file))
            .getMessage();
    assertTrue(refusal.startsWith("landing.certificate: " + file), refusal);
    assertTrue(refusal.contains(why), refusal);
  }

  @Test
  void aCertificateWithinItsTimeIsTaken() throws Exception {
    Path chain = authority.server("central", "localhost").chain();
    assertDoesNotThrow(() -> CertificateFile.check("landing.certificate", chain));
    assertDoesNotThrow(() -> CertificateFile.check("landing.authorities", authority.trust()));
  }

  @Test
  void anExpiredOneIsRefused() throws Exception {
    assertRefused("expired at ", authority.server("central", "localhost", Flaw.EXPIRED).chain());
  }

  @Test
  void oneFromTheFutureAsksForTheClock() throws Exception {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
    CertificateAuthority later =
        CertificateAuthority.open(directory.resolve("later"), "later", ahead);
    assertRefused("is the clock of this machine right?", later.trust());
  }

  @Test
  void whatIsNoCertificateIsRefused() throws Exception {
    assertRefused("is not there", directory.resolve("nowhere.pem"));
    assertRefused("cannot be read", Files.createDirectory(directory.resolve("folder.pem")));
    assertRefused("holds no certificate", Files.createFile(directory.resolve("empty.pem")));
    assertRefused(
        "holds no certificate", Files.writeString(directory.resolve("text.pem"), "hello\n"));
    assertRefused("holds no certificate", authority.server("central", "localhost").key());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    CertificateAuthority.Issued own = authority.server("edge", "localhost");
    Path other = authority.server("other", "localhost").key();
    assertDoesNotThrow(() -> CertificateFile.checkKey("uplink.keyFile", own.key(), own.chain()));
    assertKeyRefused("is not the key of the certificate in " + own.chain(), other, own.chain());
    assertKeyRefused("holds no private key", own.chain(), own.chain());
    assertKeyRefused("is not there", directory.resolve("nowhere.pem"), own.chain());
    String text = Files.readString(own.key());
    Path damaged = Files.writeString(directory.resolve("damaged.pem"), text.replace("M", "A"));
    assertKeyRefused("", damaged, own.chain());
  }

  @Test
  void aKeyOfAnotherAlgorithmIsRefused() throws Exception {
    Path chain = authority.server("edge", "localhost").chain();
    byte[] rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    String pem = Base64.getMimeEncoder().encodeToString(rsa);
    Path file =
        Files.writeString(
            directory.resolve("rsa.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + pem + "\n-----END PRIVATE KEY-----\n");
    assertKeyRefused("is not the key of", file, chain);
  }

  private static void assertKeyRefused(String why, Path key, Path certificate) {
    String refusal =
        assertThrows(
                StartRefused.class,
                () -> CertificateFile.checkKey("uplink.keyFile", key, certificate))
            .getMessage();
    assertTrue(refusal.startsWith("uplink.keyFile: " + key), refusal);
    assertTrue(refusal.contains(why), refusal);
  }

  @Test
  void ofTheTlsOfTerminalsEachFileIsNamedByItsSetting() throws Exception {
    CertificateAuthority.Issued own = authority.server("edge", "localhost");
    String chain = own.chain().toString();
    String key = own.key().toString();
    TlsFiles good = new TlsFiles(chain, key, authority.trust().toString());
    assertDoesNotThrow(() -> CertificateFile.check("card.terminals.tls", good));
    assertDoesNotThrow(() -> CertificateFile.check("card.terminals.tls", (TlsFiles) null));
    TlsFiles noKey = new TlsFiles(chain, key + "x", null);
    String refusal =
        assertThrows(StartRefused.class, () -> CertificateFile.check("card.terminals.tls", noKey))
            .getMessage();
    assertTrue(refusal.startsWith("card.terminals.tls.key: "), refusal);
  }
}
