package io.tillgate.card.filter;

/** What becomes of a card number. */
public enum Action {
  /** The merchant's token takes its place. */
  TOKENISE,
  /** The message does not pass. */
  REFUSE,
  /** BIN and last four stay (PCI DSS 4.0.1, 3.4.1), stars take the place of the rest. */
  MASK,
  /** It passes: to a listed upstream only, and only in the direction of the request. */
  REVEAL,
  /** Nothing takes its place: for codes and track data (PCI DSS 4.0.1, 3.3.1). */
  REMOVE;

  String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
