package io.tillgate.card.message;

import io.tillgate.card.data.CardReader;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Edition;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Pan;
import io.tillgate.wire.ReversalRule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * Makes reversals in two steps: a template without card data when the payment begins, and the
 * message itself each time it is sent. Holds views and a builder: one context.
 */
public final class ReversalMessages {
  private static final int PAN = 2;
  private static final int TRANSMISSION = 7;
  private static final int REASON = 25;
  private static final int RRN = 37;

  /** Replacement amounts: what a reversal in part leaves (1987 alone). */
  private static final int REPLACEMENT = 95;

  private static final int AUTHORIZATION_CODE = 38;
  private static final DateTimeFormatter TRANSMISSION_FORMAT =
      DateTimeFormatter.ofPattern("MMddHHmmss").withZone(ZoneOffset.UTC);

  private final Dialect dialect;
  private final ReversalRule rule;
  private final MessageView view;
  private final MessageBuilder builder;
  private final byte[] scratch;

  public ReversalMessages(Dialect dialect) {
    this.dialect = dialect;
    this.rule = dialect.reversal();
    this.view = new MessageView(dialect);
    this.builder = new MessageBuilder(dialect);
    this.scratch = new byte[dialect.framing().maxMessageBytes()];
  }

  /** The card that {@code request} names; null where it names none. The caller closes it. */
  public Pan card(Request request) {
    return CardReader.pan(view.index(request.message(), 0, request.message().length));
  }

  /** What a reversal of {@code request} says beside the card; holds nothing secret. */
  public byte[] template(Request request) {
    view.index(request.message(), 0, request.message().length);
    if (request.road() == Request.Road.REVERSAL) {
      fromReversal();
    } else {
      rule.write(view, builder);
    }
    for (int field : rule.copy()) {
      if (!dialect.isRecordable(field)) builder.drop(field);
    }
    return written();
  }

  /** A reversal that the terminal made names its original itself, and its own reason. */
  private void fromReversal() {
    builder.start(rule.mti());
    rule.set().forEach(builder::text);
    for (int field : rule.copy()) builder.copyIfPresent(view, field);
    builder.copyIfPresent(view, rule.originalData());
    if (rule.set().containsKey(REASON)) builder.copyIfPresent(view, REASON);
    if (dialect.edition() == Edition.V1987) builder.copyIfPresent(view, REPLACEMENT);
  }

  /**
   * A reversal as it is sent.
   *
   * @param template what {@link #template} made
   * @param pan ASCII digits, or empty; left as they are
   * @param outcome of the payment, or null
   * @param repeat whether it was sent before
   */
  public byte[] reversal(
      byte[] template, byte[] pan, PaymentOutcome outcome, boolean repeat, Instant now) {
    builder.from(view.index(template, 0, template.length));
    if (pan.length > 0) builder.value(PAN, pan, 0, pan.length);
    int repeated = dialect.messages().repeat(rule.mti());
    if (repeat && repeated >= 0) builder.mti(repeated);
    if (builder.has(TRANSMISSION)) builder.text(TRANSMISSION, TRANSMISSION_FORMAT.format(now));
    if (outcome != null) {
      if (outcome.rrn() != null) builder.text(RRN, outcome.rrn());
      if (outcome.authorizationCode() != null) {
        builder.text(AUTHORIZATION_CODE, outcome.authorizationCode());
      }
    }
    return written();
  }

  private byte[] written() {
    int length = builder.write(scratch, 0);
    byte[] message = Arrays.copyOf(scratch, length);
    Arrays.fill(scratch, 0, length, (byte) 0);
    builder.close();
    return message;
  }
}
