package io.tillgate.gateway.role;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.stream.TlsFiles;
import io.tillgate.sandbox.net.CertificateAuthority;
import io.tillgate.sandbox.net.CertificateAuthority.Flaw;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
