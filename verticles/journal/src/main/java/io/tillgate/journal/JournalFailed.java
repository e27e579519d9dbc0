package io.tillgate.journal;

/**
 * The journal takes nothing more: a write or a force failed, or it is closed. What was waiting may
 * or may not be on the disk. After a failed force the process must restart, since the kernel may
 * have dropped what it could not write: asking again would lie.
 */
public final class JournalFailed extends RuntimeException {
  public JournalFailed(String message) {
    super(message);
  }

  public JournalFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
