package io.tillgate.card.keys;

/** Knows what lies under the keys of a ring. */
@FunctionalInterface
public interface KeyUses {
  /** For a box that has no data yet. */
  KeyUses NONE = key -> "";

  /**
   * What needs {@code key}, for people, and until when; empty where nothing does.
   *
   * @throws BadKeyRing where that cannot be found out
   */
  String of(KeyRing.Key key) throws BadKeyRing;
}
