package io.tillgate.uplink;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/**
 * Tells a TLS fault that a person must mend (a certificate, a protocol version) from a line that
 * broke while TLS was spoken.
 */
final class TlsFault {
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

  /** A connection that closes in the middle is an SSLException too, and no lasting fault. */
  private static boolean isLasting(Throwable error) {
    String text = String.valueOf(error.getMessage());
    return !text.contains("closed") && !text.contains("handshake timed out");
  }
}
