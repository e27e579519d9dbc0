package io.tillgate.gateway.role;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** SIGTERM and SIGINT: the first asks the process to stop, the second ends it at once. */
public final class StopSignals {
  /** What a shell shows of a process that was ended before it had finished. */
  private static final int ENDED_AT_ONCE = 1;

  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final AtomicBoolean second = new AtomicBoolean();

  private StopSignals() {}

  /** Completes with the signal's name. Without signals of this JDK it never does. */
  public static CompletableFuture<String> asked() {
    StopSignals signals = new StopSignals();
    for (String name : new String[] {"TERM", "INT"}) {
      Signals.take(name, () -> signals.came(name));
    }
    return signals.asked;
  }

  private void came(String name) {
    if (second.getAndSet(true)) Runtime.getRuntime().halt(ENDED_AT_ONCE);
    asked.complete("SIG" + name);
  }
}
