package io.tillgate.central.landing;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.Set;

/** The server's side of the line: TLS 1.2 or newer, and a certificate or nothing. */
final class LandingTls {
  private static final int MAX_STREAMS = 64;
  private static final int IDLE_SECONDS = 120;
  private static final int MAX_LINE_BYTES = 1_024;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  private LandingTls() {}

  static HttpServerOptions options(LandingSettings settings) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(true)
            .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
            .setClientAuth(ClientAuth.REQUIRED)
            .setIdleTimeout(IDLE_SECONDS)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setInitialSettings(
                new Http2Settings()
                    .setMaxConcurrentStreams(MAX_STREAMS)
                    .setMaxHeaderListSize(MAX_HEADER_BYTES));
    options.setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    options.setKeyCertOptions(
        new PemKeyCertOptions().setCertPath(settings.certificate()).setKeyPath(settings.key()));
    options.setTrustOptions(new PemTrustOptions().addCertPath(settings.authorities()));
    return options;
  }
}
