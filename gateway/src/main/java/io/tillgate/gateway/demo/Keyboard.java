package io.tillgate.gateway.demo;

import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * Keys pressed while the demo runs, one at a time, without Enter where there is a terminal that
 * can. Where there is none (a pipe, a service), nothing is read.
 */
final class Keyboard implements AutoCloseable {
  private final boolean there;
  private final boolean raw;

  private Keyboard(boolean there, boolean raw) {
    this.there = there;
    this.raw = raw;
  }

  /**
   * @param pressed hears each key on a thread of its own
   */
  static Keyboard listen(IntConsumer pressed) {
    if (System.console() == null) return new Keyboard(false, false);
    Keyboard keyboard = new Keyboard(true, stty("-icanon -echo -isig min 1"));
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

  private static boolean stty(String arguments) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", "stty " + arguments + " < /dev/tty")
              .redirectErrorStream(true)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether there is anything to press. */
  boolean isThere() {
    return there;
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    if (raw) stty("icanon echo isig");
  }
}
