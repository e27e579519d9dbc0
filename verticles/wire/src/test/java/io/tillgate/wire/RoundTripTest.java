package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written is read again, in every dialect that can be described. */
class RoundTripTest {
  private static final int DIALECTS = 150;
  private static final int MESSAGES = 20;

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeEach
  void printSeed() {
    System.out.println("seed " + seed);
  }

  @Test
  void whatIsWrittenInAnyDialectIsReadAgain() {
    RandomDialect dialects = new RandomDialect(random);
    for (int i = 0; i < DIALECTS; i++) {
      Dialect dialect = dialects.next();
      MessageBuilder builder = new MessageBuilder(dialect);
      MessageView view = new MessageView(dialect);
      for (int j = 0; j < MESSAGES; j++) {
        Map<Integer, byte[]> values = values(dialect);
        byte[] wire = write(builder, Integer.parseInt(RandomMessage.mti(dialect, random)), values);
        view.index(wire, 0, wire.length);
        view.check();
        assertHolds(values, view);
      }
    }
  }

  /** Else the other tests of this class would prove less than they say. */
  @Test
  void theDialectsThatAreTriedSayEverythingThatADialectCan() {
    RandomDialect dialects = new RandomDialect(random);
    Set<Object> said = new HashSet<>();
    for (int i = 0; i < DIALECTS; i++) {
      Dialect dialect = dialects.next();
      Framing framing = dialect.framing();
      said.add(dialect.edition());
      said.add("frame " + framing.lengthEncoding() + framing.lengthCountsItself());
      said.add("mti " + dialect.mtiEncoding());
      said.add("bitmap " + dialect.bitmapEncoding());
      said.add("fields " + dialect.bitmapFields());
      said.add("tpdu " + dialect.hasTpdu());
      said.add("header " + (dialect.header().length > 0));
      said.add("trailer " + (dialect.trailer().length > 0));
      for (int number = 2; number <= dialect.bitmapFields(); number++) {
        dialect.field(number).ifPresent(field -> said.addAll(saidOf(field)));
      }
    }
    Set<Object> expected = new HashSet<>(List.of(Edition.values()));
    expected.addAll(List.of("tpdu true", "header true", "trailer true", "trailer false"));
    for (String kind : List.of("binary", "ascii", "bcd")) {
      expected.addAll(List.of("frame " + kind + "true", "frame " + kind + "false"));
    }
    expected.addAll(List.of("mti ascii", "mti ebcdic", "mti bcd"));
    expected.addAll(List.of("bitmap binary", "bitmap hex", "bitmap ebcdicHex"));
    expected.addAll(List.of("fields 64", "fields 128", "fields 192"));
    expected.addAll(List.of(Kind.values()));
    expected.addAll(List.of(Content.values()));
    expected.addAll(List.of(Encoding.values()));
    expected.addAll(List.of(Pad.values()));
    expected.addAll(List.of(Holds.values()));
    for (String encoding : List.of("ascii", "ebcdic", "bcd", "binary")) {
      expected.add("length " + encoding);
    }
    expected.removeAll(said);
    assertEquals(Set.of(), expected, "never said");
  }

  private static List<Object> saidOf(Field field) {
    return List.of(
        field.kind(),
        field.content(),
        field.encoding(),
        field.pad(),
        field.holds(),
        "length " + field.lengthEncoding());
  }

  @Test
  void aMessageThatIsSentOnIsTheSameByteForByte() {
    RandomDialect dialects = new RandomDialect(random);
    for (int i = 0; i < DIALECTS; i++) {
      Dialect dialect = dialects.next();
      MessageBuilder builder = new MessageBuilder(dialect);
      MessageView view = new MessageView(dialect);
      for (int j = 0; j < MESSAGES; j++) {
        byte[] wire =
            write(builder, Integer.parseInt(RandomMessage.mti(dialect, random)), values(dialect));
        view.index(wire, 0, wire.length);
        byte[] out = new byte[wire.length];
        assertEquals(wire.length, builder.from(view).write(out, 0));
        assertArrayEquals(wire, out);
      }
    }
  }

  @Test
  void replacingAFieldLeavesAllOthersAsTheyWere() {
    RandomDialect dialects = new RandomDialect(random);
    for (int i = 0; i < DIALECTS; i++) {
      Dialect dialect = dialects.next();
      MessageBuilder builder = new MessageBuilder(dialect);
      Map<Integer, byte[]> values = values(dialect);
      values.keySet().removeIf(field -> dialect.field(field).orElseThrow().holds() == Holds.MAC);
      byte[] wire = write(builder, Integer.parseInt(RandomMessage.mti(dialect, random)), values);
      MessageView view = new MessageView(dialect).index(wire, 0, wire.length);
      String stan = "42".repeat(dialect.field(11).orElseThrow().maxLength() / 2);
      builder.from(view).text(11, stan);
      values.put(11, stan.getBytes());
      if (values.size() > 2) {
        int dropped = new ArrayList<>(values.keySet()).get(random.nextInt(values.size()));
        builder.drop(dropped);
        values.remove(dropped);
      }
      byte[] out = new byte[9_990];
      int length = builder.write(out, 0);
      assertHolds(values, new MessageView(dialect).index(out, 0, length));
    }
  }

  @Test
  void framesOfAnyKindSurviveAnySplit() {
    RandomDialect dialects = new RandomDialect(random);
    for (int i = 0; i < DIALECTS; i++) {
      Dialect dialect = dialects.next();
      MessageBuilder builder = new MessageBuilder(dialect);
      List<byte[]> sent = new ArrayList<>();
      byte[] stream = new byte[MESSAGES * 10_000];
      int end = 0;
      for (int j = 0; j < MESSAGES; j++) {
        byte[] wire =
            write(builder, Integer.parseInt(RandomMessage.mti(dialect, random)), values(dialect));
        end += dialect.framing().writeLength(wire.length, stream, end);
        System.arraycopy(wire, 0, stream, end, wire.length);
        end += wire.length;
        sent.add(wire);
      }
      List<byte[]> got = new ArrayList<>();
      FrameReader reader =
          new FrameReader(
              dialect.framing(),
              (bytes, at, length) -> got.add(Arrays.copyOfRange(bytes, at, at + length)));
      for (int at = 0; at < end; ) {
        int piece = Math.min(end - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 5_000 : 7));
        reader.feed(stream, at, piece);
        at += piece;
      }
      assertEquals(sent.size(), got.size());
      for (int j = 0; j < sent.size(); j++) assertArrayEquals(sent.get(j), got.get(j));
      assertEquals(0, reader.pendingBytes());
    }
  }

  private Map<Integer, byte[]> values(Dialect dialect) {
    Map<Integer, byte[]> values = new TreeMap<>();
    for (int field : RandomMessage.fields(dialect, random)) {
      values.put(field, RandomMessage.value(dialect.field(field).orElseThrow(), random));
    }
    return values;
  }

  private static byte[] write(MessageBuilder builder, int mti, Map<Integer, byte[]> values) {
    builder.start(mti);
    values.forEach((field, value) -> builder.value(field, value, 0, value.length));
    byte[] out = new byte[9_990];
    int length = builder.write(out, 0);
    return Arrays.copyOf(out, length);
  }

  private static void assertHolds(Map<Integer, byte[]> values, MessageView view) {
    for (int field = 2; field <= view.dialect().bitmapFields(); field++) {
      assertEquals(values.containsKey(field), view.has(field), "field " + field);
      if (!view.has(field)) continue;
      int count = view.count(field);
      byte[] read = new byte[count];
      view.characters(view.dialect().field(field).orElseThrow(), count, read, 0);
      assertArrayEquals(values.get(field), read, "field " + field);
    }
  }
}
