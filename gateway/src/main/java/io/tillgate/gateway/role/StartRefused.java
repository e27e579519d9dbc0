package io.tillgate.gateway.role;

/**
 * Why a process does not start: what is wrong, with which thing or setting, and what to do. All
 * that was opened before is closed again when it is thrown.
 */
public final class StartRefused extends Exception {
  private static final long serialVersionUID = 1L;

  public StartRefused(String message) {
    super(message);
  }

  public StartRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
