package io.tillgate.wire;

/** How characters, or the digits of a length, become bytes. */
public enum Encoding {
  /** One byte a character, ISO 8859-1 above 127. */
  ASCII("ascii"),
  /** One byte a character, code page 1047. */
  EBCDIC("ebcdic"),
  /** Two digits a byte. */
  BCD("bcd"),
  /** Bytes as they are; as a length, an unsigned big-endian number. */
  BINARY("binary"),
  /** Bytes as two ASCII characters each; the field's length still counts bytes. */
  HEX("hex");

  private final String yaml;

  Encoding(String yaml) {
    this.yaml = yaml;
  }

  @Override
  public String toString() {
    return yaml;
  }
}
