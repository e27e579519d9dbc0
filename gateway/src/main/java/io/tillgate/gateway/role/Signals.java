package io.tillgate.gateway.role;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system.
 *
 * <p>The JDK has no public way to take one. {@code sun.misc.Signal} has been there in every JDK and
 * is reached by name, since the compiler refuses to see it.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs {@code deed} at every signal of that name, on a thread of the JVM's own.
   *
   * @param name without SIG: {@code TERM}
   * @return false where this JVM leaves signals to others (-Xrs), which then do what they always
   *     did
   */
  static boolean take(String name, Runnable deed) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> called(deed, method.getName(), proxy, arguments));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Object called(Runnable deed, String method, Object proxy, Object[] arguments) {
    return switch (method) {
      case "handle" -> {
        deed.run();
        yield null;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "Signals";
    };
  }
}
