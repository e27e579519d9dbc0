package io.tillgate.wire;

/** How a card was read (field 22). */
public enum EntryMode {
  CHIP,
  CONTACTLESS,
  MAGSTRIPE,
  KEYED,
  STORED,
  UNKNOWN;

  private static final int INPUT_MODE_1993 = 6;

  /**
   * @param code field 22: three digits in 1987, the first two of which name the mode; twelve
   *     characters from 1993, of which the seventh does; bytes from 2003, one Latin-1 character
   *     each, the bits of the first of which do
   */
  static EntryMode of(Edition edition, String code) {
    return switch (edition) {
      case V1987 -> code.length() < 2 ? UNKNOWN : of1987(code.substring(0, 2));
      case V1993 ->
          code.length() <= INPUT_MODE_1993 ? UNKNOWN : of1993(code.charAt(INPUT_MODE_1993));
      case V2003 -> code.isEmpty() ? UNKNOWN : of2003(code.charAt(0));
    };
  }

  /** Several bits may be set where a terminal fell back: the way that gave the data counts. */
  private static EntryMode of2003(int methods) {
    if ((methods & 1 << 1) != 0) return CONTACTLESS;
    if ((methods & 1 << 5) != 0) return CHIP;
    if ((methods & 1 << 4) != 0) return MAGSTRIPE;
    if ((methods & 1 << 2) != 0) return KEYED;
    return (methods & 1 << 6) != 0 ? STORED : UNKNOWN;
  }

  private static EntryMode of1987(String mode) {
    return switch (mode) {
      case "05", "95" -> CHIP;
      case "07", "91" -> CONTACTLESS;
      case "02", "80", "90" -> MAGSTRIPE;
      case "01", "81" -> KEYED;
      case "10" -> STORED;
      default -> UNKNOWN;
    };
  }

  /**
   * The standard's digits, and the letters that card schemes added for contactless and commerce.
   */
  private static EntryMode of1993(char mode) {
    return switch (mode) {
      case '5', 'C', 'F' -> CHIP;
      case 'A', 'M' -> CONTACTLESS;
      case '2', 'B' -> MAGSTRIPE;
      case '1', '6', 'S', 'T' -> KEYED;
      case '7' -> STORED;
      default -> UNKNOWN;
    };
  }
}
