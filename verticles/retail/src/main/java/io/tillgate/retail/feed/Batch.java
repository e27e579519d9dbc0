package io.tillgate.retail.feed;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Consecutive records of one edge's journal, as they travel to central: {@code PUT} by offset, so a
 * batch may be sent again, late or twice without harm.
 *
 * <p>Layout, big-endian: magic {@code TGB1}, count (int), then a record each {@code type (byte),
 * epochMillis (long), key length (unsigned short), key, payload length (int), payload}, and CRC32C
 * (int) over all before it. Offsets are not written: record i has {@code firstOffset + i}, and
 * {@code firstOffset} stands in the address.
 *
 * @param firstOffset offset of the first event
 * @param events 1 to {@link #MAX_EVENTS}, offsets consecutive
 */
public record Batch(long firstOffset, List<Event> events) {
  public static final int MAX_EVENTS = 5_000;

  /** Bytes of one encoded batch, before compression. */
  public static final int MAX_BYTES = 4 << 20;

  /** Bytes of one record's payload; what the journal accepts and what central reads. */
  public static final int MAX_PAYLOAD_BYTES = 1 << 20;

  private static final int MAGIC = 0x54474231;
  private static final int HEAD_BYTES = 8;
  private static final int CRC_BYTES = 4;
  private static final int RECORD_HEAD_BYTES = 1 + 8 + 2 + 4;

  public Batch {
    if (events.isEmpty() || events.size() > MAX_EVENTS) {
      throw new IllegalArgumentException(events.size() + " events; a batch holds 1-" + MAX_EVENTS);
    }
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).offset() != firstOffset + i) {
        throw new IllegalArgumentException("offset " + events.get(i).offset() + " at place " + i);
      }
    }
    events = List.copyOf(events);
  }

  public long lastOffset() {
    return firstOffset + events.size() - 1;
  }

  /** Bytes that {@code event} takes in an encoded batch. */
  public static int encodedBytes(Event event) {
    return RECORD_HEAD_BYTES + event.key().length + event.payload().length;
  }

  public byte[] encode() {
    int bytes = HEAD_BYTES + CRC_BYTES;
    for (Event event : events) bytes += encodedBytes(event);
    ByteBuffer out = ByteBuffer.allocate(bytes).putInt(MAGIC).putInt(events.size());
    for (Event event : events) {
      out.put((byte) event.type()).putLong(event.epochMillis());
      out.putShort((short) event.key().length).put(event.key());
      out.putInt(event.payload().length).put(event.payload());
    }
    return out.putInt(crc(out.array(), out.position())).array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws BadBatch for anything else; nothing of a bad batch is usable
   */
  public static Batch decode(long firstOffset, byte[] bytes) throws BadBatch {
    if (firstOffset < 0) throw new BadBatch("first offset " + firstOffset + " is below 0");
    if (firstOffset > Long.MAX_VALUE - MAX_EVENTS) {
      throw new BadBatch("first offset " + firstOffset + " leaves no room for events");
    }
    if (bytes.length > MAX_BYTES) throw new BadBatch("longer than " + MAX_BYTES + " bytes");
    if (bytes.length < HEAD_BYTES + CRC_BYTES) throw new BadBatch("shorter than its frame");
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt() != MAGIC) throw new BadBatch("does not begin with TGB1");
    int end = bytes.length - CRC_BYTES;
    if (in.getInt(end) != crc(bytes, end)) throw new BadBatch("checksum does not match");
    int count = in.getInt();
    if (count < 1 || count > MAX_EVENTS) throw new BadBatch(count + " events");
    in.limit(end);
    List<Event> events = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) events.add(readEvent(firstOffset + i, in));
    } catch (BufferUnderflowException e) {
      throw new BadBatch("ends inside event " + events.size() + " of " + count);
    }
    if (in.hasRemaining()) throw new BadBatch(in.remaining() + " bytes after the last event");
    return new Batch(firstOffset, events);
  }

  private static Event readEvent(long offset, ByteBuffer in) throws BadBatch {
    int type = in.get() & 0xff;
    if (type == 0) throw new BadBatch("type 0 at byte " + (in.position() - 1));
    long epochMillis = in.getLong();
    byte[] key = read(in, in.getShort() & 0xffff);
    byte[] payload = read(in, in.getInt());
    return new Event(offset, epochMillis, type, key, payload);
  }

  private static byte[] read(ByteBuffer in, int length) throws BadBatch {
    if (length < 0 || length > MAX_PAYLOAD_BYTES) {
      throw new BadBatch("length " + length + " at byte " + in.position());
    }
    if (length > in.remaining()) throw new BufferUnderflowException();
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
