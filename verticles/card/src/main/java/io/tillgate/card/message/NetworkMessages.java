package io.tillgate.card.message;

import io.tillgate.wire.Dialect;
import io.tillgate.wire.Field;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.NetworkRule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Makes the messages by which a link is signed on, kept alive and signed off. One context. */
public final class NetworkMessages {
  private static final int TRANSMISSION = 7;
  private static final int STAN = 11;
  private static final DateTimeFormatter TRANSMISSION_FORMAT =
      DateTimeFormatter.ofPattern("MMddHHmmss").withZone(ZoneOffset.UTC);

  private final UnaryOperator<byte[]> mac;
  private final NetworkRule rule;
  private final int answerMti;
  private final int stanDigits;
  private final MessageView view;
  private final MessageBuilder builder;
  private final byte[] scratch;

  /**
   * @param mac puts the code that the acquirer wants on them
   */
  public NetworkMessages(Dialect dialect, UnaryOperator<byte[]> mac) {
    this.mac = mac;
    this.rule = dialect.network();
    this.answerMti = dialect.messages().answer(rule.mti());
    this.stanDigits = dialect.field(STAN).map(Field::maxLength).orElse(0);
    this.view = new MessageView(dialect);
    this.builder = new MessageBuilder(dialect);
    this.scratch = new byte[dialect.framing().maxMessageBytes()];
  }

  public NetworkRule rule() {
    return rule;
  }

  /** The type that answers all of them. */
  public int answerMti() {
    return answerMti;
  }

  /** A trace number with as many digits as field 11 has; some dialects have more than six. */
  public String stan(String sixDigits) {
    return "0".repeat(Math.max(0, stanDigits - sixDigits.length())) + sixDigits;
  }

  public byte[] signOn(String stan, Instant now) {
    return message(rule.signOn(), stan, now);
  }

  public byte[] echo(String stan, Instant now) {
    return message(rule.echo(), stan, now);
  }

  public byte[] signOff(String stan, Instant now) {
    return message(rule.signOff(), stan, now);
  }

  /** Whether {@code message}, of a network type, says that the other side signs off. */
  public boolean isSignOff(byte[] message) {
    if (rule.signOff().isEmpty()) return false;
    view.index(message, 0, message.length);
    for (Map.Entry<Integer, String> each : rule.signOff().entrySet()) {
      int field = each.getKey();
      if (!view.has(field) || !view.textEquals(field, each.getValue())) return false;
    }
    return true;
  }

  private byte[] message(Map<Integer, String> fields, String stan, Instant now) {
    builder.start(rule.mti());
    builder.text(TRANSMISSION, TRANSMISSION_FORMAT.format(now)).text(STAN, stan);
    fields.forEach(builder::text);
    return mac.apply(Arrays.copyOf(scratch, builder.write(scratch, 0)));
  }
}
