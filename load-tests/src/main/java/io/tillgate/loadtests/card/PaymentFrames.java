package io.tillgate.loadtests.card;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One 0200 of 200 bytes and its 0210, framed, in which only trace number and terminal differ: both
 * ends of a measurement write them in place and read nothing else, so that their own cost is that
 * of the sockets.
 */
final class PaymentFrames {
  static final int STAN_DIGITS = 6;
  static final int TERMINAL_BYTES = 8;

  /** A public test number. */
  private static final String CARD = "4111111111111111";

  private static final int STAN = 11;
  private static final int TERMINAL = 41;
  private static final int[] ECHOED = {3, 4, 7, STAN, 12, 13, 32, 37, TERMINAL, 42, 49};

  final Part request;
  final Part answer;

  /**
   * One framed message.
   *
   * @param stanAt where the trace number begins in it
   * @param terminalAt where the terminal's number begins
   * @param responseCodeAt where DE39 begins, -1 where there is none
   */
  record Part(byte[] frame, int stanAt, int terminalAt, int responseCodeAt) {
    int bytes() {
      return frame.length;
    }
  }

  PaymentFrames(Dialect dialect) {
    request = part(dialect, payment(dialect));
    answer = part(dialect, approval(dialect));
  }

  private static MessageBuilder payment(Dialect dialect) {
    MessageBuilder builder = new MessageBuilder(dialect);
    try (Pan pan = Pan.of(CARD.getBytes(StandardCharsets.ISO_8859_1), 0, CARD.length())) {
      builder
          .start(200)
          .pan(2, pan)
          .text(3, "000000")
          .text(4, "000000001234")
          .text(7, "1125101112")
          .text(STAN, "000000")
          .text(12, "101112")
          .text(13, "1125")
          .value(14, "3012".getBytes(StandardCharsets.ISO_8859_1), 0, 4)
          .text(18, "5411")
          .text(22, "051")
          .text(25, "00")
          .text(32, "000001")
          .text(37, "632910000001")
          .text(TERMINAL, "T0000000")
          .text(42, "MERCHANT0000001")
          .text(43, "TILLGATE BENCH          LONDON        GB")
          .value(48, "LANE 04 TILL 2".getBytes(StandardCharsets.ISO_8859_1), 0, 14)
          .text(49, "826");
    }
    return builder;
  }

  private MessageBuilder approval(Dialect dialect) {
    int front = dialect.framing().lengthBytes();
    MessageView view =
        new MessageView(dialect).index(request.frame, front, request.frame.length - front);
    MessageBuilder builder = new MessageBuilder(dialect).answerTo(view, 210);
    for (int field : ECHOED) builder.copyIfPresent(view, field);
    return builder.text(38, "A12345").text(39, "00");
  }

  private static Part part(Dialect dialect, MessageBuilder builder) {
    byte[] message = new byte[1024];
    int front = dialect.framing().lengthBytes();
    int length = builder.write(message, front);
    builder.close();
    dialect.framing().writeLength(length, message, 0);
    byte[] frame = Arrays.copyOf(message, front + length);
    MessageView view = new MessageView(dialect).index(frame, front, length);
    return new Part(
        frame, view.offset(STAN), view.offset(TERMINAL), view.has(39) ? view.offset(39) : -1);
  }
}
