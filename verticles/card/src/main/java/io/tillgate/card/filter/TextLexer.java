package io.tillgate.card.filter;

/** Text without syntax: each line is a text of its own. */
final class TextLexer implements Lexer {
  private final Scan scan;
  private final Rule rule;

  TextLexer(Scan scan, Policy policy) {
    this.scan = scan;
    this.rule = policy.net();
    scan.begin(rule);
  }

  @Override
  public void unit(int c) {
    if (c != '\n') {
      scan.take(c);
      return;
    }
    scan.end();
    scan.markup();
    scan.begin(rule);
  }

  @Override
  public void end() {
    scan.end();
  }
}
