package io.tillgate.wire;

import io.tillgate.wire.BadMessage.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Chip data of field 55 (BER-TLV, EMV Book 3, annex B), indexed where they lie. Constructed objects
 * are listed, and so is what is in them. Malformed data are refused as a whole, so that nothing of
 * what cannot be told apart is recorded. One thread.
 */
public final class EmvData {
  /** Payment account reference: the same for a card and for its copies in phones. */
  public static final int PAR = 0x9F24;

  private static final int TRACK_2_EQUIVALENT = 0x57;
  private static final int APPLICATION_PAN = 0x5A;

  /** More objects than any card sends; a bound on what garbage can cost. */
  private static final int MAX_OBJECTS = 256;

  private static final int MAX_DEPTH = 8;

  private final int[] tags = new int[MAX_OBJECTS];
  private final int[] offsets = new int[MAX_OBJECTS];
  private final int[] lengths = new int[MAX_OBJECTS];
  private final boolean[] constructed = new boolean[MAX_OBJECTS];
  private int size;
  private byte[] bytes;
  private boolean owned;
  private int field;

  /** Where the walk stands. */
  private int at;

  /**
   * Whether a tag holds card data or a PIN: track 1 and 2 equivalents, card number, expiry,
   * sequence number, cardholder name and discretionary data.
   */
  public static boolean isCardData(int tag) {
    return switch (tag) {
      case 0x56, 0x57, 0x5A, 0x5F20, 0x5F24, 0x5F34, 0x9F0B, 0x9F1F, 0x9F20, 0x9F6B, 0x99 -> true;
      default -> false;
    };
  }

  void clear() {
    if (owned) Arrays.fill(bytes, (byte) 0);
    owned = false;
    size = 0;
    bytes = null;
  }

  /** As {@link #index}, of bytes that were made for it alone: they are zeroed when it is done. */
  void own(byte[] data, int field) {
    try {
      index(data, 0, data.length, field);
      owned = true;
    } catch (BadMessage malformed) {
      Arrays.fill(data, (byte) 0);
      throw malformed;
    }
  }

  /**
   * Indexes all objects.
   *
   * @throws BadMessage naming {@code field}, where they are malformed; nothing is then kept
   */
  void index(byte[] data, int offset, int length, int field) {
    clear();
    this.bytes = data;
    this.field = field;
    boolean whole = false;
    try {
      objects(offset, offset + length, 0);
      whole = true;
    } finally {
      if (!whole) clear();
    }
  }

  private void objects(int from, int end, int depth) {
    if (depth > MAX_DEPTH) throw bad();
    at = from;
    while (at < end) {
      if (bytes[at] == 0) {
        // Zeros between objects are padding (EMV Book 3, B1).
        at++;
        continue;
      }
      boolean holdsObjects = (bytes[at] & 0x20) != 0;
      int tag = readTag(end);
      int length = readLength(end);
      if (length > end - at || size == MAX_OBJECTS) throw bad();
      tags[size] = tag;
      offsets[size] = at;
      lengths[size] = length;
      constructed[size++] = holdsObjects;
      int next = at + length;
      if (holdsObjects) objects(at, next, depth + 1);
      at = next;
    }
  }

  private int readTag(int end) {
    int first = bytes[at++] & 0xFF;
    if ((first & 0x1F) != 0x1F) return first;
    int tag = first;
    for (int i = 0; i < 3; i++) {
      if (at >= end) throw bad();
      int next = bytes[at++] & 0xFF;
      tag = tag << 8 | next;
      if ((next & 0x80) == 0) return tag;
    }
    throw bad();
  }

  private int readLength(int end) {
    if (at >= end) throw bad();
    int first = bytes[at++] & 0xFF;
    if (first < 0x80) return first;
    int more = first & 0x7F;
    if (more == 0 || more > 3 || end - at < more) throw bad();
    int length = 0;
    for (int i = 0; i < more; i++) length = length << 8 | bytes[at++] & 0xFF;
    return length;
  }

  private BadMessage bad() {
    return new BadMessage(Reason.BAD_TLV, field);
  }

  /** Objects, those in constructed ones included. */
  public int size() {
    return size;
  }

  public int tag(int index) {
    return tags[java.util.Objects.checkIndex(index, size)];
  }

  /** Whether the object holds other objects, which follow it in the list. */
  public boolean isConstructed(int index) {
    return constructed[java.util.Objects.checkIndex(index, size)];
  }

  /** Where the value begins in {@link #buffer()}. */
  public int offset(int index) {
    return offsets[java.util.Objects.checkIndex(index, size)];
  }

  public int length(int index) {
    return lengths[java.util.Objects.checkIndex(index, size)];
  }

  public byte[] buffer() {
    return bytes;
  }

  /** The first object of a tag, or -1. */
  public int find(int tag) {
    for (int i = 0; i < size; i++) if (tags[i] == tag) return i;
    return -1;
  }

  /**
   * A value in hex digits.
   *
   * @throws IllegalArgumentException where it holds card data or objects
   */
  public String hex(int index) {
    if (isCardData(tag(index)) || isConstructed(index)) {
      throw new IllegalArgumentException("tag %X is not read as text".formatted(tag(index)));
    }
    return Hex.text(bytes, offsets[index], lengths[index]);
  }

  /** The payment account reference, or null where the card gave none. */
  public String par() {
    int index = find(PAR);
    if (index < 0) return null;
    return new String(bytes, offsets[index], lengths[index], StandardCharsets.ISO_8859_1);
  }

  /**
   * The card number of 5A or 57, or null where there is none. The caller closes it.
   *
   * @throws BadMessage where the tag holds none that can be read
   */
  public Pan pan() {
    int index = find(APPLICATION_PAN);
    if (index < 0) index = find(TRACK_2_EQUIVALENT);
    return index < 0 ? null : panOf(index);
  }

  /** The card number in an object of tag 5A or 57, null for all other tags. */
  Pan panOf(int index) {
    if (tags[index] != APPLICATION_PAN && tags[index] != TRACK_2_EQUIVALENT) return null;
    byte[] digits = new byte[2 * lengths[index]];
    try {
      int count = 0;
      while (count < digits.length) {
        int pair = bytes[offsets[index] + count / 2];
        int nibble = (count & 1) == 0 ? (pair >> 4) & 0xF : pair & 0xF;
        if (nibble > 9) break;
        digits[count++] = (byte) ('0' + nibble);
      }
      return Pan.of(digits, 0, count);
    } finally {
      Arrays.fill(digits, (byte) 0);
    }
  }
}
