package io.tillgate.card.filter;

import java.util.Locale;
import java.util.Set;

/**
 * Reads bytes as characters, one after the other, and hands both on: the bytes to a {@link Scan},
 * the character to a {@link Lexer}. UTF-8, UTF-16 and single-byte charsets whose first half is
 * ASCII; bytes that make no character are characters of no kind.
 */
final class Units implements Feed {
  enum Form {
    UTF_8,
    SINGLE,
    UTF_16BE,
    UTF_16LE,
    /** As the byte order mark says, else big-endian. */
    UTF_16
  }

  private static final Set<String> SINGLE_BYTE =
      Set.of("us-ascii", "ascii", "latin1", "macintosh", "ibm437", "ibm850", "tis-620", "koi8-r");

  /** Enough to tell UTF-16 and UTF-32. */
  private static final int SNIFF = 4;

  /** How {@code <?} and <code>{"</code> look in EBCDIC; nothing of the kind begins so in ASCII. */
  private static final int EBCDIC_XML = 0x4C6F;

  private static final int EBCDIC_JSON = 0xC07F;

  private final Scan scan;
  private final Lexer lexer;
  private final byte[] first = new byte[SNIFF];
  private int firstCount;
  private Form form;
  private boolean sniffs;

  /** Bytes of a character so far, and how many are still needed. */
  private int codePoint;

  private int needed;
  private int high = -1;

  /**
   * @param form null where it is not told
   * @param sniffs whether the first bytes may say otherwise
   */
  Units(Scan scan, Lexer lexer, Form form, boolean sniffs) {
    this.scan = scan;
    this.lexer = lexer;
    this.form = form == null ? Form.UTF_8 : form;
    this.sniffs = sniffs;
    if (!sniffs) begin();
  }

  /**
   * The form of a charset's text.
   *
   * @param charset null or empty where none is told
   * @throws Refused for one that cannot be read
   */
  static Form form(String charset) {
    if (charset == null || charset.isBlank()) return null;
    String name = charset.trim().toLowerCase(Locale.ROOT);
    if (name.equals("utf-8") || name.equals("utf8")) return Form.UTF_8;
    if (name.equals("utf-16")) return Form.UTF_16;
    if (name.equals("utf-16be")) return Form.UTF_16BE;
    if (name.equals("utf-16le")) return Form.UTF_16LE;
    boolean single =
        name.startsWith("iso-8859-")
            || name.startsWith("iso8859")
            || name.startsWith("windows-125")
            || name.startsWith("cp125")
            || SINGLE_BYTE.contains(name);
    if (single) return Form.SINGLE;
    throw new Refused(
        Refused.Reason.UNREADABLE,
        "its charset cannot be read here: send UTF-8, UTF-16, ISO-8859 or Windows-125x");
  }

  private void begin() {
    if (form == Form.UTF_16BE) scan.write(Scan.Wide.BIG_ENDIAN);
    else if (form == Form.UTF_16LE) scan.write(Scan.Wide.LITTLE_ENDIAN);
    else scan.write(Scan.Wide.NOT);
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (sniffs && at < end) {
      first[firstCount++] = bytes[at++];
      if (firstCount == SNIFF) sniffed();
    }
    if (form == Form.UTF_8 || form == Form.SINGLE) {
      for (int i = at; i < end; i++) single(bytes[i]);
    } else {
      for (int i = at; i < end; i++) wide(bytes[i]);
    }
  }

  private void sniffed() {
    sniffs = false;
    form = sniff();
    begin();
    feed(first, 0, firstCount);
  }

  /** RFC 8259 texts, and those of XML, begin with an ASCII character. */
  private Form sniff() {
    if (firstCount < 2) return form == Form.UTF_16 ? Form.UTF_16BE : form;
    int two = (first[0] & 0xFF) << 8 | first[1] & 0xFF;
    boolean zeros = firstCount == SNIFF && first[2] == 0 && first[3] == 0;
    if (two == 0 || zeros && (two == 0xFFFE || first[1] == 0)) {
      throw new Refused(
          Refused.Reason.UNREADABLE, "UTF-32 cannot be read here: send UTF-8 or UTF-16");
    }
    if (two == EBCDIC_XML || two == EBCDIC_JSON) {
      throw new Refused(
          Refused.Reason.UNREADABLE, "EBCDIC cannot be read here: send UTF-8 or UTF-16");
    }
    if (two == 0xFEFF) return Form.UTF_16BE;
    if (two == 0xFFFE) return Form.UTF_16LE;
    if (first[0] == 0) return Form.UTF_16BE;
    if (first[1] == 0) return Form.UTF_16LE;
    return form == Form.UTF_16 ? Form.UTF_16BE : form;
  }

  private void single(byte b) {
    if (b >= 0 && needed == 0) {
      scan.unit();
      scan.raw(b);
      lexer.unit(b == 0 ? Letters.OTHER : b);
    } else if (form == Form.SINGLE) {
      scan.unit();
      scan.raw(b);
      lexer.unit((b & 0xFF) == 0xA0 ? ' ' : Letters.OTHER);
    } else {
      utf8(b);
    }
  }

  private void utf8(byte b) {
    int octet = b & 0xFF;
    if (needed > 0) {
      if ((octet & 0xC0) == 0x80) {
        scan.raw(b);
        codePoint = codePoint << 6 | octet & 0x3F;
        if (--needed == 0) lexer.unit(Letters.plain(codePoint));
        return;
      }
      needed = 0;
      lexer.unit(Letters.OTHER);
      single(b);
      return;
    }
    scan.unit();
    scan.raw(b);
    if (octet < 0xC2 || octet > 0xF4) {
      lexer.unit(Letters.OTHER);
      return;
    }
    needed = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
    codePoint = octet & (0x3F >> needed);
  }

  private void wide(byte b) {
    if (high < 0) {
      high = b & 0xFF;
      scan.unit();
      scan.raw(b);
      return;
    }
    int c = form == Form.UTF_16LE ? (b & 0xFF) << 8 | high : high << 8 | b & 0xFF;
    high = -1;
    scan.raw(b);
    lexer.unit(Letters.plain(c));
  }

  @Override
  public void end() {
    if (sniffs) sniffed();
    if (needed > 0 || high >= 0) lexer.unit(Letters.OTHER);
    needed = 0;
    high = -1;
    lexer.end();
  }
}
