package io.tillgate.wire;

/**
 * Message type indicators as numbers: {@code 0210} is 210, {@code 1420} is 1420. Digits from the
 * left: edition, class, function, origin (odd: a repeat).
 */
public final class Mti {
  private Mti() {}

  /** The four digits. */
  public static String text(int mti) {
    char[] digits = new char[4];
    for (int i = 3; i >= 0; i--) {
      digits[i] = (char) ('0' + mti % 10);
      mti /= 10;
    }
    return new String(digits);
  }

  /** Authorisation: money is held, not moved. */
  public static boolean isAuthorization(int mti) {
    return classOf(mti) == 1;
  }

  /** Financial: money moves. */
  public static boolean isFinancial(int mti) {
    return classOf(mti) == 2;
  }

  public static boolean isReversal(int mti) {
    return classOf(mti) == 4;
  }

  /** Sign-on, echo, keys. */
  public static boolean isNetwork(int mti) {
    return classOf(mti) == 8;
  }

  /** Whether it tells of something done, which the receiver cannot refuse. */
  public static boolean isAdvice(int mti) {
    return function(mti) == 2;
  }

  public static boolean isRepeat(int mti) {
    return mti % 2 == 1;
  }

  private static int classOf(int mti) {
    return mti / 100 % 10;
  }

  private static int function(int mti) {
    return mti / 10 % 10;
  }
}
