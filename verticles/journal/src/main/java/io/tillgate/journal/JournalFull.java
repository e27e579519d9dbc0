package io.tillgate.journal;

/** This append was refused and left no trace; a later one may be taken. */
public final class JournalFull extends RuntimeException {
  public JournalFull(String message) {
    super(message);
  }
}
