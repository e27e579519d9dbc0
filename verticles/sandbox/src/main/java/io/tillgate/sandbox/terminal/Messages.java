package io.tillgate.sandbox.terminal;

import io.tillgate.retail.IsoCurrency;
import io.tillgate.wire.Amount;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Edition;
import io.tillgate.wire.Holds;
import io.tillgate.wire.LocalTime;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Writes a terminal's messages in its dialect, each with its length in front. The same request
 * gives the same bytes every time. One thread.
 */
final class Messages {
  private static final int PAN = 2;
  private static final int PROCESSING_CODE = 3;
  private static final int TRANSMISSION = 7;
  private static final int STAN = 11;
  private static final int EXPIRY = 14;
  private static final int ENTRY_MODE = 22;
  private static final int CARD_SEQUENCE = 23;
  private static final int NETWORK_OR_FUNCTION = 24;
  private static final int CONDITION_1987 = 25;
  private static final int CATEGORY_1993 = 26;
  private static final int ACQUIRER = 32;
  private static final int TRACK_2 = 35;
  private static final int TERMINAL = 41;
  private static final int MERCHANT = 42;
  private static final int PLACE = 43;
  private static final int CHIP = 55;

  private static final int FINANCIAL = 200;
  private static final int REVERSAL = 400;

  /** How a request writes its local time. */
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyMMddHHmmss");

  private final TerminalSettings settings;
  private final Dialect dialect;
  private final MessageBuilder builder;
  private final MessageBuilder reversing;
  private final MessageView original;
  private final byte[] scratch;

  Messages(TerminalSettings settings) {
    this.settings = settings;
    this.dialect = settings.dialect();
    this.builder = new MessageBuilder(dialect);
    this.reversing = new MessageBuilder(dialect);
    this.original = new MessageView(dialect);
    this.scratch = new byte[dialect.framing().maxMessageBytes()];
  }

  /** A financial request; the caller zeroes it once it is sent. */
  byte[] financial(Request request) {
    try {
      write(request);
      return framed(builder);
    } finally {
      builder.close();
    }
  }

  /** The reversal of a request: the first try, or a repeat of it. */
  byte[] reversal(Request request, boolean repeat) {
    int first = reversalMti();
    int again = dialect.messages().repeat(first);
    try {
      write(request);
      int length = builder.write(scratch, 0);
      dialect.reversal().write(original.index(scratch, 0, length), reversing);
      reversing.mti(repeat && again >= 0 ? again : first);
      return framed(reversing);
    } finally {
      reversing.close();
      builder.close();
      Arrays.fill(scratch, (byte) 0);
    }
  }

  /** Asks whether the other side is there. */
  byte[] echo(String stan, String local, String transmission) {
    try {
      builder
          .start(dialect.network().mti())
          .text(TRANSMISSION, transmission)
          .text(STAN, stan)
          .text(TERMINAL, settings.name());
      if (dialect.edition() != Edition.V1987) LocalTime.write(builder, time(local));
      dialect.network().echo().forEach(builder::text);
      return framed(builder);
    } finally {
      builder.close();
    }
  }

  private void write(Request request) {
    boolean of1987 = dialect.edition() == Edition.V1987;
    builder
        .start(mti(FINANCIAL))
        .text(PROCESSING_CODE, request.kind() == Request.Kind.REFUND ? "200000" : "000000")
        .text(TRANSMISSION, request.transmission())
        .text(STAN, request.stan())
        .text(ACQUIRER, settings.acquirer())
        .text(TERMINAL, settings.name())
        .text(MERCHANT, settings.merchant());
    if (dialect.isRecordable(PLACE)) {
      builder.text(PLACE, "TILLGATE SANDBOX        LONDON        GB");
    }
    money(request);
    LocalTime.write(builder, time(request.local()));
    switch (dialect.edition()) {
      case V1987 -> builder.text(ENTRY_MODE, request.entry().code1987());
      case V1993 -> builder.text(ENTRY_MODE, request.entry().code1993());
      case V2003 -> builder.text(ENTRY_MODE, request.entry().code2003());
    }
    if (of1987) builder.text(NETWORK_OR_FUNCTION, "001").text(CONDITION_1987, "00");
    else builder.text(NETWORK_OR_FUNCTION, "200").text(CATEGORY_1993, "5999");
    card(request);
  }

  private void money(Request request) {
    int number = Integer.parseInt(request.currencyNumber());
    IsoCurrency currency = IsoCurrency.ofNumber(number).orElseThrow();
    Amount.write(builder, request.amountMinor(), number, currency.exponent());
  }

  private static LocalDateTime time(String local) {
    return LocalDateTime.parse(local, LOCAL);
  }

  /**
   * A stripe gives track 2 alone; a chip gives its number too, and its own data where the dialect
   * has a place for them.
   */
  private void card(Request request) {
    secret(TRACK_2, request.card().track2());
    if (!request.entry().hasChipData()) return;
    secret(PAN, request.card().number());
    secret(EXPIRY, request.card().expiry());
    secret(CARD_SEQUENCE, "001".getBytes(StandardCharsets.US_ASCII));
    if (dialect.fieldHolding(Holds.EMV) == CHIP) secret(CHIP, ChipData.of(request));
  }

  private void secret(int field, byte[] value) {
    builder.value(field, value, 0, value.length);
    Arrays.fill(value, (byte) 0);
  }

  /** A request, or where the acquirer takes only advices of reversals, one of these. */
  private int reversalMti() {
    int request = mti(REVERSAL);
    return dialect.messages().isRequest(request) ? request : dialect.reversal().mti();
  }

  private int mti(int of1987) {
    return dialect.edition().digit() * 1_000 + of1987;
  }

  private byte[] framed(MessageBuilder message) {
    int front = dialect.framing().lengthBytes();
    byte[] whole = new byte[front + dialect.framing().maxMessageBytes()];
    int length = message.write(whole, front);
    dialect.framing().writeLength(length, whole, 0);
    byte[] frame = Arrays.copyOf(whole, front + length);
    Arrays.fill(whole, (byte) 0);
    return frame;
  }
}
