package io.tillgate.wire;

import io.tillgate.wire.CardNumberFind.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Finds card numbers in bytes of any kind, of any length, in bounded memory: one window of {@value
 * #WINDOW} bytes and what is remembered of its surroundings. What counts as one is told at {@link
 * WrittenNumber}, {@link SplitNumber}, {@link TrackNumber}, {@link HexNumber} and {@link
 * PackedNumber}. One thread.
 */
public final class CardNumberFinder {
  /** Bytes looked at in one go. */
  static final int WINDOW = 1 << 16;

  /** Bytes around a place that can matter for it; two for each character in UTF-16. */
  static final int MARGIN = 2 * (WrittenNumber.MAX_CHARACTERS + WrittenNumber.CONTEXT);

  private static final int NOT_LATIN = 1;
  private static final byte[] EBCDIC = new byte[256];

  /** What a byte may be the beginning of, or the sign of. */
  private static final byte[] KIND = new byte[256];

  private static final int WRITTEN = 1;
  private static final int EBCDIC_WRITTEN = 2;
  private static final int EBCDIC_DIGIT = 4;
  private static final int WIDE = 8;
  private static final int PACKED = 16;

  static {
    for (int i = 0; i < 256; i++) {
      byte b = (byte) i;
      EBCDIC[i] = (byte) Ebcdic.toLatin(b);
      int kind = 0;
      if (Latin.isDigit(b)) kind |= WRITTEN | WIDE;
      if (TrackNumber.isSeparator(b)) kind |= WRITTEN;
      if (Latin.isDigit(EBCDIC[i])) kind |= EBCDIC_WRITTEN | EBCDIC_DIGIT;
      if (TrackNumber.isSeparator(EBCDIC[i])) kind |= EBCDIC_WRITTEN;
      if (i == 0) kind |= WIDE;
      if (PackedNumber.isSign(b)) kind |= PACKED;
      KIND[i] = (byte) kind;
    }
  }

  private final Consumer<CardNumberFind> sink;
  private final WrittenNumber written = new WrittenNumber();
  private final PackedNumber packed = new PackedNumber();
  private final HexNumber hex = new HexNumber();
  private final byte[] window = new byte[WINDOW + 2 * MARGIN];
  private final byte[] latin = new byte[2 * MARGIN];

  /** Offset of the window's first byte, and how far it is filled and looked at. */
  private long base;

  private int filled;
  private int next;

  /** Per form, the place up to which a find already covers the bytes. */
  private final long[] covered = new long[Form.values().length];

  private long lastStart = -1;
  private long lastEnd = -1;

  /**
   * @param sink takes each find, in about the order of their offsets
   */
  public CardNumberFinder(Consumer<CardNumberFind> sink) {
    this.sink = sink;
  }

  /** All finds in bytes that are in memory already. */
  public static List<CardNumberFind> in(byte[] bytes) {
    List<CardNumberFind> finds = new ArrayList<>();
    CardNumberFinder finder = new CardNumberFinder(finds::add);
    finder.feed(bytes, 0, bytes.length);
    finder.end();
    return finds;
  }

  public void feed(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int at = offset;
    int left = length;
    while (left > 0) {
      int taken = Math.min(left, window.length - filled);
      System.arraycopy(bytes, at, window, filled, taken);
      filled += taken;
      at += taken;
      left -= taken;
      if (filled == window.length) {
        search(filled - MARGIN);
        slide();
      }
    }
  }

  /** Looks at what is left and starts anew: the next byte has offset 0. */
  public void end() {
    search(filled);
    Arrays.fill(window, 0, filled, (byte) 0);
    Arrays.fill(latin, (byte) 0);
    Arrays.fill(covered, 0);
    base = 0;
    filled = 0;
    next = 0;
    lastStart = -1;
    lastEnd = -1;
  }

  private void slide() {
    int kept = next - MARGIN;
    System.arraycopy(window, kept, window, 0, filled - kept);
    base += kept;
    filled -= kept;
    next -= kept;
  }

  private void search(int to) {
    for (int at = next; at < to; at++) {
      int kind = KIND[window[at] & 0xFF];
      if (kind == 0) continue;
      if ((kind & WRITTEN) != 0) ascii(at);
      if ((kind & EBCDIC_WRITTEN) != 0) ebcdic(at);
      if ((kind & WIDE) != 0) utf16(at);
      if ((kind & PACKED) != 0) bcd(at);
    }
    next = to;
  }

  private boolean isCovered(Form form, int at) {
    return base + at < covered[form.ordinal()];
  }

  private void ascii(int at) {
    if (isCovered(Form.ASCII, at) || !WrittenNumber.isPlace(window, 0, at)) return;
    if (written.matches(window, 0, at, filled)) {
      report(Form.ASCII, written.start, written.end, written.digits, written.count);
    } else if (Latin.isDigit(window[at]) && hex.matches(window, at, filled)) {
      report(Form.HEX, hex.start, hex.end, hex.digits, hex.count);
    }
  }

  private void ebcdic(int at) {
    // A number begins with a digit behind none, or ends with one before a track's separator.
    boolean isDigit = isEbcdicDigit(at);
    boolean follows = at > 0 && isEbcdicDigit(at - 1);
    if (isDigit == follows || isCovered(Form.EBCDIC, at)) return;
    int first = Math.max(0, at - WrittenNumber.CONTEXT);
    int last = Math.min(filled, at + WrittenNumber.MAX_CHARACTERS);
    for (int i = first; i < last; i++) latin[i - first] = EBCDIC[window[i] & 0xFF];
    if (written.matches(latin, 0, at - first, last - first)) {
      int start = first + written.start;
      report(Form.EBCDIC, start, first + written.end, written.digits, written.count);
    }
  }

  private boolean isEbcdicDigit(int at) {
    return (KIND[window[at] & 0xFF] & EBCDIC_DIGIT) != 0;
  }

  private void utf16(int at) {
    Form form = utf16DigitAt(at);
    if (form == null) return;
    if (at >= 2 && utf16DigitAt(at - 2) == form || isCovered(form, at)) return;
    // Written one way, digits can be read the other way too, one byte off: the even offset wins.
    Form other = form == Form.UTF_16LE ? Form.UTF_16BE : Form.UTF_16LE;
    boolean even = (base + at) % 2 == 0;
    if (even || at + 1 >= filled || utf16DigitAt(at + 1) != other || !utf16(at + 1, other)) {
      utf16(at, form);
    }
  }

  private Form utf16DigitAt(int at) {
    if (at + 1 >= filled) return null;
    byte first = window[at];
    byte second = window[at + 1];
    if (second == 0 && Latin.isDigit(first)) return Form.UTF_16LE;
    return first == 0 && Latin.isDigit(second) ? Form.UTF_16BE : null;
  }

  private boolean utf16(int at, Form form) {
    int before = Math.min(WrittenNumber.CONTEXT, at / 2);
    int after = Math.min(WrittenNumber.MAX_CHARACTERS, (filled - at) / 2);
    int first = at - 2 * before;
    int high = form == Form.UTF_16LE ? 1 : 0;
    for (int i = 0; i < before + after; i++) {
      int place = first + 2 * i;
      boolean isLatin = window[place + high] == 0;
      latin[i] = isLatin ? window[place + 1 - high] : NOT_LATIN;
    }
    if (!written.matches(latin, 0, before, before + after)) return false;
    int start = first + 2 * written.start;
    report(form, start, first + 2 * written.end, written.digits, written.count);
    return true;
  }

  private void bcd(int at) {
    if (!isCovered(Form.BCD, at) && packed.matches(window, 0, at, filled)) {
      report(Form.BCD, packed.start, packed.end, packed.digits, packed.count);
    }
  }

  private void report(Form form, int start, int end, byte[] digits, int count) {
    long offset = base + start;
    covered[form.ordinal()] = base + end;
    boolean within = offset < lastEnd && base + end > lastStart;
    if (within) return;
    lastStart = offset;
    lastEnd = base + end;
    sink.accept(new CardNumberFind(offset, end - start, form, Pan.masked(digits, 0, count)));
  }
}
