package io.tillgate.card.nexo;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Set;

/**
 * One terminal.
 *
 * @param poiId what tills call it: MessageHeader.POIID
 * @param url where it listens: {@code https://…}; {@code http} on this machine only
 * @param trust PEM file of the authorities that its certificate must be of; null: the machine's
 * @param verifyHost whether the certificate must name the url's host. True; false for vendors whose
 *     terminals have one name for all, which their own authority vouches for
 * @param passphraseFile holds the passphrase of the vendor's message protection; null: none
 * @param keyIdentifier of that key
 * @param keyVersion of that key. 1
 */
public record NexoTerminal(
    String poiId,
    String url,
    String trust,
    boolean verifyHost,
    String passphraseFile,
    String keyIdentifier,
    int keyVersion) {
  static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

  public NexoTerminal {
    if (poiId == null || poiId.isEmpty() || poiId.length() > 64) {
      throw new IllegalArgumentException("poiId: 1 to 64 characters");
    }
    URI uri = uri(url);
    boolean plain = "http".equals(uri.getScheme());
    if (!plain && !"https".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "url of " + poiId + ": give one like https://10.0.0.7:8443/nexo");
    }
    if (plain && !THIS_MACHINE.contains(uri.getHost())) {
      throw new IllegalArgumentException(
          "url of " + poiId + ": http only on this machine; card data need https (PCI DSS 4.2.1)");
    }
    if ((passphraseFile == null) != (keyIdentifier == null)) {
      throw new IllegalArgumentException(
          "passphraseFile and keyIdentifier of " + poiId + " belong together: name both");
    }
    if (!verifyHost && trust == null) {
      throw new IllegalArgumentException(
          "verifyHost of " + poiId + " may be false only with a trust file: name its authority");
    }
  }

  private static URI uri(String url) {
    try {
      return URI.create(url == null ? "" : url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("url '" + url + "' is none", e);
    }
  }

  URI uri() {
    return uri(url);
  }

  static NexoTerminal of(JsonObject section) {
    return new NexoTerminal(
        section.getString("poiId"),
        section.getString("url"),
        section.getString("trust"),
        section.getBoolean("verifyHost", true),
        section.getString("passphraseFile"),
        section.getString("keyIdentifier"),
        section.getInteger("keyVersion", 1));
  }
}
