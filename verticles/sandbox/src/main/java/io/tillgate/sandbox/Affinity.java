package io.tillgate.sandbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** The one context to which the state of a part belongs, and how other threads get there. */
public record Affinity(Context context) {

  /** Does it there; what it throws fails the future. */
  public <T> Future<T> call(Supplier<Future<T>> deed) {
    Promise<T> done = Promise.promise();
    context.runOnContext(
        ignored -> {
          try {
            deed.get().onComplete(done);
          } catch (RuntimeException e) {
            done.fail(e);
          }
        });
    return done.future();
  }
}
