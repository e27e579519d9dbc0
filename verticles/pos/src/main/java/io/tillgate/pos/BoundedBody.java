package io.tillgate.pos;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A body on its way through; it fails where it grows beyond its bound. */
final class BoundedBody implements ReadStream<Buffer> {
  private final ReadStream<Buffer> source;
  private final long maxBytes;
  private Handler<Throwable> whenFailed = failure -> {};
  private long bytes;

  BoundedBody(ReadStream<Buffer> source, long maxBytes) {
    this.source = source;
    this.maxBytes = maxBytes;
  }

  boolean isOver() {
    return bytes > maxBytes;
  }

  @Override
  public BoundedBody handler(Handler<Buffer> handler) {
    source.handler(handler == null ? null : part -> take(part, handler));
    return this;
  }

  private void take(Buffer part, Handler<Buffer> handler) {
    boolean wasOver = isOver();
    bytes += part.length();
    if (!isOver()) handler.handle(part);
    else if (!wasOver) whenFailed.handle(new IllegalStateException("body over " + maxBytes));
  }

  @Override
  public BoundedBody exceptionHandler(Handler<Throwable> handler) {
    whenFailed = handler == null ? failure -> {} : handler;
    source.exceptionHandler(handler);
    return this;
  }

  @Override
  public BoundedBody pause() {
    source.pause();
    return this;
  }

  @Override
  public BoundedBody resume() {
    source.resume();
    return this;
  }

  @Override
  public BoundedBody fetch(long amount) {
    source.fetch(amount);
    return this;
  }

  @Override
  public BoundedBody endHandler(Handler<Void> handler) {
    source.endHandler(handler);
    return this;
  }
}
