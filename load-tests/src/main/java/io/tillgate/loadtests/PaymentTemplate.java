package io.tillgate.loadtests;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import java.nio.charset.StandardCharsets;

/**
 * A framed 0200 of about 200 bytes whose trace number is written in place, so that a generator
 * spends its time on the wire and not on building messages. One thread.
 */
public final class PaymentTemplate {
  /** A public test number. */
  private static final String CARD = "4111111111111111";

  private static final int STAN_DIGITS = 6;

  private final byte[] frame;
  private final int stanAt;

  public PaymentTemplate(Dialect dialect, String terminal) {
    byte[] message = new byte[1024];
    int front = dialect.framing().lengthBytes();
    int length;
    try (MessageBuilder builder = new MessageBuilder(dialect);
        Pan pan = Pan.of(CARD.getBytes(StandardCharsets.ISO_8859_1), 0, CARD.length())) {
      builder
          .start(200)
          .pan(2, pan)
          .text(3, "000000")
          .text(4, "000000001234")
          .text(7, "1125101112")
          .text(11, "000000")
          .text(12, "101112")
          .text(13, "1125")
          .value(14, "3012".getBytes(StandardCharsets.ISO_8859_1), 0, 4)
          .text(18, "5411")
          .text(22, "051")
          .text(25, "00")
          .text(32, "000001")
          .text(37, "632910000001")
          .text(41, terminal)
          .text(42, "MERCHANT0000001")
          .text(43, "TILLGATE BENCH          LONDON        GB")
          .text(49, "826");
      length = builder.write(message, front);
    }
    dialect.framing().writeLength(length, message, 0);
    frame = java.util.Arrays.copyOf(message, front + length);
    MessageView view = new MessageView(dialect).index(frame, front, length);
    stanAt = view.offset(11);
    if (view.length(11) != STAN_DIGITS) {
      throw new IllegalArgumentException(dialect + ": the trace number is not six characters");
    }
  }

  /** The frame with another trace number, 0-999,999; the same array each time. */
  public byte[] with(int stan) {
    int rest = stan;
    for (int at = stanAt + STAN_DIGITS - 1; at >= stanAt; at--) {
      frame[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return frame;
  }

  public int bytes() {
    return frame.length;
  }
}
