package io.tillgate.card.filter;

/** A body that nobody told the syntax of: its first character does. */
final class SniffLexer implements Lexer {
  private final Scan scan;
  private final Policy policy;
  private Lexer found;

  SniffLexer(Scan scan, Policy policy) {
    this.scan = scan;
    this.policy = policy;
  }

  @Override
  public void unit(int c) {
    if (found == null) {
      if (Letters.isBlank(c)) {
        scan.markup();
        return;
      }
      found =
          switch (c) {
            case '{', '[', '"' -> new JsonLexer(scan, policy);
            case '<' -> new XmlLexer(scan, policy);
            default -> new FormLexer(scan, policy);
          };
    }
    found.unit(c);
  }

  @Override
  public void end() {
    if (found != null) found.end();
  }
}
