package io.tillgate.card.keys;

/**
 * Holds keys of a ring, and turns to others when the ring is taken up anew. Called by the thread
 * that does so, one at a time.
 */
public interface RingFollower {

  /**
   * Whether it can do with the keys of {@code next}; a follower that cannot be asked without
   * turning may turn now.
   *
   * @throws BadKeyRing where {@code next} lacks a key that is still needed: all stays as it was
   */
  void consider(KeyRing next) throws BadKeyRing;

  /** The ring has turned. */
  default void turned() {}
}
