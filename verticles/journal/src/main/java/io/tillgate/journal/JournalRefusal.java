package io.tillgate.journal;

/** The journal does not open. The message says why, and what to do. */
public final class JournalRefusal extends Exception {
  public JournalRefusal(String message) {
    super(message);
  }

  public JournalRefusal(String message, Throwable cause) {
    super(message, cause);
  }
}
