package io.tillgate.wire;

/**
 * One field of a dialect.
 *
 * @param number 2 to 192
 * @param maxLength the length of a fixed field, the highest of a variable one; in characters, or in
 *     bytes where the content is {@code b}
 * @param lengthEncoding of the length in front; of no meaning in a fixed field
 * @param pad where BCD has its unused half byte
 */
public record Field(
    int number,
    String name,
    Kind kind,
    Content content,
    int maxLength,
    Encoding encoding,
    Encoding lengthEncoding,
    Pad pad,
    Holds holds) {

  public boolean isFixed() {
    return kind == Kind.FIXED;
  }

  /** Bytes of the length in front; 0 for a fixed field. */
  public int lengthBytes() {
    if (isFixed()) return 0;
    return switch (lengthEncoding) {
      case ASCII, EBCDIC -> kind.lengthDigits();
      case BCD -> (kind.lengthDigits() + 1) / 2;
      case BINARY -> kind == Kind.LLVAR ? 1 : 2;
      case HEX, EBCDIC_HEX -> throw new IllegalStateException("a length is never hex");
    };
  }

  /** Bytes on the wire of a value of {@code count} characters, or bytes where content is b. */
  public int bytesOf(int count) {
    return switch (encoding) {
      case ASCII, EBCDIC, BINARY -> count;
      case HEX, EBCDIC_HEX -> 2 * count;
      case BCD -> content == Content.X_N ? 1 + count / 2 : (count + 1) / 2;
    };
  }

  /** The longest this field can be on the wire, its length in front included. */
  public int maxWireBytes() {
    return lengthBytes() + bytesOf(maxLength);
  }
}
