package io.tillgate.card.filter;

/** One value without any syntax, as it stands in a field of a multipart form. */
final class ValueLexer implements Lexer {
  private final Scan scan;

  ValueLexer(Scan scan, Rule rule) {
    this.scan = scan;
    scan.begin(rule);
  }

  @Override
  public void unit(int c) {
    scan.take(c);
  }

  @Override
  public void end() {
    scan.end();
  }
}
