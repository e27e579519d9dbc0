package io.tillgate.card.keys;

/** What a key of the ring is for. A ring that serves an edge has an active key of each role. */
public enum KeyRole {
  /** Makes tokens; the same in every store of one merchant, and never rotated. */
  TOKEN,
  /** Encrypts the journal of this box; each box has its own. */
  JOURNAL
}
