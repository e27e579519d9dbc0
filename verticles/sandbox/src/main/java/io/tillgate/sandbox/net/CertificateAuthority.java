package io.tillgate.sandbox.net;

import java.io.IOException;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for demo and tests: EC P-256, one level, keys in files of mode 0600. A
 * second opening of the same folder continues with the same authority.
 *
 * <p>Not for production: the root's key lies unencrypted on the same disk.
 */
public final class CertificateAuthority {
  private static final Duration ROOT_LIFE = Duration.ofDays(3_650);
  private static final Duration LEAF_LIFE = Duration.ofDays(397);

  /** Clocks of other machines may be behind ours by this much. */
  private static final Duration CLOCK_SLACK = Duration.ofMinutes(10);

  /** RFC 5280, 4.1.2.2: positive and at most 20 octets; the rest is randomness. */
  private static final int SERIAL_BITS = 159;

  private static final String SIGNATURE = "SHA256withECDSA";

  private final Path folder;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final X509Certificate root;
  private final PrivateKey rootKey;

  /** PEM files of one issued certificate; {@code chain} holds it and the root. */
  public record Issued(Path chain, Path key) {}

  /** What may be wrong with a certificate that a test asks for. */
  public enum Flaw {
    NONE,
    EXPIRED,
    NOT_YET_VALID
  }

  private CertificateAuthority(Path folder, Clock clock, X509Certificate root, PrivateKey key) {
    this.folder = folder;
    this.clock = clock;
    this.root = root;
    this.rootKey = key;
  }

  /** Opens the authority in {@code folder}, or makes one there. Blocks; call it before traffic. */
  public static CertificateAuthority open(Path folder) throws IOException {
    return open(folder, "Tillgate sandbox root", Clock.systemUTC());
  }

  /** As {@link #open(Path)}, under another name: an authority that nobody trusts. */
  public static CertificateAuthority open(Path folder, String commonName, Clock clock)
      throws IOException {
    PrivateFiles.createFolder(folder);
    Path certificate = folder.resolve("root.pem");
    Path key = folder.resolve("root-key.pem");
    try {
      // The certificate is written last, so it stands for a whole authority.
      if (Files.exists(certificate)) {
        return new CertificateAuthority(folder, clock, readCertificate(certificate), readKey(key));
      }
      KeyPair pair = newPair();
      X509Certificate root = selfSigned(commonName, pair, clock.instant());
      PrivateFiles.writePem(key, List.of(pair.getPrivate()));
      PrivateFiles.writePem(certificate, List.of(root));
      return new CertificateAuthority(folder, clock, root, pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException(folder + ": cannot make a certificate authority", e);
    }
  }

  /** The PEM file that others trust. */
  public Path trust() {
    return folder.resolve("root.pem");
  }

  /**
   * A certificate of a server on this machine: {@code localhost}, {@code 127.0.0.1} and {@code
   * dnsNames}.
   */
  public Issued server(String commonName, String... dnsNames) throws IOException {
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    for (String name : dnsNames) names.add(new GeneralName(GeneralName.dNSName, name));
    return issue(commonName, KeyPurposeId.id_kp_serverAuth, names, Flaw.NONE);
  }

  /** A server's certificate that is good for {@code dnsName} alone, or not good at all. */
  public Issued server(String commonName, String dnsName, Flaw flaw) throws IOException {
    List<GeneralName> names = List.of(new GeneralName(GeneralName.dNSName, dnsName));
    return issue(commonName, KeyPurposeId.id_kp_serverAuth, names, flaw);
  }

  /** The client certificate of one edge, with the name {@code tillgate://<store>/<edge>}. */
  public Issued edge(String store, String edge) throws IOException {
    return edge(store, edge, Flaw.NONE);
  }

  public Issued edge(String store, String edge, Flaw flaw) throws IOException {
    List<GeneralName> names =
        List.of(
            new GeneralName(
                GeneralName.uniformResourceIdentifier, "tillgate://" + store + "/" + edge));
    String suffix = flaw == Flaw.NONE ? "" : "-" + flaw.name().toLowerCase(Locale.ROOT);
    return issue("edge-" + store + "-" + edge + suffix, KeyPurposeId.id_kp_clientAuth, names, flaw);
  }

  /** The client certificate of a party without a name of its own, a card terminal for example. */
  public Issued client(String commonName) throws IOException {
    return issue(commonName, KeyPurposeId.id_kp_clientAuth, List.of(), Flaw.NONE);
  }

  private Issued issue(String name, KeyPurposeId purpose, List<GeneralName> names, Flaw flaw)
      throws IOException {
    if (!name.matches("[A-Za-z0-9._-]{1,120}")) {
      throw new IllegalArgumentException(
          "'" + name + "' becomes a file's name: use letters, digits, dot, dash, underscore");
    }
    Instant now = clock.instant();
    Instant from =
        switch (flaw) {
          case NONE -> now.minus(CLOCK_SLACK);
          case EXPIRED -> now.minus(LEAF_LIFE).minus(CLOCK_SLACK);
          case NOT_YET_VALID -> now.plus(Duration.ofDays(1));
        };
    try {
      KeyPair pair = newPair();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              root.getSubjectX500Principal(),
              new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
              Date.from(from),
              Date.from(flaw == Flaw.EXPIRED ? now.minus(CLOCK_SLACK) : from.plus(LEAF_LIFE)),
              new X500Principal(subject(name).toString()),
              pair.getPublic());
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              extensions.createAuthorityKeyIdentifier(root))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              extensions.createSubjectKeyIdentifier(pair.getPublic()));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      Path key = folder.resolve(name + "-key.pem");
      Path chain = folder.resolve(name + ".pem");
      PrivateFiles.writePem(key, List.of(pair.getPrivate()));
      PrivateFiles.writePem(chain, List.of(sign(builder, rootKey), root));
      return new Issued(chain, key);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException(folder + ": cannot issue a certificate for " + name, e);
    }
  }

  private static X509Certificate selfSigned(String commonName, KeyPair pair, Instant now)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    X500Name name = subject(commonName);
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1),
            Date.from(now.minus(CLOCK_SLACK)),
            Date.from(now.plus(ROOT_LIFE)),
            name,
            pair.getPublic());
    ASN1Encodable usage = new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign);
    builder
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(Extension.keyUsage, true, usage)
        .addExtension(
            Extension.subjectKeyIdentifier,
            false,
            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
    return sign(builder, pair.getPrivate());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
  }

  private static X500Name subject(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private static KeyPair newPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate readCertificate(Path file)
      throws IOException, GeneralSecurityException {
    try (Reader reader = Files.newBufferedReader(file);
        PEMParser pem = new PEMParser(reader)) {
      if (pem.readObject() instanceof X509CertificateHolder holder) {
        return new JcaX509CertificateConverter().getCertificate(holder);
      }
      throw new IOException(file + ": holds no certificate; remove its folder to make a new one");
    }
  }

  private static PrivateKey readKey(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file);
        PEMParser pem = new PEMParser(reader)) {
      if (pem.readObject() instanceof PrivateKeyInfo info) {
        return new JcaPEMKeyConverter().getPrivateKey(info);
      }
      throw new IOException(file + ": holds no PKCS#8 key; remove its folder to make a new one");
    }
  }
}
