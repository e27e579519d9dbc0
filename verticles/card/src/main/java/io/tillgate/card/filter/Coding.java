package io.tillgate.card.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Content codings: gzip and deflate are unpacked and packed again, others cannot be read. */
final class Coding {
  private static final int PIECE = 4_096;

  private Coding() {}

  /**
   * The one coding of a content-encoding header: {@code gzip}, {@code deflate}, or null.
   *
   * @throws Refused for several and for others
   */
  static String of(String header) {
    if (header == null) return null;
    List<String> codings = new ArrayList<>();
    for (String each : header.split(",")) {
      String name = each.trim().toLowerCase(Locale.ROOT);
      if (name.equals("x-gzip")) name = "gzip";
      if (!name.isEmpty() && !name.equals("identity")) codings.add(name);
    }
    if (codings.isEmpty()) return null;
    if (codings.size() == 1
        && (codings.get(0).equals("gzip") || codings.get(0).equals("deflate"))) {
      return codings.get(0);
    }
    throw new Refused(
        Refused.Reason.UNREADABLE,
        "its content-encoding cannot be read here, so a card number in it would go unseen: send it"
            + " with gzip, deflate or without");
  }

  static Feed reader(String coding, Feed inner) {
    return coding == null ? inner : new Unpacking(coding.equals("gzip"), inner);
  }

  static Writer writer(String coding, Consumer<byte[]> sink) {
    return coding == null ? null : new Writer(coding.equals("gzip"), sink);
  }

  static void release(Feed feed) {
    if (feed instanceof Unpacking unpacking) unpacking.release();
  }

  /** Packs. */
  static final class Writer {
    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final boolean gzip;
    private final Consumer<byte[]> sink;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] piece = new byte[PIECE];
    private long length;
    private boolean begun;
    private boolean dirty;

    private Writer(boolean gzip, Consumer<byte[]> sink) {
      this.gzip = gzip;
      this.sink = sink;
      this.deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, gzip);
    }

    void write(byte[] bytes, int offset, int count) {
      begin();
      crc.update(bytes, offset, count);
      length += count;
      deflater.setInput(bytes, offset, count);
      while (!deflater.needsInput()) give(Deflater.NO_FLUSH);
      dirty = true;
    }

    private void begin() {
      if (begun) return;
      begun = true;
      if (gzip) sink.accept(GZIP_HEADER);
    }

    private int give(int flush) {
      int count = deflater.deflate(piece, 0, piece.length, flush);
      if (count > 0) sink.accept(java.util.Arrays.copyOf(piece, count));
      return count;
    }

    /** What was written can be read at the other end. */
    void flush() {
      if (!dirty) return;
      dirty = false;
      int given;
      do given = give(Deflater.SYNC_FLUSH);
      while (given == piece.length);
    }

    void end() {
      begin();
      deflater.finish();
      while (!deflater.finished()) give(Deflater.NO_FLUSH);
      if (gzip) {
        byte[] trailer = new byte[8];
        for (int i = 0; i < 4; i++) {
          trailer[i] = (byte) (crc.getValue() >>> (8 * i));
          trailer[4 + i] = (byte) (length >>> (8 * i));
        }
        sink.accept(trailer);
      }
    }

    void release() {
      deflater.end();
      java.util.Arrays.fill(piece, (byte) 0);
    }
  }
}
