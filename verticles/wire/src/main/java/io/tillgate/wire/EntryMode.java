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
   * @param code field 22 as text: three digits in 1987, the first two of which name the mode;
   *     twelve characters from 1993, of which the seventh does
   */
  static EntryMode of(Edition edition, String code) {
    if (edition == Edition.V1987) return code.length() < 2 ? UNKNOWN : of1987(code.substring(0, 2));
    return code.length() <= INPUT_MODE_1993 ? UNKNOWN : of1993(code.charAt(INPUT_MODE_1993));
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
