package io.tillgate.card.standin;

import java.util.Locale;

/** Why the store does not answer for its acquirer; the first of these that holds. */
public enum Decline {
  /** Refunds, inquiries, cash and the like are the acquirer's alone. */
  KIND,
  /** No card number that could be counted or told: the terminal encrypted it, or there is none. */
  CARD_UNKNOWN,
  BRAND,
  ENTRY_MODE,
  /** A PIN that only the issuer can verify. */
  PIN,
  DEBIT,
  EXPIRY_UNKNOWN,
  EXPIRED,
  /** On the deny list. */
  DENIED,
  /** There is no deny list, or it is older than it may be. */
  DENY_LIST_OLD,
  /** No limits are set for this currency. */
  CURRENCY,
  FLOOR_LIMIT,
  /** As many offline sales of this card wait to be told as may. */
  CARD_COUNT,
  CARD_SUM,
  /** This card was approved offline too often of late. */
  VELOCITY,
  /** As many offline sales of the store wait to be told as may. */
  STORE_COUNT,
  STORE_SUM,
  /** The box does not know what time it is. */
  CLOCK,
  /** What room the disk has is kept for the end of what has begun. */
  DISK,
  /** One-time keys that are left are kept for reversals and refunds. */
  KEYS;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** As settings and metrics call it: {@code floor-limit}. */
  @Override
  public String toString() {
    return text;
  }
}
