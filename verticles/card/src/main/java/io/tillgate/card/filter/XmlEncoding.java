package io.tillgate.card.filter;

/** What a document's first line says of its encoding. Stateless. */
final class XmlEncoding {
  private static final String NAME = "encoding";

  private XmlEncoding() {}

  /**
   * @param prolog from behind {@code <?}
   * @throws Refused where the document is written in an encoding that cannot be read
   */
  static void check(CharSequence prolog) {
    String text = prolog.toString();
    int at = text.startsWith("xml") ? text.indexOf(NAME) : -1;
    if (at < 0) return;
    int from = at + NAME.length();
    while (from < text.length() && (text.charAt(from) == '=' || text.charAt(from) <= ' ')) from++;
    if (from == text.length()) return;
    int to = text.indexOf(text.charAt(from), from + 1);
    if (to > from) Units.form(text.substring(from + 1, to));
  }
}
