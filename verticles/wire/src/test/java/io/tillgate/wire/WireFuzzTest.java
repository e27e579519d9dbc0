package io.tillgate.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever bytes come in, the answer is a result or a typed refusal, and never anything else. The
 * build replays the known inputs; {@code JAZZER_FUZZ=1} looks for new ones, one method a run.
 */
class WireFuzzTest {
  private static final Dialect[] DIALECTS = dialects();
  private static final byte[] OUT = new byte[Framing.HIGHEST_MAX_MESSAGE_BYTES];

  private static Dialect[] dialects() {
    List<Dialect> dialects = new ArrayList<>();
    for (String name : Dialect.SHIPPED) dialects.add(Dialect.named(name));
    dialects.add(new DialectText().ebcdic().read());
    dialects.add(new DialectText().tpdu().thirdBitmap().read());
    return dialects.toArray(Dialect[]::new);
  }

  @FuzzTest(maxDuration = "10m")
  void framesDoNotDependOnHowTheStreamIsCut(FuzzedDataProvider data) {
    Encoding[] encodings = {Encoding.BINARY, Encoding.ASCII, Encoding.BCD};
    Encoding encoding = data.pickValue(encodings);
    int bytes = data.consumeBoolean() ? 2 : 4;
    Framing framing = new Framing(bytes, encoding, data.consumeBoolean(), 90);
    int[] pieces = data.consumeInts(20);
    byte[] stream = data.consumeRemainingAsBytes();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    String refusal = feed(framing, stream, new int[0], whole);
    ByteArrayOutputStream cut = new ByteArrayOutputStream();
    assertEquals(refusal, feed(framing, stream, pieces, cut));
    assertArrayEquals(whole.toByteArray(), cut.toByteArray());
  }

  private static String feed(
      Framing framing, byte[] stream, int[] pieces, ByteArrayOutputStream got) {
    FrameReader reader =
        new FrameReader(
            framing,
            (bytes, at, length) -> {
              assertTrue(length >= 1 && length <= framing.maxMessageBytes());
              got.write(bytes, at, length);
              got.write('|');
            });
    try {
      int at = 0;
      for (int piece : pieces) {
        int length = Math.min(Math.abs(piece % 100), stream.length - at);
        reader.feed(stream, at, length);
        at += length;
      }
      reader.feed(stream, at, stream.length - at);
      return "";
    } catch (BadFrame e) {
      return e.getMessage();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aMessageIsReadWholeOrRefused(FuzzedDataProvider data) {
    Dialect dialect = data.pickValue(DIALECTS);
    byte[] wire = data.consumeRemainingAsBytes();
    MessageView view = new MessageView(dialect);
    try {
      view.index(wire, 0, wire.length);
    } catch (BadMessage refused) {
      assertEquals(-1, view.mti());
      for (int field = 0; field <= Dialect.HIGHEST_FIELD; field++) assertFalse(view.has(field));
      return;
    }
    int length = new MessageBuilder(dialect).from(view).write(OUT, 0);
    byte[] normal = Arrays.copyOf(OUT, length);
    // Letters of a hex bitmap come in either case; everything else is the same byte for byte.
    if (dialect.bitmapEncoding() == Encoding.BINARY) assertArrayEquals(wire, normal);
    assertEquals(wire.length, length);
    typedReaders(view);
    MessageBuilder builder = new MessageBuilder(dialect);
    orRefused(() -> dialect.reversal().write(view, builder).write(OUT, 0));
    orRefused(() -> dialect.matching().key(view));
    orRefused(() -> answered(view, builder));
  }

  /** An answer is read again, and an answer to it goes where the request came from. */
  private static void answered(MessageView request, MessageBuilder builder) {
    Dialect dialect = request.dialect();
    dialect.answers().answer(request, dialect.answers().timedOut(), builder);
    byte[] answer = Arrays.copyOf(OUT, builder.write(OUT, 0));
    MessageView view = new MessageView(dialect).index(answer, 0, answer.length);
    assertEquals(dialect.messages().answer(request.mti()), view.mti());
    byte[] back = Arrays.copyOf(OUT, builder.answerTo(view, request.mti()).write(OUT, 0));
    int front = dialect.prefixBytes();
    assertArrayEquals(
        Arrays.copyOfRange(request.buffer(), request.begin(), request.begin() + front),
        Arrays.copyOf(back, front));
  }

  @FuzzTest(maxDuration = "10m")
  void aLineForPeopleIsShownOrRefused(FuzzedDataProvider data) {
    MessageDump dump = new MessageDump(data.pickValue(DIALECTS), data.consumeBoolean());
    boolean isHex = data.consumeBoolean();
    byte[] bytes = data.consumeRemainingAsBytes();
    String line = isHex ? Hex.text(bytes, 0, bytes.length) : Messages.text(bytes);
    MessageDump.Line shown = dump.line(1, line);
    assertTrue(
        shown.json().startsWith(shown.isGood() ? "{\"mti\":\"" : "{\"line\":1,\"error\":\""));
    assertTrue(shown.json().endsWith("}"));
    assertFalse(shown.json().contains("\n"), "one line");
  }

  private static void typedReaders(MessageView view) {
    orRefused(view::check);
    orRefused(view::entryMode);
    orRefused(view::expiry);
    orRefused(view::emv);
    orRefused(() -> OriginalData.of(view));
    orRefused(() -> LocalTime.of(view));
    orRefused(() -> Amount.currency(view));
    orRefused(() -> Amount.minor(view));
    orRefused(() -> Amount.decimals(view));
    orRefused(() -> close(view.pan()));
    orRefused(() -> close(view.track1()));
    orRefused(() -> close(view.track2()));
    for (int field = 2; field <= Dialect.HIGHEST_FIELD; field++) {
      if (!view.has(field) || !view.dialect().isRecordable(field)) continue;
      int readable = field;
      orRefused(() -> view.text(readable));
      orRefused(() -> view.number(readable));
    }
  }

  private static void close(AutoCloseable secret) {
    if (secret instanceof Pan pan) pan.close();
    if (secret instanceof TrackData track) track.close();
  }

  private static void orRefused(Runnable deed) {
    try {
      deed.run();
    } catch (BadMessage expected) {
      assertFalse(expected.getMessage().isEmpty());
    }
  }

  @FuzzTest(maxDuration = "10m")
  void chipDataAreReadWholeOrRefused(byte[] data) {
    EmvData emv = new EmvData();
    try {
      emv.index(data, 0, data.length, 55);
    } catch (BadMessage refused) {
      assertEquals(0, emv.size());
      return;
    }
    for (int i = 0; i < emv.size(); i++) {
      assertTrue(emv.offset(i) >= 0 && emv.offset(i) + emv.length(i) <= data.length);
      if (!emv.isConstructed(i) && !EmvData.isCardData(emv.tag(i))) {
        assertEquals(2 * emv.length(i), emv.hex(i).length());
      }
    }
    emv.par();
    orRefused(() -> close(emv.pan()));
  }

  @FuzzTest(maxDuration = "10m")
  void aTrackIsReadOrRefused(byte[] data) {
    orRefused(() -> use(TrackData.track1(data, 0, data.length, 45)));
    orRefused(() -> use(TrackData.track2(data, 0, data.length, 35)));
  }

  private static void use(TrackData track) {
    try (track;
        Pan pan = track.pan()) {
      assertTrue(pan.length() >= Pan.MIN_DIGITS && pan.length() <= Pan.MAX_DIGITS);
      track.expiry();
      pan.brand();
      pan.masked();
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aDialectFileIsReadOrRefusedWithItsLine(FuzzedDataProvider data) {
    String text = new DialectText(data.pickValue(Dialect.SHIPPED)).text();
    // Mostly the shipped file with a piece replaced: pure noise seldom gets past its first line.
    int at = data.consumeInt(0, text.length());
    int end = Math.min(text.length(), at + data.consumeInt(0, 60));
    boolean noise = data.consumeProbabilityDouble() < 0.05;
    String piece = data.consumeRemainingAsString();
    String file = noise ? piece : text.substring(0, at) + piece + text.substring(end);
    try {
      DialectReader.read("fuzz.yaml", file);
    } catch (BadDialect refused) {
      assertTrue(refused.getMessage().startsWith("fuzz.yaml"), refused.getMessage());
      for (BadDialect mistake : refused.mistakes()) {
        assertTrue(mistake.line() >= 0);
        assertTrue(mistake.getMessage().startsWith("fuzz.yaml"), mistake.getMessage());
      }
    }
  }

  @FuzzTest(maxDuration = "10m")
  void aSearchFindsTheSameHoweverItIsFed(byte[] data) {
    List<CardNumberFind> whole = CardNumberFinder.in(data);
    for (CardNumberFind find : whole) {
      assertTrue(find.offset() >= 0 && find.offset() + find.length() <= data.length);
      assertTrue(find.masked().contains("***"));
    }
    List<CardNumberFind> pieces = new ArrayList<>();
    CardNumberFinder finder = new CardNumberFinder(pieces::add);
    for (int i = 0; i < data.length; i++) finder.feed(data, i, 1);
    finder.end();
    assertEquals(whole, pieces);
    byte[] masked = CardNumberRedactor.redact(data);
    assertEquals(data.length, masked.length);
    for (CardNumberFind find : CardNumberFinder.in(masked)) {
      // What is left was written in a way that text is not; or it came about by masking.
      assertTrue(find.form() != CardNumberFind.Form.ASCII || masked != data, find::toString);
    }
  }
}
