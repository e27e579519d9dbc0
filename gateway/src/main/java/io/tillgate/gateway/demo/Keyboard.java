package io.tillgate.gateway.demo;

import java.io.IOException;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Keys pressed while the demo runs, one at a time, without Enter. Where there is no terminal (a
 * pipe, a service), nothing is read.
 */
final class Keyboard implements AutoCloseable {
  private final String modes;
  private final Thread atExit = new Thread(this::giveBack, "terminal-modes");

  private Keyboard(String modes) {
    this.modes = modes;
  }

  /**
   * @param terminal whether there is one
   * @param pressed hears each key on a thread of its own
   */
  static Keyboard listen(boolean terminal, IntConsumer pressed) {
    Optional<String> modes = terminal ? Terminal.modes() : Optional.empty();
    if (modes.isEmpty() || !Terminal.set("-icanon", "-echo", "min", "1")) return new Keyboard(null);
    Keyboard keyboard = new Keyboard(modes.get());
    Runtime.getRuntime().addShutdownHook(keyboard.atExit);
    Thread thread = new Thread(() -> read(pressed), "keyboard");
    thread.setDaemon(true);
    thread.start();
    return keyboard;
  }

  private static void read(IntConsumer pressed) {
    try {
      for (int key = System.in.read(); key >= 0; key = System.in.read()) pressed.accept(key);
    } catch (IOException e) {
      // Without a keyboard the demo runs on; Ctrl-C still ends it.
    }
  }

  /** Whether there is anything to press. */
  boolean isThere() {
    return modes != null;
  }

  private void giveBack() {
    Terminal.set(modes);
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    if (!isThere()) return;
    giveBack();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already, and gives it back once more.
    }
  }
}
