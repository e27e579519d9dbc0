package io.tillgate.sandbox;

import java.io.IOException;

/**
 * A log that cannot be read or is not ours to open. The message says which, where, and what to do.
 */
public final class BrokenLog extends IOException {
  private static final long serialVersionUID = 1L;

  public BrokenLog(String message) {
    super(message);
  }
}
