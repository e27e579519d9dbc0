package io.tillgate.card.filter;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Multipart bodies (RFC 2046, RFC 7578): each part is read as its own headers say. Headers, and
 * what stands before and behind the parts, are text.
 */
final class Multipart implements Feed {
  static final int MAX_BOUNDARY = 200;
  private static final int MAX_HEADERS = 8_192;

  private enum Place {
    BODY,
    BEHIND_BOUNDARY,
    HEADERS
  }

  private final Scan scan;
  private final BodyTakes takes;

  /** The line end before a boundary belongs to it. */
  private final byte[] delimiter;

  private final byte[] one = new byte[1];
  private final StringBuilder headers = new StringBuilder();
  private Feed inner;
  private Place place = Place.BODY;
  private int matched;
  private int dashes;
  private int line;

  Multipart(Scan scan, BodyTakes takes, String boundary) {
    this.scan = scan;
    this.takes = takes;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    this.inner = text();
    // The first boundary may begin the body.
    this.matched = 2;
  }

  private Feed text() {
    takes.restore();
    return new Units(scan, new TextLexer(scan, takes.policy()), Units.Form.UTF_8, false);
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      switch (place) {
        case BODY -> body(bytes[i]);
        case BEHIND_BOUNDARY -> behindBoundary(bytes[i]);
        case HEADERS -> header(bytes[i]);
      }
    }
  }

  private boolean atStart = true;

  private void body(byte b) {
    if (b == delimiter[matched]) {
      if (++matched == delimiter.length) delimited();
      return;
    }
    if (matched > 0) {
      int from = atStart ? 2 : 0;
      inner.feed(delimiter, from, matched - from);
      matched = 0;
    }
    atStart = false;
    if (b == delimiter[0]) matched = 1;
    else pass(b);
  }

  private void pass(byte b) {
    one[0] = b;
    inner.feed(one, 0, 1);
  }

  private void delimited() {
    inner.end();
    scan.unit();
    for (int i = atStart ? 2 : 0; i < delimiter.length; i++) scan.raw(delimiter[i]);
    scan.markup();
    atStart = false;
    matched = 0;
    dashes = 0;
    inner = text();
    place = Place.BEHIND_BOUNDARY;
  }

  /** The rest of the boundary's line; two dashes close the body. */
  private void behindBoundary(byte b) {
    pass(b);
    if (b == '-') dashes++;
    if (b != '\n') return;
    if (dashes >= 2) {
      place = Place.BODY;
      return;
    }
    headers.setLength(0);
    line = 0;
    place = Place.HEADERS;
  }

  private void header(byte b) {
    pass(b);
    if (headers.length() == MAX_HEADERS) {
      throw new Refused(
          Refused.Reason.TOO_DEEP, "a part's headers have more than " + MAX_HEADERS + " bytes");
    }
    if (b != '\n') {
      if (b != '\r') line++;
      headers.append((char) (b & 0xFF));
      return;
    }
    headers.append('\n');
    if (line > 0) {
      line = 0;
      return;
    }
    inner.end();
    inner = part(headers.toString().replace("\r", "").replaceAll("\n[ \t]+", " "));
    headers.setLength(0);
    place = Place.BODY;
    // An empty part's boundary may follow at once.
    matched = 0;
  }

  private Feed part(String head) {
    String disposition = header(head, "content-disposition");
    String type = header(head, "content-type");
    String coding = header(head, "content-transfer-encoding");
    boolean plain =
        coding == null || coding.equals("7bit") || coding.equals("8bit") || coding.equals("binary");
    if (!plain) {
      throw new Refused(
          Refused.Reason.UNREADABLE,
          "a part has a content-transfer-encoding, which forms have no more (RFC 7578, 4.7)");
    }
    boolean isFile = Content.parameter(disposition, "filename") != null;
    Content content = Content.of(type);
    if (!isFile && (content == Content.UNKNOWN || content == Content.TEXT)) {
      String name = Content.parameter(disposition, "name");
      Lexer value = new ValueLexer(scan, rule(name == null ? "" : name));
      return new Units(scan, value, Units.form(Content.parameter(type, "charset")), true);
    }
    return Reading.units(scan, takes, content == Content.UNKNOWN ? Content.BINARY : content, type);
  }

  private Rule rule(String name) {
    Policy policy = takes.policy();
    byte[] latin = name.getBytes(StandardCharsets.ISO_8859_1);
    FieldPaths paths = policy.form();
    long state = paths.enter(paths.start(), latin, latin.length);
    return policy.rule(paths.at(state), latin, latin.length);
  }

  private static String header(String head, String name) {
    for (String each : head.split("\n")) {
      int colon = each.indexOf(':');
      if (colon > 0 && each.substring(0, colon).trim().toLowerCase(Locale.ROOT).equals(name)) {
        return each.substring(colon + 1).trim();
      }
    }
    return null;
  }

  @Override
  public void end() {
    if (matched > 0) {
      int from = atStart ? 2 : 0;
      inner.feed(delimiter, from, matched - from);
    }
    inner.end();
    scan.markup();
  }
}
