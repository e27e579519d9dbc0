package io.tillgate.loadtests;

import io.tillgate.wire.Amount;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Encoding;
import io.tillgate.wire.LocalTime;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;

/**
 * A framed purchase of about 200 bytes, in any dialect that ships, whose trace number is written in
 * place, so that a generator spends its time on the wire and not on building messages. One thread.
 */
public final class PaymentTemplate {
  /** A public test number. */
  private static final String CARD = "4111111111111111";

  private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 25, 10, 11, 12);
  private static final int STAN = 11;
  private static final int PLACE = 43;
  private static final int POUND = 826;

  private final byte[] frame;
  private final int stanAt;
  private final int stanBytes;
  private final Encoding stanEncoding;

  public PaymentTemplate(Dialect dialect, String terminal) {
    byte[] message = new byte[1024];
    int front = dialect.framing().lengthBytes();
    int length;
    try (MessageBuilder builder = new MessageBuilder(dialect);
        Pan pan = Pan.of(CARD.getBytes(StandardCharsets.ISO_8859_1), 0, CARD.length())) {
      builder
          .start(dialect.edition().digit() * 1_000 + 200)
          .pan(2, pan)
          .text(3, "000000")
          .text(7, "1125101112")
          .text(STAN, "0")
          .value(14, "3012".getBytes(StandardCharsets.ISO_8859_1), 0, 4)
          .text(32, "000001")
          .text(37, "632910000001")
          .text(41, terminal)
          .text(42, "MERCHANT0000001");
      Amount.write(builder, 1_234, POUND, 2);
      LocalTime.write(builder, TIME);
      switch (dialect.edition()) {
        case V1987 -> builder.text(18, "5411").text(22, "051").text(25, "00");
        case V1993 -> builder.text(22, "510101511344").text(24, "200").text(26, "5411");
        case V2003 ->
            builder.text(22, "20000000020000000200000002000000").text(24, "200").text(26, "5411");
      }
      if (dialect.isRecordable(PLACE)) {
        builder.text(PLACE, "TILLGATE BENCH          LONDON        GB");
      }
      length = builder.write(message, front);
    }
    dialect.framing().writeLength(length, message, 0);
    frame = java.util.Arrays.copyOf(message, front + length);
    MessageView view = new MessageView(dialect).index(frame, front, length);
    stanAt = view.offset(STAN);
    stanBytes = view.length(STAN);
    stanEncoding = dialect.field(STAN).orElseThrow().encoding();
  }

  /** The frame with another trace number, 0-999,999; the same array each time. */
  public byte[] with(int stan) {
    int rest = stan;
    for (int at = stanAt + stanBytes - 1; at >= stanAt; at--) {
      if (stanEncoding == Encoding.BCD) {
        frame[at] = (byte) (rest / 10 % 10 << 4 | rest % 10);
        rest /= 100;
      } else {
        frame[at] = (byte) ((stanEncoding == Encoding.EBCDIC ? 0xF0 : '0') + rest % 10);
        rest /= 10;
      }
    }
    return frame;
  }

  public int bytes() {
    return frame.length;
  }
}
