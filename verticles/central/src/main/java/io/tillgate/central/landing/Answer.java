package io.tillgate.central.landing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** What an edge is told. A refusal says what happened and what to do (RFC 9457). */
sealed interface Answer {

  /** All before {@code next} is durable. */
  record Durable(long next) implements Answer {}

  /** The batch would leave a gap; go on from {@code next}. */
  record Gap(long next) implements Answer {}

  /**
   * @param denyList version of the newest deny list, or null
   */
  record Heard(long clockMillis, Long denyList) implements Answer {}

  /**
   * @param gzip a token a line
   */
  record DenyList(long version, Buffer gzip) implements Answer {}

  /** Sending it again as it is will not help. */
  record Refused(int status, String title, String detail) implements Answer {}

  /** Not now; sending it again after a while will help. */
  record Later(int retryAfterSeconds, String detail) implements Answer {}

  default void send(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) return;
    if (this instanceof Durable durable) {
      json(response, 200, new JsonObject().put("next", durable.next()));
    } else if (this instanceof Gap gap) {
      json(response, 409, new JsonObject().put("next", gap.next()));
    } else if (this instanceof Heard heard) {
      JsonObject body = new JsonObject().put("clockMillis", heard.clockMillis());
      if (heard.denyList() != null) body.put("denyList", heard.denyList());
      json(response, 200, body);
    } else if (this instanceof DenyList list) {
      response
          .putHeader("x-tillgate-version", Long.toString(list.version()))
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=us-ascii")
          .putHeader(HttpHeaders.CONTENT_ENCODING, "gzip")
          .end(list.gzip());
    } else if (this instanceof Refused refused) {
      problem(response, refused.status(), refused.title(), refused.detail());
    } else if (this instanceof Later later) {
      response.putHeader("retry-after", Integer.toString(later.retryAfterSeconds()));
      problem(response, 503, "Not now", later.detail());
    }
  }

  private static void json(HttpServerResponse response, int status, JsonObject body) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body.toBuffer());
  }

  private static void problem(
      HttpServerResponse response, int status, String title, String detail) {
    JsonObject body =
        new JsonObject().put("title", title).put("status", status).put("detail", detail);
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(body.toBuffer());
  }
}
