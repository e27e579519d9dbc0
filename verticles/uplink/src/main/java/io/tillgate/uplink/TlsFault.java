package io.tillgate.uplink;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Tells a TLS fault that a person must mend (a certificate, a protocol version) from a line that
 * broke while TLS was spoken.
 */
final class TlsFault {
  /** What the JDK's and BoringSSL's messages say of faults that stay until somebody mends them. */
  private static final List<String> LASTING =
      List.of("alert", "not an ssl/tls record", "certificate", "pkix", "protocol", "cipher");

  private TlsFault() {}

  static boolean in(Throwable error) {
    return find(error) != null;
  }

  /** What is wrong and where to look, in one line. */
  static String reason(Throwable error) {
    Throwable fault = find(error);
    String text = String.valueOf(fault.getMessage());
    if (text.contains("not an SSL/TLS record")) {
      return "central does not speak TLS at this address";
    }
    if (text.contains("Received fatal alert")) {
      return "central refuses this edge's certificate or TLS version (" + text + ")";
    }
    return "central's certificate or TLS version is not accepted (" + text + ")";
  }

  /** The most telling fault in the chain: a certificate's before the handshake's around it. */
  private static Throwable find(Throwable error) {
    Throwable found = null;
    for (Throwable t = error; t != null; t = t.getCause() == t ? null : t.getCause()) {
      if (t instanceof CertificateException) return t;
      if (t instanceof GeneralSecurityException || t instanceof SSLException && isLasting(t)) {
        found = t;
      }
    }
    return found;
  }

  /**
   * Only what names its cause is lasting. A connection that ends in the middle is an SSLException
   * too, in many words: a balancer with nobody behind it does that, and is tried again soon.
   */
  private static boolean isLasting(Throwable error) {
    String text = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    return LASTING.stream().anyMatch(text::contains);
  }
}
