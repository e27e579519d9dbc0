package io.tillgate.wire;

/**
 * Numbers that one brand issues.
 *
 * @param low first prefix, as many digits as {@code high}
 * @param high last prefix, inclusive
 * @param minDigits shortest number of the range
 * @param maxDigits longest number of the range
 */
record CardRange(String brand, int low, int high, int minDigits, int maxDigits) {
  CardRange {
    if (digits(low) != digits(high) || low > high) {
      throw new IllegalArgumentException("prefixes of a range have the same length and an order");
    }
  }

  int prefixDigits() {
    return digits(low);
  }

  private static int digits(int prefix) {
    return Integer.toString(prefix).length();
  }
}
