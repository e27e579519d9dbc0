package io.tillgate.journal;

/** A cursor asked for an offset whose segment was released and deleted. */
public final class JournalRetired extends RuntimeException {
  private final long firstOffset;

  JournalRetired(long asked, long firstOffset) {
    super("offset " + asked + " is retired; the first that is left is " + firstOffset);
    this.firstOffset = firstOffset;
  }

  /** The first offset that is left. */
  public long firstOffset() {
    return firstOffset;
  }
}
