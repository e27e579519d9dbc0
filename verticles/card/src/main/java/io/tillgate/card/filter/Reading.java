package io.tillgate.card.filter;

/** Chooses who reads a body. Stateless. */
final class Reading {
  private Reading() {}

  /**
   * @param content what the route says of it; null where the content type decides
   * @param type the content type, or null
   * @throws Refused for a charset that cannot be read
   */
  static Feed of(Scan scan, BodyTakes takes, Content content, String type) {
    Content read = content != null ? content : Content.of(type);
    if (read == Content.MULTIPART) {
      String boundary = Content.parameter(type, "boundary");
      if (boundary == null || boundary.isEmpty() || boundary.length() > Multipart.MAX_BOUNDARY) {
        throw new Refused(
            Refused.Reason.UNREADABLE,
            "a multipart body needs a boundary of 1 to "
                + Multipart.MAX_BOUNDARY
                + " characters in its content-type");
      }
      return new Multipart(scan, takes, boundary);
    }
    return units(scan, takes, read, type);
  }

  /** The same for what is no multipart itself. */
  static Units units(Scan scan, BodyTakes takes, Content content, String type) {
    Units.Form form = Units.form(Content.parameter(type, "charset"));
    if (content == Content.BINARY) {
      takes.keepLengths();
      Lexer lexer = new TextLexer(scan, takes.policy());
      return new Units(scan, lexer, Units.Form.SINGLE, false);
    }
    Policy policy = takes.policy();
    Lexer lexer =
        switch (content) {
          case JSON -> new JsonLexer(scan, policy);
          case FORM -> new FormLexer(scan, policy);
          case XML -> new XmlLexer(scan, policy);
          case TEXT, MULTIPART, BINARY -> new TextLexer(scan, policy);
          case UNKNOWN -> new SniffLexer(scan, policy);
        };
    return new Units(scan, lexer, form, true);
  }
}
