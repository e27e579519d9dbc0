package io.tillgate.pos;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Gathers a small body, so that its true length is known before its head goes out. */
final class WholeBody {
  /** Longer ones, and those of unknown length, go on in chunks. */
  static final int MAX_BYTES = 64 << 10;

  private WholeBody() {}

  /**
   * @param maxBytes more fails it with {@link TooLong}
   */
  static Future<Buffer> of(ReadStream<Buffer> body, int maxBytes) {
    Promise<Buffer> whole = Promise.promise();
    Buffer gathered = Buffer.buffer();
    body.exceptionHandler(whole::tryFail);
    body.endHandler(end -> whole.tryComplete(gathered));
    body.handler(
        part -> {
          if (gathered.length() + part.length() > maxBytes) whole.tryFail(new TooLong());
          else gathered.appendBuffer(part);
        });
    body.resume();
    return whole.future();
  }

  /** More bytes than may be gathered. */
  static final class TooLong extends Exception {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("body too long to be gathered", null, false, false);
    }
  }
}
