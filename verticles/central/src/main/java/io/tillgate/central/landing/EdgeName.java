package io.tillgate.central.landing;

import io.tillgate.central.ingest.Source;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Who an edge is: the URI name {@code tillgate://<store>/<edge>} of its certificate (RFC 5280,
 * 4.2.1.6). The subject is not looked at.
 */
record EdgeName(String store, String edge) {
  private static final String SCHEME = "tillgate://";
  private static final int URI = 6;

  /** Empty unless the certificate names exactly one edge. */
  static Optional<EdgeName> of(Certificate certificate) {
    if (!(certificate instanceof X509Certificate x509)) return Optional.empty();
    EdgeName found = null;
    for (List<?> name : names(x509)) {
      if (!Integer.valueOf(URI).equals(name.get(0))) continue;
      if (!(name.get(1) instanceof String uri) || !uri.startsWith(SCHEME)) continue;
      if (found != null) return Optional.empty();
      String[] parts = uri.substring(SCHEME.length()).split("/", -1);
      if (parts.length != 2 || !Source.isName(parts[0]) || !Source.isName(parts[1])) {
        return Optional.empty();
      }
      found = new EdgeName(parts[0], parts[1]);
    }
    return Optional.ofNullable(found);
  }

  private static Collection<List<?>> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  boolean mayUse(EdgePath path) {
    return store.equals(path.store()) && edge.equals(path.edge());
  }
}
