package io.tillgate.journal;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.zip.CRC32C;

/**
 * One append on disk: all its records or none. Layout in README.md. This record is a frame's head,
 * and has been checked against its checksum.
 *
 * @param layout how its records are sealed
 * @param bytes of the whole frame, a multiple of {@link #ALIGNMENT}
 * @param firstOffset offset of its first record
 * @param epochMillis when it was written
 * @param groupStart position where the group begins that was forced together with this frame: all
 *     before it was on the medium when this frame was written
 * @param count records in it; 0 marks a journal that was closed in good order
 * @param nonceSalt first eight bytes of its records' nonces
 * @param nonceCounter last four bytes of the first record's nonce; the next one's is one more
 * @param bodyCrc checksum of what follows the head
 */
record Frame(
    FrameLayout layout,
    int bytes,
    long firstOffset,
    long epochMillis,
    int groupStart,
    int count,
    long nonceSalt,
    int nonceCounter,
    int bodyCrc) {
  static final int HEAD_BYTES = 52;
  static final int ALIGNMENT = 8;

  /** What a frame of one record takes beyond key and payload, at most. */
  static final int MAX_OVERHEAD_BYTES =
      HEAD_BYTES
          + Integer.BYTES
          + FrameLayout.INNER_HEAD_BYTES
          + SegmentCipher.TAG_BYTES
          + ALIGNMENT;

  /** A record with neither key nor payload, sealed by itself. */
  private static final int MIN_SEALED_BYTES = 2 + SegmentCipher.TAG_BYTES;

  static final int MIN_BYTES = aligned(HEAD_BYTES + 1);

  /** Last byte of a frame. It is not 0, so that a write that stopped before it shows. */
  static final byte END = (byte) 0xe7;

  private static final int BODY_CRC_AT = 44;
  private static final int HEAD_CRC_AT = 48;

  static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static int aligned(int bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Writes a frame of {@code bytes} bytes into zeroed {@code out} at {@code at}. */
  static void write(Frame head, Entry[] entries, SegmentCipher cipher, byte[] out, int at) {
    ByteBuffer to = ByteBuffer.wrap(out);
    switch (head.layout) {
      case RECORD_BY_RECORD -> head.sealEach(entries, cipher, to, at + HEAD_BYTES);
      case WHOLE -> head.sealAll(entries, cipher, to, at + HEAD_BYTES);
    }
    out[at + head.bytes - 1] = END;
    to.position(at);
    to.putInt(head.layout.magic).putInt(head.bytes);
    to.putLong(head.firstOffset).putLong(head.epochMillis);
    to.putInt(head.groupStart).putInt(head.count).putLong(head.nonceSalt).putInt(head.nonceCounter);
    to.putInt(crc(out, at + HEAD_BYTES, head.bytes - HEAD_BYTES));
    to.putInt(crc(out, at, HEAD_CRC_AT));
  }

  private void sealEach(Entry[] entries, SegmentCipher cipher, ByteBuffer to, int begin) {
    int position = begin;
    for (int i = 0; i < entries.length; i++) {
      Entry entry = entries[i];
      int sealed = SegmentCipher.sealedBytes(entry);
      to.put(position, (byte) entry.type()).putInt(position + 1, sealed);
      position += FrameLayout.RECORD_HEAD_BYTES;
      cipher.seal(place(i, entry.type()), entry, to.array(), position);
      position += sealed;
    }
  }

  private void sealAll(Entry[] entries, SegmentCipher cipher, ByteBuffer to, int begin) {
    if (entries.length == 0) return;
    to.putInt(begin, cipher.sealAll(this, entries, to.array(), begin + Integer.BYTES));
  }

  /**
   * The head at {@code at}, or null where there is none that is sound.
   *
   * @param position of the frame in its segment
   * @param room bytes from there to the segment's end
   */
  static Frame read(ByteBuffer in, int at, long position, long room) {
    FrameLayout layout = FrameLayout.of(in.getInt(at));
    if (layout == null) return null;
    if (in.getInt(at + HEAD_CRC_AT) != crc(in.array(), at, HEAD_CRC_AT)) return null;
    Frame frame =
        new Frame(
            layout,
            in.getInt(at + 4),
            in.getLong(at + 8),
            in.getLong(at + 16),
            in.getInt(at + 24),
            in.getInt(at + 28),
            in.getLong(at + 32),
            in.getInt(at + 40),
            in.getInt(at + BODY_CRC_AT));
    return frame.isPlausible(position, room) ? frame : null;
  }

  private boolean isPlausible(long position, long room) {
    return bytes >= MIN_BYTES
        && bytes % ALIGNMENT == 0
        && bytes <= room
        && firstOffset >= 0
        && groupStart >= 0
        && groupStart <= position
        && count >= 0
        && count <= maxRecords(bytes);
  }

  /** Whether the body, which begins at {@code at}, is what was written. */
  boolean hasBody(byte[] in, int at) {
    return bodyCrc == crc(in, at, bytes - HEAD_BYTES);
  }

  /**
   * Opens the frame's records, the frame beginning at {@code at}, and adds them to {@code records};
   * false where one of them is not what was sealed.
   */
  static boolean open(
      Frame frame, SegmentCipher cipher, byte[] in, int at, Collection<Record> records) {
    int begin = at + HEAD_BYTES;
    int end = at + frame.bytes - 1;
    return switch (frame.layout) {
      case RECORD_BY_RECORD -> frame.openEach(cipher, ByteBuffer.wrap(in), begin, end, records);
      case WHOLE -> frame.openAll(cipher, ByteBuffer.wrap(in), begin, end, records);
    };
  }

  private boolean openEach(
      SegmentCipher cipher, ByteBuffer in, int begin, int end, Collection<Record> records) {
    int position = begin;
    for (int i = 0; i < count; i++) {
      if (end - position < FrameLayout.RECORD_HEAD_BYTES + MIN_SEALED_BYTES) return false;
      int type = in.get(position) & 0xff;
      int sealed = in.getInt(position + 1);
      position += FrameLayout.RECORD_HEAD_BYTES;
      if (sealed < MIN_SEALED_BYTES || sealed > end - position) return false;
      Record record = cipher.open(place(i, type), in.array(), position, sealed);
      if (record == null) return false;
      records.add(record);
      position += sealed;
    }
    return true;
  }

  private boolean openAll(
      SegmentCipher cipher, ByteBuffer in, int begin, int end, Collection<Record> records) {
    if (count == 0) return true;
    int position = begin + Integer.BYTES;
    if (end - position < SegmentCipher.TAG_BYTES) return false;
    int sealed = in.getInt(begin);
    if (sealed < SegmentCipher.TAG_BYTES || sealed > end - position) return false;
    return cipher.openAll(this, in.array(), position, sealed, records);
  }

  /** What the record at place {@code index} is sealed with. */
  SegmentCipher.Place place(int index, int type) {
    return new SegmentCipher.Place(
        firstOffset + index, epochMillis, type, nonceSalt, nonceCounter + index);
  }

  long nextOffset() {
    return firstOffset + count;
  }

  /** How many records {@code bytes} can hold, whatever is in them. */
  static long maxRecords(long bytes) {
    return Math.max(0, bytes - HEAD_BYTES - 1) / FrameLayout.INNER_HEAD_BYTES;
  }

  private static int crc(byte[] in, int at, int length) {
    CRC32C crc = new CRC32C();
    crc.update(in, at, length);
    return (int) crc.getValue();
  }
}
