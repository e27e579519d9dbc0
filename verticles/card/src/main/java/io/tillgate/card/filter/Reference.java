package io.tillgate.card.filter;

/** A character reference of XML, {@code &#52;} or {@code &amp;}, as the character it stands for. */
final class Reference {
  /** {@code &#x0000034;}: zeros in front may be many, not any number. */
  private static final int MAX = 40;

  private static final int MAX_CODE_POINT = 0x10FFFF;

  private final Scan scan;
  private int length;
  private boolean isNumber;
  private boolean isHex;
  private int value;

  Reference(Scan scan) {
    this.scan = scan;
  }

  boolean isOpen() {
    return length > 0;
  }

  /** Behind {@code &}. */
  void open() {
    scan.pin();
    scan.take('&');
    length = 1;
    isNumber = false;
    isHex = false;
    value = 0;
  }

  /** Whether the character belongs to the reference. */
  boolean takes(int c) {
    if (c == ';' && length > 1) {
      scan.take(c);
      length = 0;
      scan.collapse(isNumber ? Letters.plain(value) : Letters.OTHER);
      return true;
    }
    if (length == MAX || !isPart(c)) {
      length = 0;
      scan.unpin();
      return false;
    }
    length++;
    scan.take(c);
    return true;
  }

  private boolean isPart(int c) {
    if (length == 1 && c == '#') {
      isNumber = true;
      return true;
    }
    if (isNumber && length == 2 && (c | 0x20) == 'x') {
      isHex = true;
      return true;
    }
    if (!isNumber) return Letters.hex(c) >= 0 || (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    int digit = Letters.hex(c);
    if (digit < 0 || !isHex && digit > 9) return false;
    value = Math.min(MAX_CODE_POINT, value * (isHex ? 16 : 10) + digit);
    return true;
  }
}
