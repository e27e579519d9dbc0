package io.tillgate.retail.feed;

import java.nio.charset.StandardCharsets;

/**
 * One journal record as central sees it.
 *
 * @param offset its place in the edge's journal, from 0, without gaps
 * @param epochMillis the edge's wall clock when it was written
 * @param type an {@link EventType#code()}; a local one carries neither key nor payload
 * @param key what the record is about: a sale's id, a payment's id; order is kept per key
 * @param payload JSON, UTF-8; empty for a local record
 */
public record Event(long offset, long epochMillis, int type, byte[] key, byte[] payload) {
  private static final byte[] NOTHING = {};

  public Event {
    if (offset < 0) throw new IllegalArgumentException("offset " + offset + " is below 0");
    if (type < 1 || type > 255)
      throw new IllegalArgumentException("type " + type + " is not 1-255");
  }

  /** The place of a record that stays on the box. */
  public static Event withheld(long offset, long epochMillis, int type) {
    return new Event(offset, epochMillis, type, NOTHING, NOTHING);
  }

  public String keyText() {
    return new String(key, StandardCharsets.UTF_8);
  }
}
