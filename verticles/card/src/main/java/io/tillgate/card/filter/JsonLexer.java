package io.tillgate.card.filter;

/**
 * JSON, one value or any number of them. Strings, names and what stands without quotes are texts;
 * escapes are read as what they stand for. What is no JSON is read as text between the signs of
 * JSON, so nothing goes unseen.
 */
final class JsonLexer implements Lexer {
  static final int MAX_DEPTH = 256;

  private static final int BETWEEN = 0;
  private static final int STRING = 1;
  private static final int BARE = 2;

  private static final int NO_ESCAPE = -1;
  private static final int ESCAPE = 0;

  private final Scan scan;
  private final Policy policy;
  private final FieldPaths paths;
  private final Name name = new Name();

  private final boolean[] isObject = new boolean[MAX_DEPTH];
  private final long[] states = new long[MAX_DEPTH];
  private final Rule[] rules = new Rule[MAX_DEPTH];
  private int depth;

  /** What holds for the next value. */
  private long state;

  private Rule rule;
  private boolean expectsName;
  private boolean isName;
  private int mode = BETWEEN;

  /** Hex digits read of an escape and one, {@link #ESCAPE} behind the backslash. */
  private int escape = NO_ESCAPE;

  private int escaped;

  JsonLexer(Scan scan, Policy policy) {
    this.scan = scan;
    this.policy = policy;
    this.paths = policy.json();
    this.state = paths.start();
    this.rule = policy.net();
  }

  @Override
  public void unit(int c) {
    switch (mode) {
      case STRING -> string(c);
      case BARE -> bare(c);
      default -> between(c);
    }
  }

  private void between(int c) {
    switch (c) {
      case ' ', '\t', '\r', '\n' -> scan.markup();
      case '"' -> beginString();
      case '{', '[', '}', ']', ':', ',' -> sign(c);
      default -> {
        scan.beginBare(rule);
        mode = BARE;
        scan.take(c);
      }
    }
  }

  private void beginString() {
    scan.markup();
    isName = expectsName;
    name.clear();
    scan.begin(isName ? policy.net() : rule);
    mode = STRING;
  }

  private void sign(int c) {
    scan.markup();
    switch (c) {
      case '{' -> open(true);
      case '[' -> open(false);
      case '}', ']' -> close();
      case ',' -> within();
      default -> expectsName = false;
    }
  }

  private void open(boolean object) {
    if (depth == MAX_DEPTH) {
      throw new Refused(
          Refused.Reason.TOO_DEEP, "the JSON is nested deeper than " + MAX_DEPTH + " levels");
    }
    isObject[depth] = object;
    states[depth] = state;
    rules[depth++] = object ? policy.net() : rule;
    within();
  }

  private void close() {
    if (depth > 0) depth--;
    within();
    expectsName = false;
  }

  /** The next value or name, in what is open. */
  private void within() {
    if (depth == 0) {
      state = paths.start();
      rule = policy.net();
      expectsName = false;
      return;
    }
    state = states[depth - 1];
    rule = rules[depth - 1];
    expectsName = isObject[depth - 1];
  }

  private void string(int c) {
    if (escape != NO_ESCAPE && escape(c)) return;
    if (c == '"') {
      scan.end();
      scan.markup();
      mode = BETWEEN;
      if (isName) named();
      return;
    }
    if (c == '\\') {
      scan.pin();
      scan.take(c);
      escape = ESCAPE;
      return;
    }
    if (isName) name.add(c);
    scan.take(c);
  }

  private void named() {
    expectsName = false;
    state = paths.enter(states[depth - 1], name.bytes, name.length());
    rule = policy.rule(paths.at(state), name.bytes, name.length());
  }

  /** Whether the character belongs to the escape. */
  private boolean escape(int c) {
    if (escape == ESCAPE) {
      scan.take(c);
      if (c == 'u') {
        escape = 1;
        escaped = 0;
      } else {
        stands(character(c));
      }
      return true;
    }
    int digit = Letters.hex(c);
    if (digit < 0) {
      escape = NO_ESCAPE;
      scan.unpin();
      return false;
    }
    scan.take(c);
    escaped = escaped << 4 | digit;
    if (++escape == 5) stands(Letters.plain(escaped));
    return true;
  }

  private void stands(int c) {
    escape = NO_ESCAPE;
    scan.collapse(c);
    if (isName) name.add(c);
  }

  private static int character(int c) {
    return switch (c) {
      case 'n', 'r' -> '\n';
      case 't' -> '\t';
      case 'b', 'f' -> Letters.OTHER;
      default -> c;
    };
  }

  private void bare(int c) {
    boolean ends =
        switch (c) {
          case '{', '[', '}', ']', ':', ',', '"' -> true;
          case '\n' -> depth == 0;
          default -> false;
        };
    if (!ends) {
      scan.take(c);
      return;
    }
    scan.end();
    mode = BETWEEN;
    between(c);
  }

  @Override
  public void end() {
    if (mode != BETWEEN) scan.end();
    scan.markup();
  }
}
