package io.tillgate.card;

import io.tillgate.wire.Content;
import io.tillgate.wire.Dialect;
import io.tillgate.wire.Edition;
import io.tillgate.wire.Field;
import io.tillgate.wire.MessageBuilder;
import io.tillgate.wire.MessageView;
import io.tillgate.wire.Mti;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Messages of a dialect as a test writes them: field numbers and values, bytes as hex. */
public final class Iso {
  private final Dialect dialect;
  private final MessageView view;
  private final MessageBuilder builder;

  public Iso(Dialect dialect) {
    this.dialect = dialect;
    this.view = new MessageView(dialect);
    this.builder = new MessageBuilder(dialect);
  }

  public Dialect dialect() {
    return dialect;
  }

  /** One message as text; card data too, for tests alone. */
  public record Message(int mti, Map<Integer, String> fields, byte[] bytes) {
    public String field(int number) {
      return fields.get(number);
    }

    @Override
    public String toString() {
      return Mti.text(mti) + " " + fields;
    }
  }

  /** The MTI of the dialect's edition: {@code 200} is 0200 or 1200. */
  public int mti(int mti) {
    return dialect.edition().digit() * 1000 + mti;
  }

  public synchronized byte[] write(int mti, Map<Integer, String> fields) {
    builder.start(mti);
    fields.forEach(
        (number, value) -> {
          byte[] bytes = bytes(dialect.field(number).orElseThrow(), value);
          builder.value(number, bytes, 0, bytes.length);
        });
    byte[] out = new byte[dialect.framing().maxMessageBytes()];
    return Arrays.copyOf(out, builder.write(out, 0));
  }

  private static byte[] bytes(Field field, String value) {
    return field.content() == Content.B
        ? HexFormat.of().parseHex(value)
        : value.getBytes(StandardCharsets.ISO_8859_1);
  }

  public synchronized Message read(byte[] bytes) {
    view.index(bytes, 0, bytes.length);
    Map<Integer, String> fields = new TreeMap<>();
    for (int number = 2; number <= 128; number++) {
      if (view.has(number)) fields.put(number, value(number));
    }
    return new Message(view.mti(), fields, bytes);
  }

  private String value(int number) {
    if (number == 2) return new String(view.pan().bytes(), StandardCharsets.US_ASCII);
    if (dialect.isRecordable(number)) return view.text(number);
    int from = view.offset(number);
    return HexFormat.of().formatHex(view.buffer(), from, from + view.length(number));
  }

  /** The fields of a purchase, as a terminal would send them; the dialect's formats. */
  public Map<Integer, String> purchase(String terminal, String stan, long amountMinor) {
    Map<Integer, String> fields = new TreeMap<>();
    fields.put(2, "4111111111111111");
    fields.put(3, "000000");
    fields.put(4, String.format("%012d", amountMinor));
    fields.put(7, "0901101500");
    fields.put(11, "0".repeat(dialect.field(11).orElseThrow().maxLength() - stan.length()) + stan);
    fields.put(14, "3012");
    fields.put(32, "12345678901");
    fields.put(41, terminal);
    fields.put(42, "SHOP-1");
    switch (dialect.edition()) {
      case V1987 -> {
        fields.putAll(Map.of(12, "121500", 13, "0901", 22, "051", 25, "00", 49, "840"));
      }
      case V1993 -> fields.putAll(Map.of(12, "260901121500", 22, "510101510001", 49, "840"));
      case V2003 -> {
        fields.put(4, "8402" + fields.get(4));
        fields.put(12, "20260901121500");
        fields.put(22, "20000000020000000200000002000000");
      }
    }
    return fields;
  }

  /** A reversal of what {@code original} asked, as terminals send it. */
  public Map<Integer, String> reversalOf(Map<Integer, String> original) {
    Map<Integer, String> fields = new TreeMap<>(original);
    String front = Mti.text(mti(200)) + original.get(11);
    if (dialect.edition() == Edition.V1987) {
      fields.put(90, front + original.get(7) + original.get(32) + "00000000000");
      return fields;
    }
    fields.put(24, "400");
    fields.put(25, "4000");
    String length = dialect.edition() == Edition.V1993 ? "11" : "";
    fields.put(56, front + original.get(12) + length + original.get(32));
    return fields;
  }

  /** A request of reversals, or where the dialect has none an advice. */
  public int reversalMti() {
    return dialect.messages().isRequest(mti(400)) ? mti(400) : dialect.reversal().mti();
  }

  /** The code by which a host takes a message of this type. */
  public String accepted(int mti) {
    return switch (dialect.edition()) {
      case V1987 -> "00";
      case V1993 -> Mti.isReversal(mti) ? "400" : Mti.isNetwork(mti) ? "800" : "000";
      case V2003 -> Mti.isReversal(mti) ? "4000" : Mti.isNetwork(mti) ? "8000" : "0000";
    };
  }

  /** The answer of a host: what identifies the request, and a response code. */
  public byte[] answer(Message request, String code, Map<Integer, String> more) {
    Map<Integer, String> fields = new TreeMap<>();
    for (int number : new int[] {3, 4, 7, 11, 12, 13, 32, 37, 41, 49, 70}) {
      String value = request.field(number);
      if (value != null) fields.put(number, value);
    }
    fields.put(39, code);
    fields.putAll(more);
    return write(dialect.messages().answer(request.mti()), fields);
  }
}
