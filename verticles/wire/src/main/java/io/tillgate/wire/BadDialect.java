package io.tillgate.wire;

/** A dialect file that cannot be used. The message is {@code file:line: reason}. */
public final class BadDialect extends RuntimeException {
  private final int line;

  public BadDialect(String file, int line, String reason) {
    super(file + (line > 0 ? ":" + line : "") + ": " + reason);
    this.line = line;
  }

  /** Counted from 1; 0 where the file as a whole is meant. */
  public int line() {
    return line;
  }
}
