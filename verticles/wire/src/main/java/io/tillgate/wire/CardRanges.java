package io.tillgate.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The public issuer ranges of card brands (ISO/IEC 7812-1 and the brands' own merchant guides).
 * Narrow on purpose: it also decides what the search for stray card numbers calls one.
 */
final class CardRanges {
  static final String UNKNOWN = "unknown";

  private static final List<CardRange> RANGES =
      List.of(
          new CardRange("visa", 4, 4, 13, 13),
          new CardRange("visa", 4, 4, 16, 16),
          new CardRange("visa", 4, 4, 19, 19),
          new CardRange("mastercard", 51, 55, 16, 16),
          new CardRange("mastercard", 2221, 2720, 16, 16),
          new CardRange("amex", 34, 34, 15, 15),
          new CardRange("amex", 37, 37, 15, 15),
          new CardRange("diners", 300, 305, 14, 19),
          new CardRange("diners", 3095, 3095, 14, 19),
          new CardRange("diners", 36, 36, 14, 19),
          new CardRange("diners", 38, 39, 14, 19),
          new CardRange("discover", 6011, 6011, 16, 19),
          new CardRange("discover", 644, 649, 16, 19),
          new CardRange("discover", 65, 65, 16, 19),
          new CardRange("jcb", 3528, 3589, 16, 19),
          new CardRange("unionpay", 62, 62, 16, 19),
          new CardRange("unionpay", 81, 81, 16, 19),
          new CardRange("maestro", 5018, 5018, 13, 19),
          new CardRange("maestro", 5020, 5020, 13, 19),
          new CardRange("maestro", 5038, 5038, 13, 19),
          new CardRange("maestro", 5893, 5893, 13, 19),
          new CardRange("maestro", 6304, 6304, 13, 19),
          new CardRange("maestro", 6759, 6759, 13, 19),
          new CardRange("maestro", 6761, 6763, 13, 19),
          new CardRange("mir", 2200, 2204, 16, 19),
          new CardRange("rupay", 60, 60, 16, 16),
          new CardRange("rupay", 508, 508, 16, 16),
          new CardRange("rupay", 82, 82, 16, 16),
          new CardRange("troy", 9792, 9792, 16, 16),
          new CardRange("verve", 506099, 506198, 16, 19),
          new CardRange("elo", 636368, 636368, 16, 16),
          new CardRange("elo", 504175, 504175, 16, 16),
          new CardRange("hipercard", 606282, 606282, 16, 16),
          new CardRange("dankort", 5019, 5019, 16, 16));

  /** Ranges by the first digit, longest prefix first. */
  private static final CardRange[][] BY_FIRST_DIGIT = byFirstDigit();

  private CardRanges() {}

  /** All brands that have a range. */
  static Set<String> brands() {
    return RANGES.stream().map(CardRange::brand).collect(Collectors.toUnmodifiableSet());
  }

  private static CardRange[][] byFirstDigit() {
    CardRange[][] table = new CardRange[10][];
    for (int digit = 0; digit < 10; digit++) {
      List<CardRange> begins = new ArrayList<>();
      for (CardRange range : RANGES) {
        if (Integer.toString(range.low()).charAt(0) - '0' == digit) begins.add(range);
      }
      begins.sort((a, b) -> b.prefixDigits() - a.prefixDigits());
      table[digit] = begins.toArray(CardRange[]::new);
    }
    return table;
  }

  /** The range that ASCII digits of this length belong to, or null. */
  static CardRange find(byte[] digits, int offset, int length) {
    if (length == 0) return null;
    for (CardRange range : BY_FIRST_DIGIT[digits[offset] - '0']) {
      if (length < range.minDigits() || length > range.maxDigits()) continue;
      int prefix = 0;
      for (int i = 0; i < range.prefixDigits(); i++)
        prefix = prefix * 10 + digits[offset + i] - '0';
      if (prefix >= range.low() && prefix <= range.high()) return range;
    }
    return null;
  }
}
