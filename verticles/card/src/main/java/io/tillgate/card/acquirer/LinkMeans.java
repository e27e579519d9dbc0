package io.tillgate.card.acquirer;

import io.tillgate.card.message.NetworkMessages;
import io.tillgate.card.stream.Flusher;
import io.tillgate.wire.Framing;
import io.vertx.core.Context;
import io.vertx.core.net.NetClient;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What links work with; all of it belongs to the card context. */
record LinkMeans(
    Context context,
    Flusher flusher,
    NetClient client,
    Framing framing,
    NetworkMessages network,
    StanCounter stans,
    Clock clock,
    RandomGenerator random) {

  /** A trace number as the dialect writes it; null where none is durable. */
  String nextStan() {
    String sixDigits = stans.next();
    return sixDigits == null ? null : network.stan(sixDigits);
  }

  /** Monotonic: waits must not depend on the wall clock. */
  long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
