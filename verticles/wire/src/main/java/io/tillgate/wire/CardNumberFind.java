package io.tillgate.wire;

/**
 * A card number where none should be.
 *
 * @param offset of its first byte, from 0
 * @param length bytes from its first digit to its last, separators included
 * @param masked BIN and last four
 */
public record CardNumberFind(long offset, int length, Form form, String masked) {
  /** How its digits are written. */
  public enum Form {
    ASCII("ascii"),
    UTF_16LE("utf-16le"),
    UTF_16BE("utf-16be"),
    EBCDIC("ebcdic"),
    BCD("bcd"),
    /** ASCII digits as hex digits. */
    HEX("hex");

    private final String shown;

    Form(String shown) {
      this.shown = shown;
    }

    @Override
    public String toString() {
      return shown;
    }
  }
}
