package io.tillgate.pos;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Writes answers. A till that has gone away gets none. */
final class Answers {
  private Answers() {}

  static void json(HttpServerResponse response, int status, JsonObject body) {
    write(response, status, "application/json", body);
  }

  static void problem(HttpServerResponse response, Problem problem) {
    if (problem.retryAfterSeconds() > 0 && !response.headWritten()) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfterSeconds()));
    }
    write(response, problem.status(), Problem.MEDIA_TYPE, problem.toJson());
  }

  private static void write(
      HttpServerResponse response, int status, String mediaType, JsonObject body) {
    if (response.closed() || response.ended() || response.headWritten()) return;
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, mediaType);
    response.end(body.toBuffer());
  }
}
