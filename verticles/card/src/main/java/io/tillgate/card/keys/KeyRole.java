package io.tillgate.card.keys;

/** What a key of the ring is for. A ring that serves an edge has an active key of each role. */
public enum KeyRole {
  /** Wraps the others, and lies elsewhere; the ring only names it. Rotates. */
  KEK,
  /** Makes tokens; the same in every store of one merchant, and never rotated. */
  TOKEN,
  /** Encrypts the journal of this box; each box has its own. Rotates. */
  JOURNAL,
  /**
   * Wraps the one-time keys, under which lies what a reversal or a payment that waits offline needs
   * of a card (PCI DSS 4.0.1, 3.3.2); each box has its own. Rotates.
   */
  QUEUE;

  /** Whether a key of this role may be replaced. */
  public boolean rotates() {
    return this != TOKEN;
  }
}
