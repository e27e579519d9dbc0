package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jpos.iso.ISOBinaryFieldPackager;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOUtil;
import org.jpos.iso.packager.GenericPackager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random messages, written by the one and read by the other, in every dialect with a twin. */
class JposPeerTest {
  private static final int MESSAGES = 500;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  static List<Twin> twins() {
    return Twin.ALL;
  }

  @ParameterizedTest
  @MethodSource("twins")
  void whatJposWritesWeRead(Twin twin) throws Exception {
    System.out.println("seed " + seed);
    Dialect dialect = twin.dialect();
    GenericPackager peer = twin.packager();
    MessageView view = new MessageView(dialect);
    for (int i = 0; i < MESSAGES; i++) {
      ISOMsg message = new ISOMsg();
      message.setPackager(peer);
      message.setMTI(RandomMessage.mti(dialect, random));
      for (int field : fields(twin, dialect)) {
        byte[] value = RandomMessage.value(dialect.field(field).orElseThrow(), random);
        if (isBytes(peer, field)) message.set(field, value);
        else message.set(field, new String(value, StandardCharsets.ISO_8859_1));
      }
      byte[] wire = enveloped(dialect, message.pack());
      view.index(wire, 0, wire.length);
      assertEquals(Integer.parseInt(message.getMTI()), view.mti());
      assertSame(message, view);
    }
  }

  @ParameterizedTest
  @MethodSource("twins")
  void whatWeWriteJposReadsAndWritesTheSame(Twin twin) throws Exception {
    System.out.println("seed " + seed);
    Dialect dialect = twin.dialect();
    GenericPackager peer = twin.packager();
    MessageBuilder builder = new MessageBuilder(dialect);
    MessageView view = new MessageView(dialect);
    byte[] out = new byte[Framing.HIGHEST_MAX_MESSAGE_BYTES];
    for (int i = 0; i < MESSAGES; i++) {
      builder.start(Integer.parseInt(RandomMessage.mti(dialect, random)));
      for (int field : fields(twin, dialect)) {
        byte[] value = readable(dialect.field(field).orElseThrow());
        builder.value(field, value, 0, value.length);
      }
      int length = builder.write(out, 0);
      byte[] body =
          Arrays.copyOfRange(out, dialect.prefixBytes(), length - dialect.trailer().length);
      ISOMsg message = new ISOMsg();
      message.setPackager(peer);
      assertEquals(body.length, message.unpack(body));
      assertSame(message, view.index(out, 0, length));
      assertArrayEquals(body, message.pack());
    }
  }

  /** The peer writes A to F in EBCDIC as everybody does, but reads them one too high. */
  private byte[] readable(Field field) {
    byte[] value = RandomMessage.value(field, random);
    if (field.encoding() != Encoding.EBCDIC_HEX) return value;
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) ((value[i] & 0xFF) % 10 << 4 | random.nextInt(10));
    }
    return value;
  }

  private TreeSet<Integer> fields(Twin twin, Dialect dialect) {
    TreeSet<Integer> fields = RandomMessage.fields(dialect, random);
    fields.removeAll(twin.notInTheFile());
    fields.add(11);
    // The peer reads bitmaps in EBCDIC as if there were always two.
    if (dialect.bitmapEncoding() == Encoding.EBCDIC_HEX) fields.add(100);
    return fields;
  }

  /** What stands around a message, which at the peer is the channel's affair. */
  private static byte[] enveloped(Dialect dialect, byte[] body) {
    int front = dialect.prefixBytes();
    byte[] wire = new byte[front + body.length + dialect.trailer().length];
    System.arraycopy(body, 0, wire, front, body.length);
    System.arraycopy(dialect.trailer(), 0, wire, front + body.length, dialect.trailer().length);
    return wire;
  }

  private static void assertSame(ISOMsg message, MessageView view) throws Exception {
    for (int number = 2; number <= 128; number++) {
      assertEquals(view.has(number), message.hasField(number), "field " + number);
      if (!view.has(number)) continue;
      Field field = view.dialect().field(number).orElseThrow();
      int count = view.count(number);
      byte[] ours = new byte[count];
      view.characters(field, count, ours, 0);
      byte[] theirs =
          message.getComponent(number).getValue() instanceof byte[] bytes
              ? bytes
              : message.getString(number).getBytes(StandardCharsets.ISO_8859_1);
      int shown = number;
      assertArrayEquals(theirs, ours, () -> "field " + shown + " " + ISOUtil.hexString(ours));
    }
  }

  private static boolean isBytes(GenericPackager packager, int field) {
    var packs = packager.getFieldPackager(field);
    return packs instanceof ISOBinaryFieldPackager
        || packs.getClass().getSimpleName().contains("BINARY");
  }
}
