package io.tillgate.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Messages of the tests, in any dialect of the 1987 or 1993 edition. */
final class Messages {
  static final String PAN = "4111111111111111";

  private Messages() {}

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static MessageBuilder set(MessageBuilder builder, int field, String value) {
    return builder.value(field, latin(value), 0, value.length());
  }

  static byte[] bytes(MessageBuilder builder) {
    byte[] out = new byte[Framing.HIGHEST_MAX_MESSAGE_BYTES];
    return Arrays.copyOf(out, builder.write(out, 0));
  }

  /** A purchase of 10.00 with a number that was keyed. */
  static MessageBuilder purchase(Dialect dialect) {
    boolean is1987 = dialect.edition() == Edition.V1987;
    MessageBuilder builder = new MessageBuilder(dialect).start(is1987 ? 200 : 1200);
    set(builder, 2, PAN);
    builder.text(3, "000000").number(4, 1_000).text(7, "0102030405").text(11, "000042");
    builder.text(12, is1987 ? "030405" : "260102030405");
    if (is1987) builder.text(13, "0102");
    set(builder, 14, "2712");
    builder.text(22, is1987 ? "012" : "000000600000").text(32, "123456").text(37, "600101000042");
    return builder.text(41, "TERM0001").text(42, "MERCHANT0000001").text(49, "978");
  }

  static MessageView view(Dialect dialect, byte[] wire) {
    return new MessageView(dialect).index(wire, 0, wire.length);
  }
}
