package io.tillgate.uplink;

/**
 * Why a connection to central, or an attempt at one, ended.
 *
 * @param reason for people; names no contents
 * @param isRefusal whether trying again is of no use until a person has mended something
 * @param retryAfterMillis what central asked for; 0 where it did not
 */
record Ending(String reason, boolean isRefusal, long retryAfterMillis) {
  static Ending failure(String reason) {
    return new Ending(reason, false, 0);
  }

  static Ending refusal(String reason) {
    return new Ending(reason, true, 0);
  }

  static Ending busy(String reason, long retryAfterMillis) {
    return new Ending(reason, false, retryAfterMillis);
  }
}
