package io.tillgate.card.keys;

import io.vertx.core.json.JsonObject;

/**
 * Bounds of the one-time keys.
 *
 * @param slots payments that may be in flight or owe a reversal at once, 16-65,536; 4,096 (128 KiB)
 *     lasts a small shop through a day whose every payment owes one. Never shrinks an existing file
 * @param shredDelayMillis how long keys to be overwritten are gathered for one force, 0-1,000; 20
 *     costs at most 50 forces a second, beside those of the journal
 */
public record OneTimeKeySettings(int slots, int shredDelayMillis) {
  static final int MIN_SLOTS = 16;
  static final int MAX_SLOTS = 65_536;
  private static final int MAX_SHRED_DELAY_MILLIS = 1_000;

  public OneTimeKeySettings {
    if (slots < MIN_SLOTS || slots > MAX_SLOTS) {
      throw new IllegalArgumentException("slots " + slots + " is not 16-65536");
    }
    if (shredDelayMillis < 0 || shredDelayMillis > MAX_SHRED_DELAY_MILLIS) {
      throw new IllegalArgumentException("shredDelayMillis " + shredDelayMillis + " is not 0-1000");
    }
  }

  public static OneTimeKeySettings of(JsonObject section) {
    return new OneTimeKeySettings(
        section.getInteger("slots", 4_096), section.getInteger("shredDelayMillis", 20));
  }
}
