package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillgate.wire.BadFrame.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
  private static final Framing TWO_BYTES = new Framing(2, Encoding.BINARY, false, 100);

  private final List<String> got = new ArrayList<>();

  private FrameReader reader(Framing framing) {
    return new FrameReader(
        framing,
        (bytes, at, length) -> got.add(new String(bytes, at, length, StandardCharsets.ISO_8859_1)));
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aFrameSplitAtEveryByteIsPutTogether() {
    byte[] stream = bytes("\0\5first\0\6second\0\1x");
    for (int cut = 0; cut <= stream.length; cut++) {
      got.clear();
      FrameReader reader = reader(TWO_BYTES);
      reader.feed(stream, 0, cut);
      reader.feed(stream, cut, stream.length - cut);
      assertEquals(List.of("first", "second", "x"), got, "cut at " + cut);
    }
  }

  @Test
  void aFrameThatComesByteByByteIsPutTogether() {
    byte[] stream = bytes("\0\5first\0\6second");
    FrameReader reader = reader(TWO_BYTES);
    for (int i = 0; i < stream.length; i++) reader.feed(stream, i, 1);
    assertEquals(List.of("first", "second"), got);
  }

  @Test
  void aWholeFrameIsHandedOnWhereItLies() {
    byte[] stream = bytes("..\0\5first");
    byte[][] seen = new byte[1][];
    new FrameReader(TWO_BYTES, (bytes, at, length) -> seen[0] = bytes).feed(stream, 2, 7);
    assertEquals(stream, seen[0]);
  }

  @Test
  void buffersOfBothKindsAreTakenToTheirLimit() {
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(20), ByteBuffer.allocateDirect(20))) {
      got.clear();
      buffer.put(bytes("--\0\5first\0\2ab")).flip().position(2);
      reader(TWO_BYTES).feed(buffer);
      assertEquals(List.of("first", "ab"), got);
      assertEquals(0, buffer.remaining());
    }
  }

  @Test
  void aLengthOfNothingIsRefusedAtOnce() {
    assertRefused(TWO_BYTES, bytes("\0\0"), Reason.LENGTH_TOO_SMALL);
    Framing inclusive = new Framing(2, Encoding.BINARY, true, 100);
    assertRefused(inclusive, bytes("\0\2"), Reason.LENGTH_TOO_SMALL);
    assertRefused(inclusive, bytes("\0\1"), Reason.LENGTH_TOO_SMALL);
  }

  @Test
  void aLengthOverTheMaximumIsRefusedBeforeAnyOfTheMessage() {
    assertRefused(TWO_BYTES, bytes("\0\145"), Reason.LENGTH_OVER_MAXIMUM);
    Framing four = new Framing(4, Encoding.BINARY, false, 100);
    assertRefused(four, bytes("\u00ff\u00ff\u00ff\u00ff"), Reason.LENGTH_OVER_MAXIMUM);
    assertRefused(four, bytes("\u0080\0\0\1"), Reason.LENGTH_OVER_MAXIMUM);
  }

  @Test
  void aMessageOfTheMaximumIsTaken() {
    byte[] stream = new byte[102];
    stream[1] = 100;
    reader(TWO_BYTES).feed(stream, 0, stream.length);
    assertEquals(100, got.get(0).length());
  }

  @Test
  void garbageWhereDigitsShouldBeIsRefused() {
    assertRefused(
        new Framing(4, Encoding.ASCII, false, 100), bytes("00x1"), Reason.LENGTH_NOT_DIGITS);
    assertRefused(
        new Framing(2, Encoding.BCD, false, 99), bytes("\0\u00a0"), Reason.LENGTH_NOT_DIGITS);
    assertRefused(
        new Framing(2, Encoding.BCD, false, 99), bytes("\0\u000b"), Reason.LENGTH_NOT_DIGITS);
  }

  private void assertRefused(Framing framing, byte[] stream, Reason reason) {
    for (int cut = 0; cut < stream.length; cut++) {
      FrameReader reader = reader(framing);
      reader.feed(stream, 0, cut);
      int rest = cut;
      BadFrame refused =
          assertThrows(BadFrame.class, () -> reader.feed(stream, rest, stream.length - rest));
      assertEquals(reason, refused.reason());
      BadFrame closed = assertThrows(BadFrame.class, () -> reader.feed(stream, 0, 1));
      assertEquals(Reason.READER_CLOSED, closed.reason());
    }
    assertEquals(List.of(), got);
  }

  @Test
  void framesBeforeAnUnreadableOneAreHandedOn() {
    FrameReader reader = reader(TWO_BYTES);
    byte[] stream = bytes("\0\5first\0\0");
    assertThrows(BadFrame.class, () -> reader.feed(stream, 0, stream.length));
    assertEquals(List.of("first"), got);
  }

  @Test
  void aSplitMessageLeavesNothingInMemory() {
    byte[][] kept = new byte[1][];
    FrameReader reader = new FrameReader(TWO_BYTES, (bytes, at, length) -> kept[0] = bytes);
    byte[] stream = bytes("\0\20" + "4111111111111111");
    reader.feed(stream, 0, 9);
    assertEquals(9, reader.pendingBytes());
    reader.feed(stream, 9, stream.length - 9);
    assertArrayEquals(new byte[kept[0].length], kept[0]);
    reader.feed(stream, 0, 9);
    reader.close();
    assertArrayEquals(new byte[kept[0].length], kept[0]);
    assertEquals(0, reader.pendingBytes());
  }

  @Test
  void aSinkThatClosesTheReaderHearsNoMore() {
    FrameReader[] reader = new FrameReader[1];
    reader[0] =
        new FrameReader(
            TWO_BYTES,
            (bytes, at, length) -> {
              got.add("one");
              reader[0].close();
            });
    byte[] stream = bytes("\0\1a\0\1b");
    reader[0].feed(stream, 0, stream.length);
    assertEquals(List.of("one"), got);
  }

  @Test
  void everyLengthIsWrittenAsItIsRead() {
    for (int bytes : new int[] {2, 4}) {
      for (Encoding encoding : List.of(Encoding.BINARY, Encoding.ASCII, Encoding.BCD)) {
        for (boolean inclusive : new boolean[] {false, true}) {
          int max = encoding == Encoding.ASCII ? bytes == 2 ? 97 : 9_995 : 9_997;
          Framing framing = new Framing(bytes, encoding, inclusive, max);
          byte[] front = new byte[bytes + 1];
          for (int length = 1; length <= max; length++) {
            framing.writeLength(length, front, 1);
            assertEquals(length, framing.readLength(front, 1));
          }
        }
      }
    }
  }

  @Test
  void aMaximumThatTheLengthCannotSayIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Framing(2, Encoding.ASCII, false, 100));
    assertThrows(IllegalArgumentException.class, () -> new Framing(2, Encoding.ASCII, true, 98));
    assertThrows(IllegalArgumentException.class, () -> new Framing(2, Encoding.BCD, false, 10_000));
    assertThrows(IllegalArgumentException.class, () -> new Framing(2, Encoding.EBCDIC, false, 50));
    assertThrows(IllegalArgumentException.class, () -> new Framing(3, Encoding.BINARY, false, 50));
    byte[] out = new byte[2];
    assertThrows(BadFrame.class, () -> TWO_BYTES.writeLength(101, out, 0));
    assertThrows(BadFrame.class, () -> TWO_BYTES.writeLength(0, out, 0));
    assertArrayEquals(new byte[2], Arrays.copyOf(out, 2));
  }
}
