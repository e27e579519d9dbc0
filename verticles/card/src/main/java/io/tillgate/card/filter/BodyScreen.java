package io.tillgate.card.filter;

import io.vertx.core.buffer.Buffer;

/**
 * Cleans one body on its way through: bytes in, bytes out, in bounded memory. What it is given is
 * zeroed when it has been read. One context.
 */
public final class BodyScreen {
  /** Read in one go; what is found can make the output longer, not by much. */
  private static final int SLICE = 4_096;

  private static final byte[] ZEROS = new byte[SLICE];

  private final Scan scan;
  private final Feed feed;
  private final Coding.Writer writer;
  private final Findings findings;
  private final Findings.Place place;
  private final byte[] slice = new byte[SLICE];
  private Buffer out;
  private boolean closed;

  /**
   * @param coding null where the body is not compressed
   * @throws Refused where it cannot be read
   */
  BodyScreen(
      BodyTakes takes,
      Content content,
      String type,
      String coding,
      Findings findings,
      Findings.Place place) {
    this.findings = findings;
    this.place = place;
    this.scan = new Scan(takes);
    Feed reader = new Drained(Reading.of(scan, takes, content, type));
    this.feed = Coding.reader(coding, reader);
    this.writer = Coding.writer(coding, bytes -> out.appendBytes(bytes));
  }

  /** Lets go after each piece, so that what is unpacked is never in memory as a whole. */
  private final class Drained implements Feed {
    private final Feed inner;

    Drained(Feed inner) {
      this.inner = inner;
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
      inner.feed(bytes, offset, length);
      drain();
    }

    @Override
    public void end() {
      inner.end();
      drain();
    }
  }

  private void drain() {
    scan.drain(
        scan.safe(),
        (bytes, offset, length) -> {
          if (writer == null) out.appendBytes(bytes, offset, length);
          else writer.write(bytes, offset, length);
        });
  }

  /**
   * Takes the next bytes, and gives those that may go on; none, at times. After the end, or an
   * abort, nothing passes.
   *
   * @throws Refused where the body may not pass; it is aborted then
   */
  public Buffer take(Buffer part) {
    if (closed) return Buffer.buffer();
    out = Buffer.buffer(part.length() + SLICE / 8);
    try {
      for (int at = 0; at < part.length(); at += SLICE) {
        int length = Math.min(SLICE, part.length() - at);
        part.getBytes(at, at + length, slice);
        part.setBytes(at, ZEROS, 0, length);
        feed.feed(slice, 0, length);
      }
      if (writer != null) writer.flush();
    } catch (Refused refused) {
      throw refused(refused);
    }
    return given();
  }

  /**
   * No more bytes come; gives the last that may go on.
   *
   * @throws Refused where the body may not pass
   */
  public Buffer end() {
    if (closed) return Buffer.buffer();
    out = Buffer.buffer();
    try {
      feed.end();
      if (writer != null) writer.end();
    } catch (Refused refused) {
      throw refused(refused);
    }
    Buffer last = given();
    abort();
    return last;
  }

  private Buffer given() {
    Buffer given = out;
    out = null;
    return given;
  }

  private Refused refused(Refused refused) {
    findings.refused(place, refused.reason());
    abort();
    return refused;
  }

  /** No more will be asked for. Zeroes what is held; may be called at any time. */
  public void abort() {
    if (closed) return;
    closed = true;
    java.util.Arrays.fill(slice, (byte) 0);
    scan.clear();
    Coding.release(feed);
    if (writer != null) writer.release();
  }

  /** Bytes that are in memory for it: bounded, whatever the body is. */
  int roomBytes() {
    return scan.roomBytes() + slice.length;
  }
}
