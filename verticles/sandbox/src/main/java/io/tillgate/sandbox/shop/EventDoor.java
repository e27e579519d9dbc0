package io.tillgate.sandbox.shop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.nio.file.Path;

/** The edge's event API, as a till sees it. Belongs to the shop's context. */
final class EventDoor {
  private static final int CONNECT_MILLIS = 2_000;
  private static final long ANSWER_MILLIS = 15_000;
  private static final long MAX_RETRY_AFTER_SECONDS = 60;
  private static final int MAX_REASON_CHARS = 300;

  private final WebClient client;
  private final URI edge;
  private final String apiKey;

  /** What became of one try. */
  sealed interface Answer {
    /** It is recorded, now or before. */
    record Accepted() implements Answer {}

    /** It will never be recorded as it is. */
    record Refused(String reason) implements Answer {}

    /**
     * Nobody knows, or not now.
     *
     * @param afterMillis what the edge asks for, or 0
     */
    record Again(String reason, long afterMillis) implements Answer {}
  }

  /**
   * @param edge {@code http} or {@code https}, host and port
   * @param trust PEM file for https, or null for the JDK's own
   * @param apiKey null where the edge wants none
   */
  EventDoor(Vertx vertx, URI edge, Path trust, String apiKey, int connections) {
    boolean tls = "https".equals(edge.getScheme());
    if ((!tls && !"http".equals(edge.getScheme())) || edge.getHost() == null) {
      throw new IllegalArgumentException(
          edge + ": the edge's event API is http://HOST:PORT or https://HOST:PORT");
    }
    WebClientOptions options =
        new WebClientOptions()
            .setDefaultHost(edge.getHost())
            .setDefaultPort(edge.getPort() > 0 ? edge.getPort() : tls ? 443 : 80)
            .setConnectTimeout(CONNECT_MILLIS)
            .setSsl(tls);
    if (tls && trust != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(trust.toString()));
    }
    this.client = WebClient.create(vertx, options, new PoolOptions().setHttp1MaxSize(connections));
    this.edge = edge;
    this.apiKey = apiKey;
  }

  /** Never fails. */
  Future<Answer> post(Posting posting) {
    HttpRequest<Buffer> request =
        client
            .post(posting.kind().path())
            .timeout(ANSWER_MILLIS)
            .putHeader("content-type", "application/json");
    if (apiKey != null) request.bearerTokenAuthentication(apiKey);
    return request
        .sendBuffer(Buffer.buffer(posting.body()))
        .map(EventDoor::answer)
        .otherwise(failure -> new Answer.Again(edge + ": " + failure.getMessage(), 0));
  }

  void close() {
    client.close();
  }

  private static Answer answer(HttpResponse<Buffer> response) {
    int status = response.statusCode();
    if (status == 200 || status == 201) return new Answer.Accepted();
    return switch (status) {
      // These judge the event itself; sending it again would change nothing.
      case 400, 409, 413, 415, 422 -> new Answer.Refused(status + " " + reason(response));
      default -> new Answer.Again(status + " " + reason(response), retryAfterMillis(response));
    };
  }

  private static long retryAfterMillis(HttpResponse<Buffer> response) {
    String seconds = response.getHeader("retry-after");
    if (seconds == null || !seconds.matches("[0-9]{1,9}")) return 0;
    return Math.min(MAX_RETRY_AFTER_SECONDS, Long.parseLong(seconds)) * 1_000;
  }

  private static String reason(HttpResponse<Buffer> response) {
    try {
      JsonObject problem = response.bodyAsJsonObject();
      if (problem == null) return "";
      String text = problem.getString("title", "") + " " + problem.getValue("errors", "");
      return text.length() > MAX_REASON_CHARS ? text.substring(0, MAX_REASON_CHARS) : text.strip();
    } catch (DecodeException | ClassCastException e) {
      return "";
    }
  }
}
