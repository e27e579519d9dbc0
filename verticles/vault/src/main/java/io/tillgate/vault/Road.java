package io.tillgate.vault;

import io.tillgate.wire.CardNumberRedactor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The road to one destination: HTTPS with our certificate shown, TLS 1.2 or newer, host name
 * checked, no redirects (PCI DSS 4.0.1, 4.2.1). One context.
 */
final class Road {
  private static final int MAX_VALUE_CHARACTERS = 256;
  private static final int MAX_CONNECTIONS = 16;
  private static final int MAX_WAITING = 64;

  private final Destination destination;
  private final WebClient client;

  Road(Vertx vertx, Destination destination) {
    this.destination = destination;
    WebClientOptions options =
        new WebClientOptions()
            .setSsl(true)
            .setVerifyHost(true)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
            .setConnectTimeout(destination.timeoutMillis())
            .setFollowRedirects(false)
            .setUserAgent("tillgate");
    if (destination.certificate() != null) {
      options.setKeyCertOptions(
          new PemKeyCertOptions()
              .addCertPath(destination.certificate())
              .addKeyPath(destination.key()));
    }
    if (destination.trust() != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(destination.trust()));
    }
    this.client =
        WebClient.create(
            vertx,
            options,
            new io.vertx.core.http.PoolOptions()
                .setHttp1MaxSize(MAX_CONNECTIONS)
                .setMaxWaitQueueSize(MAX_WAITING));
  }

  /** Sends {@code body} and zeroes it, whatever comes back. */
  Future<Reply> send(byte[] body) {
    Buffer buffer = Buffer.buffer(body);
    java.util.Arrays.fill(body, (byte) 0);
    int port = destination.uri().getPort() < 0 ? 443 : destination.uri().getPort();
    String path = destination.uri().getRawPath().isEmpty() ? "/" : destination.uri().getRawPath();
    String query = destination.uri().getRawQuery();
    return client
        .post(port, destination.uri().getHost(), query == null ? path : path + "?" + query)
        .putHeader(HttpHeaders.CONTENT_TYPE.toString(), destination.contentType())
        .sendBuffer(buffer)
        .timeout(destination.timeoutMillis(), TimeUnit.MILLISECONDS)
        .<Reply>map(this::delivered)
        .otherwise(failure -> unknown())
        .onComplete(done -> buffer.setBytes(0, new byte[buffer.length()]));
  }

  /** What failed may quote the request; it is not repeated. */
  private Reply unknown() {
    return new Reply.Refused(
        502,
        "Not answered",
        "destination "
            + destination.name()
            + " did not answer: it may or may not have the number; look there before you ask again");
  }

  private Reply delivered(HttpResponse<Buffer> response) {
    JsonObject shown = new JsonObject();
    JsonObject told = json(response.body());
    for (String field : destination.answerFields()) {
      Object value = told.getValue(field);
      boolean isPlain =
          value instanceof String || value instanceof Number || value instanceof Boolean;
      if (!isPlain) continue;
      String text = value.toString();
      // A destination that answers with the number itself is not believed.
      if (text.length() > MAX_VALUE_CHARACTERS || CardNumberRedactor.redact(text) != text) continue;
      shown.put(field, value);
    }
    return new Reply.Delivered(response.statusCode(), shown);
  }

  private static JsonObject json(Buffer body) {
    try {
      return body == null ? new JsonObject() : new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      return new JsonObject();
    }
  }

  void close() {
    client.close();
  }
}
