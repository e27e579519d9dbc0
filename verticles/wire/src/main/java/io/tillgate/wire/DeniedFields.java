package io.tillgate.wire;

/**
 * What standard field numbers hold, for dialect files that do not say. Whatever the standard leaves
 * to private or national use is denied, since CVC, PIN data and card numbers travel there.
 */
final class DeniedFields {
  private DeniedFields() {}

  static Holds holds(int field) {
    return switch (field) {
      case 2 -> Holds.PAN;
      case 14 -> Holds.EXPIRY;
      case 23 -> Holds.CARD_SEQUENCE;
      case 34, 102, 103 -> Holds.ACCOUNT;
      case 35 -> Holds.TRACK_2;
      case 36 -> Holds.TRACK_3;
      case 45 -> Holds.TRACK_1;
      case 52 -> Holds.PIN;
      case 53, 96 -> Holds.SECURITY;
      case 55 -> Holds.EMV;
      case 64, 128 -> Holds.MAC;
      case 46, 47, 48, 65, 72 -> Holds.PRIVATE;
      default ->
          (field >= 56 && field <= 63) || (field >= 104 && field <= 127) || field > 128
              ? Holds.PRIVATE
              : Holds.NOTHING;
    };
  }

  /** Whether a dialect file may not declare this field to be harmless. */
  static boolean isAlwaysSecret(int field) {
    return switch (field) {
      case 2, 34, 35, 36, 45, 52 -> true;
      default -> false;
    };
  }
}
