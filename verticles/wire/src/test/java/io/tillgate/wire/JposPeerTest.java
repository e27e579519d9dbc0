package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.TreeSet;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.ISOUtil;
import org.jpos.iso.packager.GenericPackager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random messages, written by the one and read by the other. */
class JposPeerTest {
  private static final int MESSAGES = 1_000;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary", "iso93-ascii", "iso93-binary"})
  void whatJposWritesWeRead(String name) throws Exception {
    System.out.println("seed " + seed);
    Dialect dialect = Dialect.named(name);
    ISOPackager peer = peer(name);
    MessageView view = new MessageView(dialect);
    for (int i = 0; i < MESSAGES; i++) {
      ISOMsg message = new ISOMsg();
      message.setPackager(peer);
      message.setMTI(RandomMessage.mti(dialect, random));
      TreeSet<Integer> fields = RandomMessage.fields(dialect, random);
      for (int field : fields) {
        Field described = dialect.field(field).orElseThrow();
        byte[] value = RandomMessage.value(described, random);
        if (isBytes(peer, field)) message.set(field, value);
        else message.set(field, new String(value, StandardCharsets.ISO_8859_1));
      }
      byte[] packed = message.pack();
      view.index(packed, 0, packed.length);
      assertEquals(Integer.parseInt(message.getMTI()), view.mti());
      for (int field = 2; field <= 128; field++) {
        assertEquals(message.hasField(field), view.has(field), "field " + field);
        if (view.has(field)) assertSame(message, view, field);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary", "iso93-ascii", "iso93-binary"})
  void whatWeWriteJposReadsAndWritesTheSame(String name) throws Exception {
    System.out.println("seed " + seed);
    Dialect dialect = Dialect.named(name);
    MessageBuilder builder = new MessageBuilder(dialect);
    MessageView view = new MessageView(dialect);
    byte[] out = new byte[Framing.HIGHEST_MAX_MESSAGE_BYTES];
    for (int i = 0; i < MESSAGES; i++) {
      builder.start(Integer.parseInt(RandomMessage.mti(dialect, random)));
      for (int field : RandomMessage.fields(dialect, random)) {
        byte[] value = RandomMessage.value(dialect.field(field).orElseThrow(), random);
        builder.value(field, value, 0, value.length);
      }
      int length = builder.write(out, 0);
      ISOMsg message = new ISOMsg();
      message.setPackager(peer(name));
      byte[] packed = java.util.Arrays.copyOf(out, length);
      assertEquals(length, message.unpack(packed));
      view.index(packed, 0, length);
      for (int field = 2; field <= 128; field++) {
        assertEquals(view.has(field), message.hasField(field), "field " + field);
        if (view.has(field)) assertSame(message, view, field);
      }
      assertArrayEquals(packed, message.pack());
    }
  }

  private static void assertSame(ISOMsg message, MessageView view, int number) throws Exception {
    Field field = view.dialect().field(number).orElseThrow();
    int count = view.count(number);
    byte[] ours = new byte[count];
    view.characters(field, count, ours, 0);
    byte[] theirs =
        message.getComponent(number).getValue() instanceof byte[] bytes
            ? bytes
            : message.getString(number).getBytes(StandardCharsets.ISO_8859_1);
    assertArrayEquals(theirs, ours, () -> "field " + number + " " + ISOUtil.hexString(ours));
  }

  private static boolean isBytes(ISOPackager packager, int field) {
    return ((GenericPackager) packager).getFieldPackager(field)
            instanceof org.jpos.iso.ISOBinaryFieldPackager
        || ((GenericPackager) packager)
            .getFieldPackager(field)
            .getClass()
            .getSimpleName()
            .contains("BINARY");
  }

  private static ISOPackager peer(String name) throws Exception {
    String resource = "packager/" + name.replace("-", "") + ".xml";
    var in = JposPeerTest.class.getClassLoader().getResourceAsStream(resource);
    assertTrue(in != null, resource);
    return new GenericPackager(in);
  }
}
