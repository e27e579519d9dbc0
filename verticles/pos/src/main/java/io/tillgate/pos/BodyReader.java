package io.tillgate.pos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * Reads bodies into memory, each within a size and a time, all together within a sum. State belongs
 * to one context.
 */
final class BodyReader {

  private final Vertx vertx;
  private final PosSettings.Limits limits;
  private long bufferedBytes;

  BodyReader(Vertx vertx, PosSettings.Limits limits) {
    this.vertx = vertx;
    this.limits = limits;
  }

  /** Bytes of all bodies that are held now. */
  long bufferedBytes() {
    return bufferedBytes;
  }

  /**
   * The whole body; its bytes count as held until the response has ended.
   *
   * @return fails with {@link Refusal}; what still comes of such a body is thrown away
   */
  Future<Buffer> read(HttpServerRequest request) {
    Reading reading = new Reading(request);
    boolean waits = request.getHeader(HttpHeaders.EXPECT) != null;
    if (declaredLength(request) > limits.maxBodyBytes()) {
      // A sender that waits to be asked will not send the body that the connection expects.
      if (waits) request.response().endHandler(end -> request.connection().close());
      reading.refuse(Problem.tooLarge(limits.maxBodyBytes()));
    } else if (waits) {
      request.response().writeContinue();
    }
    return reading.body.future();
  }

  /** Throws the body away, within the same time. */
  void discard(HttpServerRequest request) {
    new Reading(request).refuse(Problem.badRequest("Not read."));
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private final class Reading {
    private final HttpServerRequest request;
    private final Promise<Buffer> body = Promise.promise();
    private final long timer;
    private Buffer bytes = Buffer.buffer();
    private long held;
    private boolean over;

    Reading(HttpServerRequest request) {
      this.request = request;
      HttpServerResponse response = request.response();
      response.endHandler(end -> release());
      response.closeHandler(close -> release());
      timer = vertx.setTimer(limits.bodyTimeoutMillis(), late -> late());
      request.handler(this::take).endHandler(end -> complete());
      request.exceptionHandler(broken -> stop(new Refusal(Problem.badRequest("It was cut off."))));
    }

    private void take(Buffer part) {
      if (over) return;
      if (held + part.length() > limits.maxBodyBytes()) {
        refuse(Problem.tooLarge(limits.maxBodyBytes()));
      } else if (bufferedBytes + part.length() > limits.maxBufferedBytes()) {
        refuse(Problem.busy("maxBufferedBytes"));
      } else {
        held += part.length();
        bufferedBytes += part.length();
        bytes.appendBuffer(part);
      }
    }

    private void complete() {
      if (over) return;
      over = true;
      vertx.cancelTimer(timer);
      body.complete(bytes);
    }

    /** The sender may still be sending; it gets until the timer to finish and read the answer. */
    void refuse(Problem problem) {
      if (over) return;
      over = true;
      release();
      request.endHandler(end -> vertx.cancelTimer(timer));
      body.fail(new Refusal(problem));
    }

    private void late() {
      if (!over) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        stop(new Refusal(Problem.slowBody(limits.bodyTimeoutMillis())));
      }
      HttpServerResponse response = request.response();
      if (response.ended()) request.connection().close();
      else response.endHandler(end -> request.connection().close());
    }

    private void stop(Refusal refusal) {
      if (over) return;
      over = true;
      vertx.cancelTimer(timer);
      release();
      body.fail(refusal);
    }

    private void release() {
      bufferedBytes -= held;
      held = 0;
      bytes = Buffer.buffer();
    }
  }
}
