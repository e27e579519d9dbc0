package io.tillgate.wire;

import io.tillgate.wire.BadMessage.Reason;
import java.util.Arrays;

/**
 * Writes a message: from nothing, or from one that was read, with chosen fields replaced or left
 * out and all others byte for byte. Made once and used again; one thread.
 *
 * <p>{@link #from} and {@link #answerTo} keep the view and read its bytes in {@link #write}: the
 * view must still stand then. All other values are copied, into memory that is zeroed by the next
 * start and by {@link #close()}.
 */
public final class MessageBuilder implements AutoCloseable {
  private static final int FIELDS = Dialect.HIGHEST_FIELD + 1;
  private static final int TPDU_BYTES = 5;

  private final Dialect dialect;
  private final boolean thirdBitmap;

  /** Values that were set, as they go on the wire. */
  private byte[] own = new byte[512];

  private int ownBytes;
  private final int[] ownStarts = new int[FIELDS];
  private final int[] ownEnds = new int[FIELDS];

  /** Which fields the message has; field n is bit 63 - (n - 1) % 64 of word (n - 1) / 64. */
  private final long[] fields = new long[3];

  /** Which of them are in {@link #own}, not in {@link #base}. */
  private final long[] isOwn = new long[3];

  private MessageView base;
  private int mti = -1;
  private boolean swapsTpdu;
  private boolean rewritten;

  public MessageBuilder(Dialect dialect) {
    this.dialect = dialect;
    this.thirdBitmap = dialect.bitmapFields() > 128;
  }

  public Dialect dialect() {
    return dialect;
  }

  /** Starts a message with no fields, under the dialect's own TPDU and header. */
  public MessageBuilder start(int mti) {
    clear();
    this.mti = mti;
    rewritten = true;
    return this;
  }

  /** Starts with all of a message, to be sent on. */
  public MessageBuilder from(MessageView message) {
    sameDialect(message);
    clear();
    base = message;
    mti = message.mti();
    for (int word = 0; word < 3; word++) fields[word] = message.bits(word);
    return this;
  }

  /** Starts an answer with no fields: header as it came, TPDU addresses swapped. */
  public MessageBuilder answerTo(MessageView request, int mti) {
    sameDialect(request);
    start(mti);
    base = request;
    swapsTpdu = true;
    return this;
  }

  private void sameDialect(MessageView message) {
    if (message.dialect() != dialect) {
      throw new IllegalArgumentException(
          "%s message, %s builder: start one and copy fields"
              .formatted(message.dialect(), dialect));
    }
  }

  private void clear() {
    Arrays.fill(own, 0, ownBytes, (byte) 0);
    ownBytes = 0;
    base = null;
    swapsTpdu = false;
    rewritten = false;
    for (int word = 0; word < 3; word++) {
      fields[word] = 0;
      isOwn[word] = 0;
    }
  }

  public MessageBuilder mti(int mti) {
    if (mti != this.mti) rewritten = true;
    this.mti = mti;
    return this;
  }

  public boolean has(int field) {
    return field >= 2 && field <= Dialect.HIGHEST_FIELD && (fields[word(field)] & bit(field)) != 0;
  }

  private static int word(int field) {
    return (field - 1) >> 6;
  }

  private static long bit(int field) {
    return Long.MIN_VALUE >>> ((field - 1) & 63);
  }

  /**
   * Sets a field that holds nothing secret. Fixed fields are padded: digits with zeros in front,
   * all others with blanks behind. Bytes are given as hex digits.
   *
   * @throws BadMessage where the value does not fit
   * @throws IllegalArgumentException where the field holds card data, or the dialect has no such
   *     field
   */
  public MessageBuilder text(int field, String value) {
    Field described = described(field);
    if (!described.holds().isRecordable()) {
      throw new IllegalArgumentException(
          "field %d holds %s: give it as bytes".formatted(field, described.holds()));
    }
    if (FieldWriter.isPlain(described)) {
      int start = room(described);
      ownBytes = FieldWriter.writePlain(described, value, own, start);
      return took(field, start);
    }
    byte[] characters = FieldWriter.characters(described, value);
    if (characters == null) throw new BadMessage(Reason.BAD_CONTENT, field);
    return value(field, characters, 0, characters.length);
  }

  /** Sets a field of digits. */
  public MessageBuilder number(int field, long value) {
    return text(field, Long.toString(value));
  }

  /** Sets a field to a card number. */
  public MessageBuilder pan(int field, Pan pan) {
    return value(field, pan.bytes(), 0, pan.length());
  }

  /**
   * Sets any field: ASCII characters, padded as in {@link #text}, or bytes where the content is b.
   *
   * @throws BadMessage where the value does not fit
   */
  public MessageBuilder value(int field, byte[] characters, int offset, int length) {
    java.util.Objects.checkFromIndexSize(offset, length, characters.length);
    Field described = described(field);
    int start = room(described);
    ownBytes = FieldWriter.write(described, characters, offset, length, own, start);
    return took(field, start);
  }

  /** Takes a field from another message, which may be of another dialect; absent ones are left. */
  public MessageBuilder copyIfPresent(MessageView from, int field) {
    if (!from.has(field)) return this;
    if (from.dialect() != dialect) {
      Field there = from.dialect().fieldOrNull(field);
      int count = from.count(field);
      byte[] characters = new byte[count];
      try {
        from.characters(there, count, characters, 0);
        return value(field, characters, 0, count);
      } finally {
        Arrays.fill(characters, (byte) 0);
      }
    }
    int start = room(described(field));
    int length = from.end(field) - from.start(field);
    System.arraycopy(from.buffer(), from.start(field), own, start, length);
    ownBytes = start + length;
    return took(field, start);
  }

  public MessageBuilder drop(int field) {
    if (!has(field)) return this;
    fields[word(field)] &= ~bit(field);
    isOwn[word(field)] &= ~bit(field);
    rewritten = true;
    return this;
  }

  private Field described(int field) {
    Field described = dialect.fieldOrNull(field);
    if (described == null) {
      throw new IllegalArgumentException("dialect %s has no field %d".formatted(dialect, field));
    }
    return described;
  }

  private int room(Field field) {
    int needed = ownBytes + field.maxWireBytes();
    if (needed > own.length) {
      if (ownBytes > 2 * Framing.HIGHEST_MAX_MESSAGE_BYTES) {
        throw new BadMessage(Reason.TOO_LONG, field.number());
      }
      byte[] larger = Arrays.copyOf(own, Math.max(needed, 2 * own.length));
      Arrays.fill(own, (byte) 0);
      own = larger;
    }
    return ownBytes;
  }

  private MessageBuilder took(int field, int start) {
    ownStarts[field] = start;
    ownEnds[field] = ownBytes;
    fields[word(field)] |= bit(field);
    isOwn[word(field)] |= bit(field);
    rewritten = true;
    return this;
  }

  /**
   * Writes the message, without the length in front.
   *
   * @return its bytes
   * @throws BadMessage where it is longer than the dialect or {@code into} allows, or would carry
   *     an authentication code that no longer fits
   */
  public int write(byte[] into, int offset) {
    refuseBrokenMac();
    byte[] trailer = dialect.trailer();
    int whole = Math.min(into.length, offset + dialect.framing().maxMessageBytes());
    int limit = whole - trailer.length;
    int at = fields(into, front(into, offset, limit), limit);
    System.arraycopy(trailer, 0, into, at, trailer.length);
    return at + trailer.length - offset;
  }

  /** Bits that announce another bitmap, and are no field. */
  private long bitmapBit(int word) {
    return word == 0 || (word == 1 && thirdBitmap) ? Long.MIN_VALUE : 0;
  }

  private void refuseBrokenMac() {
    if (!rewritten) return;
    for (int field : dialect.macFields) {
      boolean kept = has(field) && (isOwn[word(field)] & bit(field)) == 0;
      if (kept) throw new BadMessage(Reason.BROKEN_MAC, field);
    }
  }

  /** Copies all fields; what lies together in its source is copied at once. */
  private int fields(byte[] into, int from, int limit) {
    byte[] source = own;
    int runStart = 0;
    int runEnd = 0;
    int at = from;
    for (int word = 0; word < 3; word++) {
      long left = fields[word] & ~bitmapBit(word);
      long isOwns = isOwn[word];
      while (left != 0) {
        int zeros = Long.numberOfLeadingZeros(left);
        long bit = Long.MIN_VALUE >>> zeros;
        left &= ~bit;
        int field = (word << 6) + zeros + 1;
        boolean fromOwn = (isOwns & bit) != 0;
        byte[] next = fromOwn ? own : base.buffer();
        int start = fromOwn ? ownStarts[field] : base.start(field);
        if (next != source || start != runEnd) {
          System.arraycopy(source, runStart, into, at, runEnd - runStart);
          at += runEnd - runStart;
          source = next;
          runStart = start;
        }
        runEnd = fromOwn ? ownEnds[field] : base.end(field);
        if (runEnd - runStart > limit - at) throw new BadMessage(Reason.TOO_LONG, field);
      }
    }
    System.arraycopy(source, runStart, into, at, runEnd - runStart);
    return at + runEnd - runStart;
  }

  /** TPDU, header, message type and bitmaps. */
  private int front(byte[] into, int offset, int limit) {
    boolean third = thirdBitmap && (fields[2] != 0 || keepsEmptyBitmap(2));
    boolean second = third || (fields[1] & ~bitmapBit(1)) != 0 || keepsEmptyBitmap(1);
    int bitmapBytes = dialect.bitmapBytes();
    int mtiBytes = dialect.mtiBytes();
    int needed =
        dialect.prefixBytes() + mtiBytes + bitmapBytes * (1 + (second ? 1 : 0) + (third ? 1 : 0));
    if (needed > limit - offset) throw new BadMessage(Reason.TOO_LONG, BadMessage.WHOLE_MESSAGE);
    int at = prefix(into, offset);
    FieldWriter.mti(mti, dialect.mtiEncoding(), into, at);
    at += mtiBytes;
    long first = fields[0] & Long.MAX_VALUE | (second ? Long.MIN_VALUE : 0);
    at = FieldWriter.bitmap(first, dialect.bitmapEncoding(), into, at);
    if (second) {
      long bits = fields[1] & ~bitmapBit(1) | (third ? Long.MIN_VALUE : 0);
      at = FieldWriter.bitmap(bits, dialect.bitmapEncoding(), into, at);
    }
    return third ? FieldWriter.bitmap(fields[2], dialect.bitmapEncoding(), into, at) : at;
  }

  /** A message that came with a bitmap that names nothing is sent on with it. */
  private boolean keepsEmptyBitmap(int word) {
    if (base == null || swapsTpdu) return false;
    long announced = word == 1 ? base.bits(0) : base.bits(1);
    boolean isEmpty = (base.bits(word) & ~bitmapBit(word)) == 0;
    return announced < 0 && isEmpty;
  }

  private int prefix(byte[] into, int offset) {
    int length = dialect.prefixBytes();
    if (length == 0) return offset;
    if (base == null) {
      System.arraycopy(dialect.tpdu(), 0, into, offset, dialect.tpdu().length);
      int header = offset + dialect.tpdu().length;
      System.arraycopy(dialect.header(), 0, into, header, dialect.header().length);
      return offset + length;
    }
    System.arraycopy(base.buffer(), base.begin(), into, offset, length);
    if (swapsTpdu && dialect.hasTpdu()) {
      // Protocol id, destination, source: the answer goes where the request came from.
      for (int i = 1; i <= (TPDU_BYTES - 1) / 2; i++) {
        byte destination = into[offset + i];
        into[offset + i] = into[offset + i + 2];
        into[offset + i + 2] = destination;
      }
    }
    return offset + length;
  }

  /** Zeroes what was set. */
  @Override
  public void close() {
    clear();
    mti = -1;
  }
}
