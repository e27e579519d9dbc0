package io.tillgate.pos;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * A body on its way through a filter. It fails where the filter does not let it pass, and then
 * gives nothing more. Holds nothing itself: pressure goes back to the source.
 */
final class FilteredBody implements ReadStream<Buffer> {
  private final ReadStream<Buffer> source;
  private final BodyFilter filter;
  private Handler<Buffer> handler = part -> {};
  private Handler<Void> whenEnded = end -> {};
  private Handler<Throwable> whenFailed = failure -> {};
  private NotPassed refusal;
  private boolean done;

  FilteredBody(ReadStream<Buffer> source, BodyFilter filter) {
    this.source = source;
    this.filter = filter;
  }

  /** Why it may not pass; null where it may. */
  NotPassed refusal() {
    return refusal;
  }

  @Override
  public FilteredBody handler(Handler<Buffer> handler) {
    this.handler = handler == null ? part -> {} : handler;
    source.handler(handler == null ? null : this::take);
    return this;
  }

  private void take(Buffer part) {
    if (done) return;
    try {
      Buffer passed = filter.take(part);
      if (passed.length() > 0) handler.handle(passed);
      else source.fetch(1);
    } catch (NotPassed e) {
      refuse(e);
    }
  }

  private void refuse(NotPassed why) {
    refusal = why;
    done = true;
    whenFailed.handle(why);
  }

  private void end() {
    if (done) return;
    try {
      Buffer last = filter.end();
      if (last.length() > 0) handler.handle(last);
    } catch (NotPassed e) {
      refuse(e);
      return;
    }
    done = true;
    whenEnded.handle(null);
  }

  @Override
  public FilteredBody exceptionHandler(Handler<Throwable> failed) {
    whenFailed = failed == null ? failure -> {} : failed;
    source.exceptionHandler(
        failed == null
            ? null
            : failure -> {
              if (done) return;
              done = true;
              filter.abort();
              failed.handle(failure);
            });
    return this;
  }

  @Override
  public FilteredBody endHandler(Handler<Void> ended) {
    whenEnded = ended == null ? end -> {} : ended;
    source.endHandler(ended == null ? null : end -> end());
    return this;
  }

  @Override
  public FilteredBody pause() {
    source.pause();
    return this;
  }

  @Override
  public FilteredBody resume() {
    source.resume();
    return this;
  }

  @Override
  public FilteredBody fetch(long amount) {
    source.fetch(amount);
    return this;
  }
}
