package io.tillgate.gateway.role;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * SIGTERM and SIGINT: the first asks the process to stop, the second ends it at once.
 *
 * <p>The JDK has no public way to take a signal and choose the exit code. {@code sun.misc.Signal}
 * has been there in every JDK and is reached by name, since the compiler refuses to see it.
 */
public final class StopSignals {
  /** What a shell shows of a process that was ended before it had finished. */
  private static final int ENDED_AT_ONCE = 1;

  private final CompletableFuture<String> asked = new CompletableFuture<>();
  private final AtomicBoolean second = new AtomicBoolean();

  private StopSignals() {}

  /** Completes with the signal's name. Without signals of this JDK it never does. */
  public static CompletableFuture<String> asked() {
    StopSignals signals = new StopSignals();
    try {
      for (String name : new String[] {"TERM", "INT"}) signals.take(name);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // -Xrs: signals belong to whoever asked for that, and end the process as they always did.
      return signals.asked;
    }
    return signals.asked;
  }

  private void take(String name) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object ours =
        Proxy.newProxyInstance(
            handler.getClassLoader(),
            new Class<?>[] {handler},
            (proxy, method, arguments) -> called(name, method.getName(), proxy, arguments));
    signal
        .getMethod("handle", signal, handler)
        .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
  }

  private Object called(String name, String method, Object proxy, Object[] arguments) {
    return switch (method) {
      case "handle" -> {
        if (second.getAndSet(true)) Runtime.getRuntime().halt(ENDED_AT_ONCE);
        asked.complete("SIG" + name);
        yield null;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "StopSignals";
    };
  }
}
