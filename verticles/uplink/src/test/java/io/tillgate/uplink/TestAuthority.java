package io.tillgate.uplink;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives for one test. */
final class TestAuthority {
  private static final Duration DAY = Duration.ofDays(1);

  /** PEM files of one certificate. */
  record Pem(Path certificate, Path key) {}

  private final Path directory;
  private final X500Name name;
  private final KeyPair keys = newKeys();
  private final Path certificate;

  TestAuthority(Path directory, String name) throws Exception {
    this.directory = directory;
    this.name = new X500Name("CN=" + name);
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            this.name,
            serial(),
            Date.from(now.minus(DAY)),
            Date.from(now.plus(DAY)),
            this.name,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    certificate = writePem(name + "-ca.pem", "CERTIFICATE", sign(builder).getEncoded());
  }

  Path certificate() {
    return certificate;
  }

  Pem edge(String uri) throws Exception {
    return issue(
        new GeneralName(GeneralName.uniformResourceIdentifier, uri), Instant.now().plus(DAY));
  }

  Pem expiredEdge(String uri) throws Exception {
    return issue(
        new GeneralName(GeneralName.uniformResourceIdentifier, uri),
        Instant.now().minusSeconds(60));
  }

  Pem host(String host) throws Exception {
    return issue(new GeneralName(GeneralName.dNSName, host), Instant.now().plus(DAY));
  }

  Pem expiredHost(String host) throws Exception {
    return issue(new GeneralName(GeneralName.dNSName, host), Instant.now().minusSeconds(60));
  }

  private Pem issue(GeneralName subject, Instant until) throws Exception {
    KeyPair own = newKeys();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial(),
            Date.from(until.minus(DAY.multipliedBy(2))),
            Date.from(until),
            new X500Name("CN=test"),
            own.getPublic());
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(subject));
    String file = Long.toHexString(serial().longValue());
    return new Pem(
        writePem(file + ".pem", "CERTIFICATE", sign(builder).getEncoded()),
        writePem(file + ".key", "PRIVATE KEY", own.getPrivate().getEncoded()));
  }

  private X509Certificate sign(JcaX509v3CertificateBuilder builder) throws Exception {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private Path writePem(String file, String kind, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        directory.resolve(file),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private static BigInteger serial() {
    return BigInteger.valueOf(1 + (new SecureRandom().nextLong() >>> 2));
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
