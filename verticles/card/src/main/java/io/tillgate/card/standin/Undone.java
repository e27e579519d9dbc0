package io.tillgate.card.standin;

/** What became of the wish to undo an offline sale, or a part of it. */
public enum Undone {
  /** It is void: the acquirer never hears of it. */
  VOIDED,
  /** The acquirer will hear of what is left. */
  REDUCED,
  /** The acquirer may have it: it is reversed there as soon as it has answered. */
  REVERSAL_OWED,
  /** The acquirer may have it, and a part cannot be undone now: refund it. */
  SENT,
  /** It is no offline sale that the edge knows, or it is told and closed: refund it. */
  NOT_QUEUED,
  /** More than is left of it. */
  TOO_MUCH,
  /** The journal is full, or no key is free: ask again later. */
  NOT_NOW
}
