package io.tillgate.card.stream;

import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Set;

/**
 * Where the certificates of one side lie, all PEM. Connections are TLS 1.2 or newer (PCI DSS 4.0.1,
 * 4.2.1).
 *
 * @param certificate our chain, or null where we show none
 * @param key its private key
 * @param trust authorities whose certificates are taken; null: a server asks for none, a client
 *     trusts the machine's
 */
public record TlsFiles(String certificate, String key, String trust) {
  public static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  public TlsFiles {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("certificate and key belong together: name both");
    }
  }

  /** Null where {@code section} is absent: no TLS. */
  public static TlsFiles of(JsonObject section) {
    if (section == null) return null;
    return new TlsFiles(
        section.getString("certificate"), section.getString("key"), section.getString("trust"));
  }

  public PemKeyCertOptions keyCert() {
    return certificate == null
        ? null
        : new PemKeyCertOptions().addCertPath(certificate).addKeyPath(key);
  }

  public PemTrustOptions trustOptions() {
    return trust == null ? null : new PemTrustOptions().addCertPath(trust);
  }
}
