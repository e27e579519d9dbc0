package io.tillgate.wire;

import java.util.List;
import java.util.Map;

/**
 * How a payment is undone at the acquirer.
 *
 * @param mti of the first try
 * @param copy fields that are taken from the original request
 * @param set fields with a fixed value, such as the reason (1993: field 25)
 * @param originalData the field with the original data elements: 90 in 1987, 56 from 1993, or
 *     {@link #NO_ORIGINAL_DATA} for hosts that match by the copied fields
 */
public record ReversalRule(
    int mti, List<Integer> copy, Map<Integer, String> set, int originalData) {

  public static final int NO_ORIGINAL_DATA = 0;

  private static final int PAN = 2;

  public ReversalRule {
    copy = List.copyOf(copy);
    set = Map.copyOf(set);
  }

  /**
   * Starts the reversal of a request. It carries no track, CVC or PIN; a card number that came in a
   * track only is carried as field 2. Field 7 is the original's until the sender sets its own.
   *
   * @throws BadMessage where the original lacks what identifies it
   */
  public MessageBuilder write(MessageView original, MessageBuilder into) {
    into.start(mti);
    for (int field : copy) {
      if (field == PAN && !original.has(PAN)) {
        try (Pan pan = original.pan()) {
          if (pan != null) into.pan(PAN, pan);
        }
      } else {
        into.copyIfPresent(original, field);
      }
    }
    set.forEach(into::text);
    return originalData == NO_ORIGINAL_DATA
        ? into
        : into.text(originalData, OriginalData.write(original));
  }
}
