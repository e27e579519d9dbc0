package io.tillgate.journal;

import java.util.Objects;

/**
 * What a caller appends. Not copied: neither array may change until the append has completed.
 *
 * @param type 1-254, the caller's own meaning; 255 is {@link Record#DAMAGED}
 * @param key id of what the entry is about, 0-65,535 bytes
 * @param payload anything; key and payload together at most {@link JournalSettings#maxRecordBytes}
 */
public record Entry(int type, byte[] key, byte[] payload) {
  public static final int MAX_TYPE = 254;
  static final int MAX_KEY_BYTES = 0xffff;

  public Entry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(payload, "payload");
    if (type < 1 || type > MAX_TYPE) {
      throw new IllegalArgumentException("type " + type + " is not in 1-" + MAX_TYPE);
    }
    if (key.length > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key of " + key.length + " bytes is longer than " + MAX_KEY_BYTES);
    }
  }

  /** Bytes that count against {@link JournalSettings#maxRecordBytes}. */
  int bytes() {
    return key.length + payload.length;
  }

  @Override
  public String toString() {
    return "Entry[type=" + type + ", " + bytes() + " bytes]";
  }
}
