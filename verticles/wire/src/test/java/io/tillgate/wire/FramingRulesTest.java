package io.tillgate.wire;

import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.purchase;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillgate.wire.BadFrame.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands around messages on a stream. */
class FramingRulesTest {
  private static final int MAX = 90;

  private final List<byte[]> got = new ArrayList<>();

  static List<Framing> everyFraming() {
    List<Framing> all = new ArrayList<>();
    for (int bytes : new int[] {2, 4}) {
      for (Encoding encoding : List.of(Encoding.BINARY, Encoding.ASCII, Encoding.BCD)) {
        for (boolean inclusive : new boolean[] {false, true}) {
          all.add(new Framing(bytes, encoding, inclusive, MAX));
        }
      }
    }
    return all;
  }

  private FrameReader reader(Framing framing) {
    return new FrameReader(
        framing, (bytes, at, length) -> got.add(Arrays.copyOfRange(bytes, at, at + length)));
  }

  /** A frame of {@code length} bytes, none of them like another's. */
  private static byte[] frame(Framing framing, int length) {
    byte[] frame = new byte[framing.lengthBytes() + length];
    framing.writeLength(length, frame, 0);
    for (int i = 0; i < length; i++) frame[framing.lengthBytes() + i] = (byte) (length + i);
    return frame;
  }

  private static byte[] joined(byte[]... pieces) {
    int length = 0;
    for (byte[] piece : pieces) length += piece.length;
    byte[] whole = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, whole, at, piece.length);
      at += piece.length;
    }
    return whole;
  }

  private void assertGot(Framing framing, int... lengths) {
    assertEquals(lengths.length, got.size());
    for (int i = 0; i < lengths.length; i++) {
      byte[] frame = frame(framing, lengths[i]);
      assertArrayEquals(Arrays.copyOfRange(frame, framing.lengthBytes(), frame.length), got.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("everyFraming")
  @DisplayName("RULES 1.2 frames are put together however the stream is split, at every byte")
  void splitAtEveryByte(Framing framing) {
    byte[] stream = joined(frame(framing, 5), frame(framing, 1), frame(framing, MAX));
    for (int first = 0; first <= stream.length; first++) {
      for (int second = first; second <= stream.length; second++) {
        got.clear();
        FrameReader reader = reader(framing);
        reader.feed(stream, 0, first);
        reader.feed(stream, first, second - first);
        reader.feed(stream, second, stream.length - second);
        assertGot(framing, 5, 1, MAX);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("everyFraming")
  @DisplayName("RULES 1.2 several frames in one piece are told apart")
  void coalescedFrames(Framing framing) {
    byte[][] frames = new byte[40][];
    int[] lengths = new int[frames.length];
    for (int i = 0; i < frames.length; i++) {
      lengths[i] = 1 + i * 2;
      frames[i] = frame(framing, lengths[i]);
    }
    byte[] stream = joined(frames);
    reader(framing).feed(stream, 0, stream.length);
    assertGot(framing, lengths);
  }

  @ParameterizedTest
  @MethodSource("everyFraming")
  @DisplayName("RULES 1.2 a length of nothing is refused with its last byte, and nothing hangs")
  void aLengthOfNothing(Framing framing) {
    byte[] length = new byte[framing.lengthBytes()];
    if (framing.lengthEncoding() == Encoding.ASCII) Arrays.fill(length, (byte) '0');
    if (framing.lengthCountsItself()) length[length.length - 1] += framing.lengthBytes();
    assertRefusedAtOnce(framing, length, Reason.LENGTH_TOO_SMALL);
  }

  @ParameterizedTest
  @MethodSource("everyFraming")
  @DisplayName("RULES 1.2 the longest message is taken, one byte more refused before any of it")
  void theMaximumAndOneMore(Framing framing) {
    byte[] longest = frame(framing, MAX);
    reader(framing).feed(longest, 0, longest.length);
    assertGot(framing, MAX);
    got.clear();
    Framing wider =
        new Framing(
            framing.lengthBytes(), framing.lengthEncoding(), framing.lengthCountsItself(), MAX + 1);
    byte[] tooLong = Arrays.copyOf(frame(wider, MAX + 1), framing.lengthBytes());
    assertRefusedAtOnce(framing, tooLong, Reason.LENGTH_OVER_MAXIMUM);
  }

  /** With the last byte of the length, whatever pieces it comes in; then nothing more is taken. */
  private void assertRefusedAtOnce(Framing framing, byte[] length, Reason reason) {
    for (int cut = 0; cut < length.length; cut++) {
      FrameReader reader = reader(framing);
      reader.feed(length, 0, cut);
      int rest = cut;
      BadFrame refused =
          assertThrows(BadFrame.class, () -> reader.feed(length, rest, length.length - rest));
      assertEquals(reason, refused.reason());
      assertEquals(0, reader.pendingBytes());
      assertThrows(BadFrame.class, () -> reader.feed(length, 0, 1));
    }
    assertEquals(List.of(), got);
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.2 each dialect's own messages go through its own frames")
  void aDialectsMessagesGoThroughItsFrames(String name) {
    Dialect dialect = Dialect.named(name);
    byte[] message = bytes(purchase(dialect));
    byte[] stream = new byte[dialect.framing().lengthBytes() + message.length];
    dialect.framing().writeLength(message.length, stream, 0);
    System.arraycopy(message, 0, stream, dialect.framing().lengthBytes(), message.length);
    FrameReader reader = reader(dialect.framing());
    for (int i = 0; i < stream.length; i++) reader.feed(stream, i, 1);
    assertEquals(1, got.size());
    assertArrayEquals(message, got.get(0));
  }

  @Test
  @DisplayName("RULES 1.2 a TPDU is 60, destination and source, and these are swapped in a reply")
  void aTpduIsSwappedInAReply() {
    Dialect dialect = Dialect.named("iso93-ebcdic");
    byte[] request = bytes(purchase(dialect));
    assertArrayEquals(
        new byte[] {0x60, 0, 1, 0, 2}, Arrays.copyOf(request, 5), "what our own begin with");
    request[1] = 0x12;
    request[4] = 0x34;
    MessageView view = new MessageView(dialect).index(request, 0, request.length);
    byte[] answer = bytes(dialect.answers().answer(view, "000", new MessageBuilder(dialect)));
    assertArrayEquals(new byte[] {0x60, 0, 0x34, 0x12, 1}, Arrays.copyOf(answer, 5));
    byte[] sentOn = bytes(new MessageBuilder(dialect).from(view));
    assertArrayEquals(request, sentOn, "what is passed on keeps its addresses");
  }

  @Test
  @DisplayName("RULES 1.2 a header stands behind the length, and a trailer is counted by it")
  void aHeaderAndATrailer() {
    Dialect dialect = Dialect.named("base24");
    byte[] request = bytes(purchase(dialect));
    assertEquals("ISO026000050", new String(request, 0, 12));
    assertEquals(3, request[request.length - 1]);
    request[3] = '9';
    MessageView view = new MessageView(dialect).index(request, 0, request.length);
    assertEquals(request.length, view.bytes());
    byte[] answer = bytes(dialect.answers().answer(view, "00", new MessageBuilder(dialect)));
    assertEquals("ISO926000050", new String(answer, 0, 12), "an answer has its request's header");
    assertEquals(3, answer[answer.length - 1]);
    request[request.length - 1] = 4;
    BadMessage refused =
        assertThrows(BadMessage.class, () -> view.index(request, 0, request.length));
    assertEquals(BadMessage.Reason.BAD_TRAILER, refused.reason());
  }
}
