package io.tillgate.uplink;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Finds out why a central closes the connection before it answers. With TLS 1.3 the edge's
 * certificate is judged after the handshake, and the HTTP client keeps the alert that tells the
 * judgement to itself. So this shakes hands once more, says nothing, and listens.
 */
final class RefusalProbe {
  private RefusalProbe() {}

  /** The refusal, in one line; empty where there is none. Blocks for the connect time-out. */
  static Optional<String> ask(Vertx vertx, UplinkSettings settings, URI central) {
    try (Socket plain = new Socket()) {
      plain.connect(
          new InetSocketAddress(central.getHost(), CentralLink.port(central)),
          settings.connectTimeoutMillis());
      plain.setSoTimeout(settings.connectTimeoutMillis());
      try (SSLSocket socket =
          (SSLSocket)
              context(vertx, settings)
                  .getSocketFactory()
                  .createSocket(plain, central.getHost(), plain.getPort(), true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(CentralLink.PROTOCOLS.toArray(String[]::new));
        parameters.setApplicationProtocols(new String[] {"h2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        socket.getInputStream().read();
      }
      return Optional.empty();
    } catch (IOException e) {
      return TlsFault.in(e) ? Optional.of(TlsFault.reason(e)) : Optional.empty();
    }
  }

  private static SSLContext context(Vertx vertx, UplinkSettings settings) throws IOException {
    PemKeyCertOptions own = CentralLink.own(settings);
    PemTrustOptions trust = CentralLink.trust(settings);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own.getKeyManagerFactory(vertx).getKeyManagers(),
          trust.getTrustManagerFactory(vertx).getTrustManagers(),
          null);
      return context;
    } catch (Exception e) {
      // Vert.x declares nothing narrower.
      throw new IOException("the certificate files cannot be used", e);
    }
  }
}
