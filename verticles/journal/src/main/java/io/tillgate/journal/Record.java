package io.tillgate.journal;

import java.util.Arrays;

/**
 * What the journal gives back. Offsets are consecutive; an offset whose record can no longer be
 * read comes back as a {@link #DAMAGED} record, so that a reader goes on and nothing is missing in
 * silence.
 *
 * @param offset from 0, consecutive, never used twice within an epoch
 * @param epochMillis wall clock of the box when the record was written; 0 where damaged
 * @param type what the caller gave, or {@link #DAMAGED}
 * @param key what the caller gave; empty where damaged
 * @param payload what the caller gave; empty where damaged
 */
public record Record(long offset, long epochMillis, int type, byte[] key, byte[] payload) {
  /** Type of the marker that stands for a record that was lost to damage. */
  public static final int DAMAGED = 255;

  private static final byte[] NOTHING = {};

  static Record damaged(long offset) {
    return new Record(offset, 0, DAMAGED, NOTHING, NOTHING);
  }

  public boolean isDamaged() {
    return type == DAMAGED;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Record that
        && offset == that.offset
        && epochMillis == that.epochMillis
        && type == that.type
        && Arrays.equals(key, that.key)
        && Arrays.equals(payload, that.payload);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(offset) * 31 + Arrays.hashCode(payload);
  }

  @Override
  public String toString() {
    int bytes = key.length + payload.length;
    return "Record[offset=" + offset + ", type=" + type + ", " + bytes + " bytes]";
  }
}
