package io.tillgate.uplink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * Looks at the edge's certificate files at start-up, so that a wrong file is a clear refusal here
 * and not a closed connection there. An expired certificate is let through: central's answer to it
 * is the line's state, and the store goes on selling.
 */
final class EdgeCertificate {
  private static final int URI_NAME = 6;

  private EdgeCertificate() {}

  /**
   * @throws IllegalArgumentException naming the file, what is wrong and what to do
   */
  static void check(UplinkSettings settings) {
    read("trustFile", settings.trustFile());
    String name = "tillgate://" + settings.store() + "/" + settings.edge();
    X509Certificate own = read("certificateFile", settings.certificateFile());
    if (!uriNames(own).contains(name)) {
      throw new IllegalArgumentException(
          "%s is not the certificate of %s: its URI names are %s; have one signed for this edge"
              .formatted(settings.certificateFile(), name, uriNames(own)));
    }
    if (!Files.isReadable(settings.keyFile())) {
      throw new IllegalArgumentException("keyFile " + settings.keyFile() + " cannot be read");
    }
  }

  /** The first certificate of a PEM file. */
  private static X509Certificate read(String setting, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException e) {
      throw new IllegalArgumentException(setting + " " + file + " cannot be read: " + e, e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          setting + " " + file + " is not a certificate in PEM: " + e.getMessage(), e);
    }
  }

  private static List<String> uriNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) return List.of();
      return names.stream()
          .filter(name -> name.get(0).equals(URI_NAME))
          .map(name -> String.valueOf(name.get(1)))
          .toList();
    } catch (CertificateException e) {
      return List.of();
    }
  }
}
