package io.tillgate.wire;

/** The edition of ISO 8583 a dialect follows; it is the first digit of every message type. */
public enum Edition {
  V1987("1987", 0),
  V1993("1993", 1),
  V2003("2003", 2);

  private final String year;
  private final int digit;

  Edition(String year, int digit) {
    this.year = year;
    this.digit = digit;
  }

  /** The first digit of the message type indicator. */
  public int digit() {
    return digit;
  }

  @Override
  public String toString() {
    return year;
  }
}
