package io.tillgate.gateway.demo;

import java.io.IOException;

/** Ends a process of the demo when the demo itself is gone: its end of the pipe closes. */
public final class ParentWatch {
  static final String PROPERTY = "tillgate.demo.child";

  private ParentWatch() {}

  /** Starts watching where this process was started by the demo; else does nothing. */
  public static void startIfChild() {
    if (!Boolean.getBoolean(PROPERTY)) return;
    Thread thread = new Thread(ParentWatch::waitForEnd, "parent-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private static void waitForEnd() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      // A broken pipe says the same as its end: the parent is gone.
    }
    // At once, as in a power cut, which all of them outlive: a next demo may already be there.
    Runtime.getRuntime().halt(0);
  }
}
