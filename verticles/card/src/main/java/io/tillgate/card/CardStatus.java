package io.tillgate.card;

import io.tillgate.card.cases.CaseFigures;
import io.tillgate.card.standin.Exposure;
import java.util.List;

/** How the card room is doing. May be asked by any thread. */
public interface CardStatus {
  /** Whether terminals are listened to, and the journal takes what they ask. */
  boolean isAccepting();

  /** The port that terminals connect to. */
  int terminalPort();

  /** The port that tills post nexo messages to; -1 where there is none. */
  int nexoPort();

  /** Terminal connections now. */
  int terminals();

  /** Links to all acquirers that carry traffic. */
  int linksUp();

  /** Links that there should be. */
  int links();

  /** How the road to each acquirer is, in the order of the settings. */
  List<AcquirerStatus> acquirers();

  /** Payments whose outcome is not durable yet. */
  int inFlight();

  /** Reversals that the acquirer has not acknowledged. */
  int reversalsOwed();

  /** Of these, the ones tried so often that a person must look. */
  int reversalsParked();

  /** Since when the oldest reversal is owed; {@link Long#MAX_VALUE} where none is. */
  long oldestOwedEpochMillis();

  /** Cases that are open, one entry for each kind. */
  List<CaseFigures> cases();

  /** What the store approved offline and its acquirers have not answered: what it may lose. */
  Exposure.Figures exposure();

  /** Of these, the ones of which the acquirer makes nothing: a person must look. */
  int advicesParked();

  /**
   * The first journal offset that a restart would need: records from here on must not be released,
   * whatever central has.
   */
  long firstNeededOffset();
}
