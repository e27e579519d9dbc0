package io.tillgate.wire;

import java.util.List;

/**
 * A dialect file that cannot be used. The message is {@code file:line: reason}, of its first
 * mistake where it has several.
 */
public final class BadDialect extends RuntimeException {
  private final int line;
  private final transient List<BadDialect> others;

  public BadDialect(String file, int line, String reason) {
    super(file + (line > 0 ? ":" + line : "") + ": " + reason);
    this.line = line;
    this.others = List.of();
  }

  private BadDialect(BadDialect first, List<BadDialect> others) {
    super(first.getMessage());
    this.line = first.line;
    this.others = List.copyOf(others);
  }

  /**
   * One for all mistakes of a file.
   *
   * @param mistakes at least one
   */
  static BadDialect of(List<BadDialect> mistakes) {
    if (mistakes.size() == 1) return mistakes.get(0);
    return new BadDialect(mistakes.get(0), mistakes);
  }

  /** Counted from 1; 0 where the file as a whole is meant. */
  public int line() {
    return line;
  }

  /** Every mistake that was found, this one first; in the order of the file. */
  public List<BadDialect> mistakes() {
    return others.isEmpty() ? List.of(this) : others;
  }
}
