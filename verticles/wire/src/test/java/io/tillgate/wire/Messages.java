package io.tillgate.wire;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;

/** Messages of the tests, in any dialect. */
final class Messages {
  static final String PAN = "4111111111111111";

  private Messages() {}

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] latin) {
    return new String(latin, StandardCharsets.ISO_8859_1);
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
    MessageBuilder builder = new MessageBuilder(dialect).start(mti(dialect, 200));
    set(builder, 2, PAN);
    builder.text(3, "000000").text(7, "0102030405").text(11, "000042");
    Amount.write(builder, 1_000, 978, 2);
    LocalTime.write(builder, LocalDateTime.of(2026, 1, 2, 3, 4, 5));
    set(builder, 14, "2712");
    switch (dialect.edition()) {
      case V1987 -> builder.text(22, "012");
      case V1993 -> builder.text(22, "000000600000");
      case V2003 -> builder.text(22, "04000000020000000200000002000000");
    }
    builder.text(32, "123456").text(37, "600101000042");
    return builder.text(41, "TERM0001").text(42, "MERCHANT0000001");
  }

  /** A type of the 1987 edition in the dialect's own. */
  static int mti(Dialect dialect, int of1987) {
    return dialect.edition().digit() * 1_000 + of1987;
  }

  static MessageView view(Dialect dialect, byte[] wire) {
    return new MessageView(dialect).index(wire, 0, wire.length);
  }
}
