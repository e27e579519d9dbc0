package io.tillgate.central;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests; all files are PEM. */
public final class Authority {

  /** Files of one certificate and its key. */
  public record Pair(String certificate, String key) {}

  private static final AtomicLong SERIALS = new AtomicLong(1);

  private final Path directory;
  private final KeyPair keys;
  private final X500Principal name;
  private final Path certificate;

  public Authority(Path directory, String commonName) throws Exception {
    this.directory = directory;
    this.keys = keys();
    this.name = new X500Principal("CN=" + commonName);
    this.certificate = directory.resolve(commonName + ".pem");
    JcaX509v3CertificateBuilder builder = builder(name, keys);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    write(certificate, "CERTIFICATE", sign(builder).getEncoded());
  }

  public String certificate() {
    return certificate.toString();
  }

  public Pair server() throws Exception {
    return issue("central", new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
  }

  public Pair edge(String store, String edge) throws Exception {
    return issue(
        edge + "." + store,
        new GeneralName(GeneralName.uniformResourceIdentifier, "tillgate://" + store + "/" + edge));
  }

  public Pair nobody() throws Exception {
    return issue("nobody", new GeneralName(GeneralName.dNSName, "nobody.example"));
  }

  private Pair issue(String commonName, GeneralName alternative) throws Exception {
    KeyPair own = keys();
    JcaX509v3CertificateBuilder builder = builder(new X500Principal("CN=" + commonName), own);
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternative));
    String file = commonName + "-" + SERIALS.incrementAndGet();
    Path certificateFile = directory.resolve(file + ".pem");
    Path keyFile = directory.resolve(file + "-key.pem");
    write(certificateFile, "CERTIFICATE", sign(builder).getEncoded());
    write(keyFile, "PRIVATE KEY", own.getPrivate().getEncoded());
    return new Pair(certificateFile.toString(), keyFile.toString());
  }

  private JcaX509v3CertificateBuilder builder(X500Principal subject, KeyPair subjectKeys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        name,
        BigInteger.valueOf(SERIALS.incrementAndGet()),
        Date.from(now.minus(1, ChronoUnit.HOURS)),
        Date.from(now.plus(1, ChronoUnit.DAYS)),
        subject,
        subjectKeys.getPublic());
  }

  private X509Certificate sign(JcaX509v3CertificateBuilder builder)
      throws OperatorCreationException, GeneralSecurityException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static void write(Path file, String type, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }
}
