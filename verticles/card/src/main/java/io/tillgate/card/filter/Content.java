package io.tillgate.card.filter;

import java.util.Locale;

/** How a body is read. */
enum Content {
  JSON,
  FORM,
  XML,
  TEXT,
  MULTIPART,
  /** No text as far as is known: what is found in it is masked, which leaves its length. */
  BINARY,
  /** Told by its first characters. */
  UNKNOWN;

  /**
   * What a content type says.
   *
   * @param type null where there is none
   */
  static Content of(String type) {
    if (type == null || type.isBlank()) return UNKNOWN;
    int end = type.indexOf(';');
    String name = (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    if (name.startsWith("multipart/")) return MULTIPART;
    if (name.equals("application/x-www-form-urlencoded")) return FORM;
    if (name.endsWith("/json") || name.endsWith("+json") || name.contains("json")) return JSON;
    if (name.endsWith("/xml") || name.endsWith("+xml") || name.equals("text/html")) return XML;
    if (name.startsWith("text/") || name.equals("application/javascript")) return TEXT;
    return name.indexOf('/') > 0 ? BINARY : UNKNOWN;
  }

  /** A parameter of a header's value, without quotes; null where it has none of this name. */
  static String parameter(String header, String name) {
    if (header == null) return null;
    int at = header.indexOf(';');
    while (at >= 0) {
      int next = endOfParameter(header, at + 1);
      String part = header.substring(at + 1, next).trim();
      int equals = part.indexOf('=');
      if (equals > 0 && part.substring(0, equals).trim().equalsIgnoreCase(name)) {
        return unquoted(part.substring(equals + 1).trim());
      }
      at = next < header.length() ? next : -1;
    }
    return null;
  }

  private static int endOfParameter(String header, int from) {
    boolean quoted = false;
    for (int i = from; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '\\' && quoted) i++;
      else if (c == '"') quoted = !quoted;
      else if (c == ';' && !quoted) return i;
    }
    return header.length();
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
  }
}
