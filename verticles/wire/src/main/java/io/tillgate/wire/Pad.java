package io.tillgate.wire;

/** Where a BCD value of an odd number of digits has its unused half byte. */
public enum Pad {
  /** A zero in front: {@code 123} is {@code 01 23}. */
  LEFT("left"),
  /** A zero behind: {@code 123} is {@code 12 30}. */
  RIGHT("right"),
  /** An F behind, as chip cards do: {@code 123} is {@code 12 3F}. */
  RIGHT_F("rightF");

  private final String yaml;

  Pad(String yaml) {
    this.yaml = yaml;
  }

  @Override
  public String toString() {
    return yaml;
  }
}
