package io.tillgate.wire;

/**
 * Shows messages as JSON for people: {@code mti}, {@code fields} by number, {@code emv} tags of
 * chip data, of which nothing is shown where they are malformed ({@code emvError}). Card numbers
 * are masked to BIN and last four, and whatever else may not be shown to its length. One thread.
 */
public final class MessageDump {
  /**
   * @param isGood false where it tells of an error
   */
  public record Line(String json, boolean isGood) {}

  /** A longer line is no message in hex digits, blanks between them included. */
  public static final int MAX_LINE_CHARACTERS = 4 * Framing.HIGHEST_MAX_MESSAGE_BYTES;

  private final Dialect dialect;
  private final boolean framed;
  private final MessageView view;

  /**
   * @param framed whether messages have their length in front
   */
  public MessageDump(Dialect dialect, boolean framed) {
    this.dialect = dialect;
    this.framed = framed;
    this.view = new MessageView(dialect);
  }

  /**
   * Shows one message.
   *
   * @param number of the line, for the error
   * @param hex blanks between the digits do not matter
   */
  public Line line(int number, String hex) {
    if (hex.length() > MAX_LINE_CHARACTERS) return error(number, "longer than any message");
    byte[] bytes = Hex.bytes(hex.replace(" ", ""));
    if (bytes == null) return error(number, "not an even number of hex digits");
    try {
      int front = framed ? lengthInFront(bytes) : 0;
      view.index(bytes, front, bytes.length - front);
      view.check();
      return new Line(json(), true);
    } catch (BadMessage | BadFrame e) {
      return error(number, e.getMessage());
    }
  }

  private int lengthInFront(byte[] bytes) {
    int front = dialect.framing().lengthBytes();
    if (bytes.length < front) throw new BadFrame(BadFrame.Reason.LENGTH_TOO_SMALL);
    int message = dialect.framing().readLength(bytes, 0);
    if (front + message != bytes.length) throw new BadFrame(BadFrame.Reason.LENGTH_DIFFERS);
    return front;
  }

  private static Line error(int number, String reason) {
    return new Line("{\"line\":" + number + ",\"error\":" + quoted(reason) + "}", false);
  }

  private String json() {
    StringBuilder json = new StringBuilder("{\"mti\":").append(quoted(Mti.text(view.mti())));
    json.append(",\"fields\":{");
    String comma = "";
    for (int field = 2; field <= dialect.bitmapFields(); field++) {
      if (!view.has(field)) continue;
      json.append(comma).append('"').append(field).append("\":").append(quoted(shown(field)));
      comma = ",";
    }
    json.append('}');
    if (view.has(dialect.fieldHolding(Holds.EMV))) emv(json);
    return json.append('}').toString();
  }

  private String shown(int number) {
    Field field = dialect.fieldOrNull(number);
    return switch (field.holds()) {
      // Whatever a terminal puts into a field that should hold nothing secret is masked too.
      case NOTHING -> CardNumberRedactor.redact(view.text(number));
      case MAC -> view.text(number);
      case PAN, TRACK_1, TRACK_2 -> maskedNumber(number, field);
      case EXPIRY, CARD_SEQUENCE, TRACK_3, PIN, SECURITY, EMV, ACCOUNT, PRIVATE ->
          masked(view.count(number));
    };
  }

  private String maskedNumber(int number, Field field) {
    try {
      if (field.holds() == Holds.PAN) {
        try (Pan pan = view.pan()) {
          return pan.masked();
        }
      }
      try (TrackData track = field.holds() == Holds.TRACK_1 ? view.track1() : view.track2();
          Pan pan = track.pan()) {
        return pan.masked() + " and track";
      }
    } catch (BadMessage e) {
      return masked(view.count(number));
    }
  }

  private static String masked(int length) {
    return "masked, " + length + " long";
  }

  private void emv(StringBuilder json) {
    EmvData emv;
    try {
      emv = view.emv();
    } catch (BadMessage malformed) {
      json.append(",\"emvError\":").append(quoted(malformed.reason().explanation()));
      return;
    }
    json.append(",\"emv\":{");
    String comma = "";
    for (int i = 0; i < emv.size(); i++) {
      if (emv.isConstructed(i)) continue;
      String tag = Integer.toHexString(emv.tag(i)).toUpperCase(java.util.Locale.ROOT);
      json.append(comma).append('"').append(tag).append("\":").append(quoted(shown(emv, i)));
      comma = ",";
    }
    json.append('}');
  }

  private static String shown(EmvData emv, int index) {
    if (!EmvData.isCardData(emv.tag(index))) return emv.hex(index);
    try (Pan pan = emv.panOf(index)) {
      return pan == null ? masked(emv.length(index)) : pan.masked();
    } catch (BadMessage e) {
      return masked(emv.length(index));
    }
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < ' ' || c >= 0x7F && c < 0xA0) quoted.append(String.format("\\u%04x", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }
}
