package io.tillgate.card.standin;

import java.util.Map;

/**
 * How a terminal, its till and the receipt can tell an answer of the store's own from the
 * acquirer's.
 *
 * @param code response code (DE39) of an approval, one that the profile calls approved. Its lowest,
 *     00 or 000
 * @param authorizationPrefix how approval codes (DE38) begin, up to 3 letters or digits. OF
 * @param marker fields that every answer of the stand-in carries. {44: OFFLINE}
 * @param declineCodes response codes by reason, where they are not the profile's {@code notSent}.
 *     expired: 54 or 101
 */
public record OfflineAnswer(
    String code,
    String authorizationPrefix,
    Map<Integer, String> marker,
    Map<Decline, String> declineCodes) {

  public OfflineAnswer {
    marker = Map.copyOf(marker);
    declineCodes = Map.copyOf(declineCodes);
  }

  /** The code that says no for {@code reason}. */
  public String code(Decline reason, String otherwise) {
    return declineCodes.getOrDefault(reason, otherwise);
  }
}
