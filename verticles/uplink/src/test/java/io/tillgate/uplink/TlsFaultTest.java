package io.tillgate.uplink;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFaultTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "failure when writing TLS control frames",
        "Connection closed while SSL/TLS handshake was in progress",
        "handshake timed out after 5000ms",
        "SSLEngine closed already",
        "Broken pipe"
      })
  void aConnectionThatEndsDuringTheHandshakeIsNoLastingFault(String message) {
    assertFalse(TlsFault.in(new SSLException(message)));
    assertFalse(TlsFault.in(new SSLHandshakeException(message)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Received fatal alert: bad_certificate",
        "not an SSL/TLS record: 485454502f",
        "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)",
        "PKIX path building failed"
      })
  void whatNamesItsCauseIsLasting(String message) {
    assertTrue(TlsFault.in(new SSLHandshakeException(message)));
  }

  @Test
  void aCertificatesFaultIsFoundBelowOthers() {
    assertTrue(
        TlsFault.in(
            new IOException(new SSLException("x", new CertificateExpiredException("expired")))));
  }
}
