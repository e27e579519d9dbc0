package io.tillgate.retail;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One way in which a part was paid, or given back in a refund.
 *
 * @param id unique in its sale
 * @param amountMinor what was handed over, 0 or more
 * @param changeMinor what of it was given back at once, cash-back on a card included
 * @param card only with {@link Kind#CARD}: what the terminal told the till
 */
public record Tender(String id, Kind kind, long amountMinor, long changeMinor, CardReference card) {

  /** With what it was paid. */
  public enum Kind {
    @JsonProperty("cash")
    CASH,
    @JsonProperty("card")
    CARD,
    @JsonProperty("voucher")
    VOUCHER,
    @JsonProperty("gift_card")
    GIFT_CARD,
    @JsonProperty("store_credit")
    STORE_CREDIT,
    @JsonProperty("other")
    OTHER
  }

  /**
   * By what a tender is matched to its payment. A STAN alone is not enough, it wraps after 999,999;
   * terminal, STAN and day, or the RRN, are. There is no place for a card number.
   *
   * @param terminal ISO 8583 DE41, trimmed
   * @param stan DE11, six digits, or null
   * @param rrn DE37, or null
   * @param authorizationCode DE38, or null
   */
  public record CardReference(String terminal, String stan, String rrn, String authorizationCode) {}
}
