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
  HEX("hex"),
  /** As {@link #HEX}, its characters in code page 1047. */
  EBCDIC_HEX("ebcdicHex");

  private final String yaml;

  Encoding(String yaml) {
    this.yaml = yaml;
  }

  /** Whether each byte is two hex characters on the wire. */
  boolean isHex() {
    return this == HEX || this == EBCDIC_HEX;
  }

  @Override
  public String toString() {
    return yaml;
  }
}
