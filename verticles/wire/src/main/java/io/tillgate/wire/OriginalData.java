package io.tillgate.wire;

/**
 * What a reversal says of the message that it undoes, beside the fields that it repeats: field 90
 * in 1987, field 56 from 1993. Parts that the element leaves open, with zeros, are null.
 *
 * @param mti of the original
 * @param stan as many digits as field 11 has in the dialect
 * @param transmission {@code MMddHHmmss} in UTC; in 1987 only
 * @param localTime {@code MMddHHmmss}; from 1993 only
 */
public record OriginalData(int mti, String stan, String transmission, String localTime) {
  static final int V1987 = 90;
  static final int SINCE_1993 = 56;

  private static final int STAN = 11;
  private static final int TRANSMISSION = 7;
  private static final int LOCAL_TIME = 12;
  private static final int ACQUIRER = 32;
  private static final int FORWARDER = 33;

  private static final int MTI_DIGITS = 4;
  private static final int TRANSMISSION_DIGITS = 10;
  private static final int INSTITUTION_DIGITS = 11;

  /** The field number that carries it in an edition. */
  public static int field(Edition edition) {
    return edition == Edition.V1987 ? V1987 : SINCE_1993;
  }

  /** Reads the element; null where the message has none that could be one. */
  public static OriginalData of(MessageView reversal) {
    Dialect dialect = reversal.dialect();
    int field = field(dialect.edition());
    if (!reversal.has(field) || !dialect.isRecordable(field)) return null;
    String data = reversal.text(field);
    int stanEnd = MTI_DIGITS + dialect.field(STAN).map(Field::maxLength).orElse(0);
    if (data.length() < stanEnd || !data.chars().allMatch(c -> c >= '0' && c <= '9')) return null;
    int mti = Integer.parseInt(data.substring(0, MTI_DIGITS));
    String stan = data.substring(MTI_DIGITS, stanEnd);
    if (dialect.edition() == Edition.V1987) {
      return new OriginalData(mti, stan, said(data, stanEnd, TRANSMISSION_DIGITS), null);
    }
    String time = said(data, stanEnd, LocalTime.digits(dialect.edition()));
    return new OriginalData(
        mti, stan, null, time == null ? null : LocalTime.withoutYear(dialect.edition(), time));
  }

  private static String said(String data, int from, int digits) {
    if (data.length() < from + digits) return null;
    String text = data.substring(from, from + digits);
    return text.chars().allMatch(c -> c == '0') ? null : text;
  }

  /**
   * The element for a reversal of {@code original}.
   *
   * @throws BadMessage where the original lacks its trace number
   */
  static String write(MessageView original) {
    if (!original.has(STAN)) throw new BadMessage(BadMessage.Reason.MISSING_FIELD, STAN);
    Edition edition = original.dialect().edition();
    String front = Mti.text(original.mti()) + original.text(STAN);
    if (edition == Edition.V1987) {
      return front
          + digits(original, TRANSMISSION, TRANSMISSION_DIGITS)
          + digits(original, ACQUIRER, INSTITUTION_DIGITS)
          + digits(original, FORWARDER, INSTITUTION_DIGITS);
    }
    front += digits(original, LOCAL_TIME, LocalTime.digits(edition));
    // In 2003 the acquirer fills the element up; in 1993 it has its length in front.
    if (edition == Edition.V2003) return front + digits(original, ACQUIRER, INSTITUTION_DIGITS);
    String acquirer = original.has(ACQUIRER) ? original.text(ACQUIRER) : "";
    return front + "%02d".formatted(acquirer.length()) + acquirer;
  }

  /** Zeros where the original has no such field (ISO 8583:1987, data element 90). */
  private static String digits(MessageView original, int field, int length) {
    String value = original.has(field) ? original.text(field) : "";
    return "0".repeat(Math.max(0, length - value.length())) + value;
  }
}
