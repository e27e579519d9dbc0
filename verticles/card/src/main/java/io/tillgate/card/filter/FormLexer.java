package io.tillgate.card.filter;

/**
 * {@code application/x-www-form-urlencoded}: names and values are texts, {@code +} is a blank and
 * percent-encoded bytes are the UTF-8 or Latin-1 characters that they make.
 */
final class FormLexer implements Lexer {
  private final Scan scan;
  private final Policy policy;
  private final Name name = new Name();
  private boolean isName;

  /** Hex digits read of an escape; -1 where none is being read. */
  private int hex = -1;

  private int octet;

  /** Bytes that a character of several still needs. */
  private int needed;

  private int codePoint;

  FormLexer(Scan scan, Policy policy) {
    this.scan = scan;
    this.policy = policy;
    beginName();
  }

  private void beginName() {
    isName = true;
    name.clear();
    scan.begin(policy.net());
  }

  @Override
  public void unit(int c) {
    if (hex >= 0 && escape(c)) return;
    if (needed > 0 && c != '%') unfinished();
    switch (c) {
      case '&' -> {
        scan.end();
        scan.markup();
        beginName();
      }
      case '=' -> {
        if (isName) beginValue();
        else scan.take(c);
      }
      case '%' -> {
        if (needed == 0) scan.pin();
        scan.take(c);
        hex = 0;
        octet = 0;
      }
      default -> letter(c == '+' ? ' ' : c);
    }
  }

  private void letter(int c) {
    if (isName) name.add(c);
    scan.take(c);
  }

  private void beginValue() {
    scan.end();
    scan.markup();
    isName = false;
    FieldPaths paths = policy.form();
    long state = paths.enter(paths.start(), name.bytes, name.length());
    scan.begin(policy.rule(paths.at(state), name.bytes, name.length()));
  }

  /** Whether the character belongs to the escape. */
  private boolean escape(int c) {
    int digit = Letters.hex(c);
    if (digit < 0) {
      hex = -1;
      needed = 0;
      scan.unpin();
      return false;
    }
    scan.take(c);
    octet = octet << 4 | digit;
    if (++hex == 2) {
      hex = -1;
      octet();
    }
    return true;
  }

  private void octet() {
    if (needed > 0 && (octet & 0xC0) == 0x80) {
      codePoint = codePoint << 6 | octet & 0x3F;
      if (--needed == 0) stands(Letters.plain(codePoint));
      return;
    }
    needed = 0;
    if (octet >= 0xC2 && octet < 0xF5) {
      needed = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
      codePoint = octet & (0x3F >> needed);
    } else {
      stands(Letters.plain(octet));
    }
  }

  private void stands(int c) {
    scan.collapse(c);
    if (isName) name.add(c);
  }

  /** A byte of a longer character, alone: Latin-1, most likely. */
  private void unfinished() {
    needed = 0;
    stands(Letters.OTHER);
  }

  @Override
  public void end() {
    scan.end();
  }
}
