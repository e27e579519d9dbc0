package io.tillgate.central.landing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/** Reads a request's body within a bound of bytes, before and after decompression, and of time. */
final class Body {

  /** A whole body must be here by then. */
  static final long MAX_MILLIS = 30_000;

  /** Longer ones are decompressed on a worker thread, so that no event loop stands still. */
  private static final int LONG_BYTES = 64 << 10;

  /** A body that was not read; carries the answer. */
  static final class NotRead extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final transient Answer answer;

    NotRead(Answer answer) {
      super(answer.toString(), null, false, false);
      this.answer = answer;
    }
  }

  private Body() {}

  static Future<byte[]> read(
      Vertx vertx, HttpServerRequest request, Flights.Flight flight, int mostBytes) {
    String encoding = request.getHeader("content-encoding");
    boolean gzip = "gzip".equalsIgnoreCase(encoding);
    if (encoding != null && !gzip && !"identity".equalsIgnoreCase(encoding)) {
      return fail(415, "Unsupported encoding", "send gzip or no content-encoding");
    }
    return collect(vertx, request, flight, mostBytes)
        .compose(
            bytes -> {
              if (!gzip) return Future.succeededFuture(bytes);
              if (bytes.length < LONG_BYTES) return unpack(bytes, flight, mostBytes);
              return vertx
                  .executeBlocking(() -> unpack(bytes, flight, mostBytes), false)
                  .compose(unpacked -> unpacked);
            });
  }

  private static Future<byte[]> collect(
      Vertx vertx, HttpServerRequest request, Flights.Flight flight, int mostBytes) {
    Promise<byte[]> whole = Promise.promise();
    Buffer collected = Buffer.buffer();
    long timer =
        vertx.setTimer(
            MAX_MILLIS,
            late ->
                whole.tryFail(
                    notRead(408, "Too slow", "the body did not end in " + MAX_MILLIS + " ms")));
    request.handler(
        part -> {
          if (whole.future().isComplete()) return; // what comes after a refusal is passed over
          if (collected.length() + part.length() > mostBytes) {
            whole.tryFail(tooLong(mostBytes));
          } else if (!flight.hold(part.length())) {
            whole.tryFail(full());
          } else {
            collected.appendBuffer(part);
          }
        });
    request.endHandler(end -> whole.tryComplete(collected.getBytes()));
    request.exceptionHandler(broken -> whole.tryFail(broken));
    return whole.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private static Future<byte[]> unpack(byte[] bytes, Flights.Flight flight, int mostBytes) {
    try {
      var unpacked = Gunzip.of(bytes, mostBytes);
      if (unpacked.isEmpty()) return Future.failedFuture(tooLong(mostBytes));
      if (!flight.hold(unpacked.get().length)) return Future.failedFuture(full());
      return Future.succeededFuture(unpacked.get());
    } catch (IOException e) {
      return fail(400, "Bad gzip", "the body is not what content-encoding says");
    }
  }

  private static NotRead tooLong(int mostBytes) {
    return notRead(
        413, "Too long", "a body has at most " + mostBytes + " bytes, also when decompressed");
  }

  private static NotRead full() {
    return new NotRead(new Answer.Later(1, "this node holds as much as it may; send again"));
  }

  private static NotRead notRead(int status, String title, String detail) {
    return new NotRead(new Answer.Refused(status, title, detail));
  }

  private static Future<byte[]> fail(int status, String title, String detail) {
    return Future.failedFuture(notRead(status, title, detail));
  }
}
