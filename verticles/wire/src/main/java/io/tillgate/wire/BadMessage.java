package io.tillgate.wire;

/**
 * A message that does not follow its dialect. Says which field and why, and never what was in it,
 * so that it may be logged. Made without a stack trace: whoever sends garbage must not be able to
 * make refusing it expensive.
 */
public final class BadMessage extends RuntimeException {
  /** The field number of a complaint about the message as a whole. */
  public static final int WHOLE_MESSAGE = -1;

  /** What is wrong. */
  public enum Reason {
    TOO_SHORT("the message ends before its bitmap does"),
    TOO_LONG("the message is longer than the dialect allows"),
    UNKNOWN_MTI("the message type is not one of the dialect's"),
    BAD_BITMAP("the bitmap is not readable"),
    UNKNOWN_FIELD("the bitmap names a field that the dialect does not know"),
    BAD_LENGTH("the length in front is not a number"),
    LENGTH_OVER_MAXIMUM("the length in front is over the field's maximum"),
    TRUNCATED("the message ends inside the field"),
    BAD_TRAILER("the message does not end with the trailer of the dialect"),
    TRAILING_BYTES("bytes are left after the last field that the bitmap names"),
    BAD_CONTENT("the contents do not fit the field's class"),
    MISSING_FIELD("the field is not there"),
    VALUE_TOO_LONG("the value is longer than the field"),
    BAD_TRACK("the track is not readable"),
    BAD_CARD_NUMBER("a card number has 8 to 19 digits"),
    BAD_TLV("the chip data are malformed"),
    BROKEN_MAC("the authentication code covers fields that were rewritten");

    private final String explanation;

    Reason(String explanation) {
      this.explanation = explanation;
    }

    public String explanation() {
      return explanation;
    }
  }

  private final Reason reason;
  private final int field;

  public BadMessage(Reason reason, int field) {
    super(place(field) + reason.explanation(), null, false, false);
    this.reason = reason;
    this.field = field;
  }

  private static String place(int field) {
    return switch (field) {
      case WHOLE_MESSAGE -> "";
      case 0 -> "MTI: ";
      case 1 -> "bitmap: ";
      default -> "field " + field + ": ";
    };
  }

  public Reason reason() {
    return reason;
  }

  /** The field number, 0 for the message type, 1 for a bitmap, or {@link #WHOLE_MESSAGE}. */
  public int field() {
    return field;
  }
}
