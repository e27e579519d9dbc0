package io.tillgate.wire;

/** Whether a field has one length, or says its length in front. */
public enum Kind {
  FIXED("fixed", 0),
  LLVAR("llvar", 2),
  LLLVAR("lllvar", 3),
  LLLLVAR("llllvar", 4);

  private final String yaml;
  private final int lengthDigits;

  Kind(String yaml, int lengthDigits) {
    this.yaml = yaml;
    this.lengthDigits = lengthDigits;
  }

  /** Decimal digits of the length in front; 0 for a fixed field. */
  public int lengthDigits() {
    return lengthDigits;
  }

  @Override
  public String toString() {
    return yaml;
  }
}
