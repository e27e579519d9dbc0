package io.tillgate.card.filter;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952, any number of members) and deflate (RFC 9110, 8.4.1.2, or without the
 * zlib wrapping, as some send it), in pieces of a fixed size. What does not unpack to its end and
 * check sum does not pass.
 */
final class Unpacking implements Feed {
  private static final int PIECE = 4_096;

  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CRC = 2;

  private enum Place {
    HEADER,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CRC,
    DATA,
    TRAILER,
    /** Behind a member: another or the end. */
    BETWEEN
  }

  private final boolean gzip;
  private final Feed inner;
  private final byte[] piece = new byte[PIECE];
  private final CRC32 crc = new CRC32();
  private Inflater inflater;
  private Place place;
  private int count;
  private int flags;
  private long number;
  private int first = -1;

  Unpacking(boolean gzip, Feed inner) {
    this.gzip = gzip;
    this.inner = inner;
    this.place = gzip ? Place.HEADER : Place.DATA;
    if (gzip) this.inflater = new Inflater(true);
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (place == Place.DATA && inflater != null) at = data(bytes, at, end);
      else octet(bytes[at++] & 0xFF);
    }
  }

  private void octet(int b) {
    switch (place) {
      case DATA -> chooseWrapping(b);
      case HEADER -> header(b);
      case EXTRA_LENGTH -> {
        number |= (long) b << (8 * count++);
        if (count == 2) enter(number == 0 ? afterExtra() : Place.EXTRA);
      }
      case EXTRA -> {
        if (--number == 0) enter(afterExtra());
      }
      case NAME -> {
        if (b == 0) enter(afterName());
      }
      case COMMENT -> {
        if (b == 0) enter(afterComment());
      }
      case HEADER_CRC -> {
        if (++count == 2) enter(Place.DATA);
      }
      case TRAILER -> trailer(b);
      case BETWEEN -> {
        if (!gzip) throw broken();
        inflater.reset();
        crc.reset();
        enter(Place.HEADER);
        header(b);
      }
    }
  }

  private void enter(Place next) {
    // The length of the extra field is still needed within it.
    if (next != Place.EXTRA) number = 0;
    count = 0;
    place = next;
  }

  private void header(int b) {
    boolean good =
        switch (count) {
          case 0 -> b == 0x1f;
          case 1 -> b == 0x8b;
          case 2 -> b == 8;
          default -> true;
        };
    if (!good) throw broken();
    if (count == 3) flags = b;
    if (++count < 10) return;
    enter((flags & EXTRA) != 0 ? Place.EXTRA_LENGTH : afterExtra());
  }

  private Place afterExtra() {
    return (flags & NAME) != 0 ? Place.NAME : afterName();
  }

  private Place afterName() {
    return (flags & COMMENT) != 0 ? Place.COMMENT : afterComment();
  }

  private Place afterComment() {
    return (flags & HEADER_CRC) != 0 ? Place.HEADER_CRC : Place.DATA;
  }

  /** Two bytes tell whether deflate is wrapped. */
  private void chooseWrapping(int b) {
    if (first < 0) {
      first = b;
      return;
    }
    boolean zlib = (first & 0x0F) == 8 && ((first << 8) + b) % 31 == 0;
    inflater = new Inflater(!zlib);
    byte[] two = {(byte) first, (byte) b};
    if (data(two, 0, 2) != 2) throw broken();
  }

  /** Where the unpacked data end in the bytes. */
  private int data(byte[] bytes, int from, int to) {
    inflater.setInput(bytes, from, to - from);
    try {
      while (true) {
        int got = inflater.inflate(piece);
        if (got > 0) {
          if (gzip) crc.update(piece, 0, got);
          inner.feed(piece, 0, got);
        } else if (inflater.finished()) {
          enter(gzip ? Place.TRAILER : Place.BETWEEN);
          return to - inflater.getRemaining();
        } else if (inflater.needsDictionary()) {
          throw broken();
        } else if (inflater.needsInput()) {
          return to;
        }
      }
    } catch (DataFormatException e) {
      throw broken();
    }
  }

  private void trailer(int b) {
    if (count < 4) number |= (long) b << (8 * count);
    if (++count < 8) return;
    if (number != crc.getValue()) throw broken();
    enter(Place.BETWEEN);
  }

  private static Refused broken() {
    return new Refused(
        Refused.Reason.UNREADABLE,
        "it is not packed as its content-encoding says, or it is damaged");
  }

  @Override
  public void end() {
    boolean isEmpty = gzip ? place == Place.HEADER && count == 0 : first < 0;
    if (place != Place.BETWEEN && !isEmpty) throw broken();
    inner.end();
  }

  void release() {
    if (inflater != null) inflater.end();
    Arrays.fill(piece, (byte) 0);
  }
}
