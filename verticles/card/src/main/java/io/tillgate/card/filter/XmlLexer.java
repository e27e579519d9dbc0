package io.tillgate.card.filter;

/**
 * XML and what looks like it. Text with its CDATA, attributes, names, comments and instructions are
 * texts; character references are read as what they stand for. Nothing is resolved or fetched: a
 * document that declares entities of its own, in which a number could hide, does not pass.
 */
final class XmlLexer implements Lexer {
  static final int MAX_DEPTH = 512;

  private enum Mode {
    TEXT,
    /** Behind {@code <}. */
    LESS,
    OPEN_NAME,
    CLOSE_NAME,
    TAG,
    ATTRIBUTE,
    /** Behind an attribute's name. */
    EQUALS,
    VALUE,
    /** Behind {@code <!}, until it is known what begins. */
    BANG,
    CDATA,
    COMMENT,
    INSTRUCTION,
    DECLARATION
  }

  private static final int MAX_PROLOG = 200;
  private static final String CDATA_BEGIN = "[CDATA[";

  /** Of a card number (ISO/IEC 7812, with those that are still about). */
  private static final int FEWEST_DIGITS = 13;

  private final Scan scan;
  private final Policy policy;
  private final FieldPaths paths;
  private final Reference reference;
  private final Declaration declaration = new Declaration();
  private final Name name = new Name();

  private final long[] states = new long[MAX_DEPTH];
  private final Rule[] rules = new Rule[MAX_DEPTH];
  private int depth;

  /** Of the element that is being opened. */
  private long opening;

  private Rule openingRule;
  private boolean isEmpty;

  private Mode mode = Mode.TEXT;
  private int quote;

  /** How much of {@code --}, {@code ]]} or a keyword is there. */
  private int seen;

  /** Digits in a row in the text of an element, blanks and dashes between them. */
  private int digits;

  /** Whether a comment or an instruction stands among them. */
  private boolean isCut;

  /** The first characters of the document's first instruction, which may tell an encoding. */
  private StringBuilder prolog = new StringBuilder();

  XmlLexer(Scan scan, Policy policy) {
    this.scan = scan;
    this.policy = policy;
    this.paths = policy.xml();
    this.reference = new Reference(scan);
    scan.begin(policy.net());
  }

  @Override
  public void unit(int c) {
    if (reference.isOpen() && reference.takes(c)) return;
    switch (mode) {
      case TEXT -> text(c);
      case LESS -> less(c);
      case OPEN_NAME, CLOSE_NAME -> tagName(c);
      case TAG -> tag(c);
      case ATTRIBUTE -> attribute(c);
      case EQUALS -> equals(c);
      case VALUE -> value(c);
      case BANG -> bang(c);
      case CDATA -> cdata(c);
      case COMMENT -> comment(c);
      case INSTRUCTION -> instruction(c);
      case DECLARATION -> declaration(c);
    }
  }

  private void text(int c) {
    if (c == '<') mode = Mode.LESS;
    else if (c == '&') reference.open();
    else character(c);
  }

  /** One of the text, which a reader of the document puts together over comments. */
  private void character(int c) {
    if (c >= '0' && c <= '9') {
      if (++digits >= FEWEST_DIGITS && isCut) {
        throw new Refused(
            Refused.Reason.UNREADABLE,
            "a comment or an instruction stands within a number, which could be a card's: send it"
                + " without");
      }
    } else if (c != ' ' && c != '-') {
      elementBegins();
    }
    scan.take(c);
  }

  private void elementBegins() {
    digits = 0;
    isCut = false;
  }

  private void less(int c) {
    switch (c) {
      case '/' -> {
        elementBegins();
        endText();
        scan.markup();
        scan.begin(policy.net());
        mode = Mode.CLOSE_NAME;
      }
      case '!' -> {
        seen = 0;
        mode = Mode.BANG;
      }
      case '?' -> {
        endText();
        scan.markup();
        scan.begin(policy.net());
        seen = 0;
        mode = Mode.INSTRUCTION;
      }
      default -> {
        if (isNameStart(c)) {
          elementBegins();
          endText();
          scan.begin(policy.net());
          name.clear();
          mode = Mode.OPEN_NAME;
          tagName(c);
        } else {
          scan.takeBeforeUnit('<');
          mode = Mode.TEXT;
          text(c);
        }
      }
    }
  }

  private static boolean isNameStart(int c) {
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'z' || c == '_' || c == ':' || c == Letters.OTHER;
  }

  private void endText() {
    scan.end();
    scan.markupBeforeUnit();
  }

  private void tagName(int c) {
    if (c != '>' && c != '/' && !Letters.isBlank(c)) {
      if (c == ':') name.clear();
      else name.add(c);
      scan.take(c);
      return;
    }
    scan.end();
    isEmpty = false;
    if (mode == Mode.OPEN_NAME) {
      long outer = depth == 0 ? paths.start() : depth <= MAX_DEPTH ? states[depth - 1] : 0;
      opening = paths.enter(outer, name.bytes, name.length());
      openingRule = policy.rule(paths.at(opening), name.bytes, name.length());
    } else {
      openingRule = null;
    }
    mode = Mode.TAG;
    tag(c);
  }

  private void tag(int c) {
    if (c == '>') {
      scan.markup();
      endTag();
    } else if (c == '/') {
      scan.markup();
      isEmpty = true;
    } else if (Letters.isBlank(c)) {
      scan.markup();
    } else {
      isEmpty = false;
      name.clear();
      scan.begin(policy.net());
      mode = Mode.ATTRIBUTE;
      attribute(c);
    }
  }

  private void endTag() {
    if (openingRule == null) {
      if (depth > 0) depth--;
    } else if (!isEmpty) {
      push();
    }
    scan.begin(depth == 0 || depth > MAX_DEPTH ? policy.net() : rules[depth - 1]);
    mode = Mode.TEXT;
  }

  private void push() {
    if (depth < MAX_DEPTH) {
      states[depth] = opening;
      rules[depth] = openingRule;
    } else if (!paths.isEmpty()) {
      throw new Refused(
          Refused.Reason.TOO_DEEP, "the XML is nested deeper than " + MAX_DEPTH + " levels");
    }
    // Deeper levels are counted only: without paths, the net alone is for them.
    depth++;
  }

  private void attribute(int c) {
    if (c != '=' && c != '>' && c != '/' && !Letters.isBlank(c)) {
      if (c == ':') name.clear();
      else name.add(c);
      scan.take(c);
      return;
    }
    scan.end();
    mode = Mode.EQUALS;
    equals(c);
  }

  private void equals(int c) {
    if (c == '=' || Letters.isBlank(c)) {
      scan.markup();
    } else if (c == '>' || c == '/') {
      mode = Mode.TAG;
      tag(c);
    } else {
      boolean quoted = c == '"' || c == '\'';
      quote = quoted ? c : 0;
      if (quoted) scan.markup();
      scan.begin(attributeRule());
      mode = Mode.VALUE;
      if (!quoted) value(c);
    }
  }

  private Rule attributeRule() {
    if (openingRule == null) return policy.net();
    Rule byPath = null;
    if (!paths.isEmpty()) {
      byte[] marked = new byte[name.length() + 1];
      marked[0] = '@';
      System.arraycopy(name.bytes, 0, marked, 1, name.length());
      byPath = paths.at(paths.enter(opening, marked, marked.length));
    }
    return policy.rule(byPath, name.bytes, name.length());
  }

  private void value(int c) {
    boolean ends = quote != 0 ? c == quote : c == '>' || Letters.isBlank(c);
    if (!ends) {
      if (c == '&') reference.open();
      else scan.take(c);
      return;
    }
    scan.end();
    mode = Mode.TAG;
    if (quote != 0) scan.markup();
    else tag(c);
  }

  /** A comment, CDATA that goes on with the text, or a declaration. */
  private void bang(int c) {
    if (seen == 0 && c == '-' || seen == -1 && c == '-') {
      if (--seen == -2) beginSection(Mode.COMMENT);
    } else if (seen >= 0 && seen < CDATA_BEGIN.length() && c == CDATA_BEGIN.charAt(seen)) {
      if (++seen == CDATA_BEGIN.length()) {
        scan.markup();
        seen = 0;
        mode = Mode.CDATA;
      }
    } else {
      scan.end();
      scan.markupBeforeUnit();
      declaration.begin();
      scan.begin(policy.net());
      mode = Mode.DECLARATION;
      declaration(c);
    }
  }

  private void beginSection(Mode section) {
    scan.end();
    scan.markup();
    scan.begin(policy.net());
    seen = 0;
    mode = section;
  }

  private void cdata(int c) {
    if (c == ']') {
      seen++;
      return;
    }
    if (c == '>' && seen >= 2) {
      scan.markup();
      mode = Mode.TEXT;
      return;
    }
    if (seen > 0) scan.takeBeforeUnit(']');
    seen = 0;
    character(c);
  }

  private void comment(int c) {
    if (c == '>' && seen >= 2) {
      endSection();
      return;
    }
    seen = c == '-' ? seen + 1 : 0;
    scan.take(c);
  }

  private void instruction(int c) {
    if (prolog != null) {
      if (prolog.length() < MAX_PROLOG) prolog.append((char) c);
      if (c == '>') {
        XmlEncoding.check(prolog);
        prolog = null;
      }
    }
    if (c == '>' && seen == 1) {
      endSection();
      return;
    }
    seen = c == '?' ? 1 : 0;
    scan.take(c);
  }

  private void declaration(int c) {
    if (declaration.ends(c)) endSection();
    else scan.take(c);
  }

  private void endSection() {
    isCut = digits > 0;
    scan.end();
    scan.markup();
    scan.begin(depth == 0 || depth > MAX_DEPTH ? policy.net() : rules[depth - 1]);
    mode = Mode.TEXT;
  }

  @Override
  public void end() {
    scan.end();
    scan.markup();
  }
}
