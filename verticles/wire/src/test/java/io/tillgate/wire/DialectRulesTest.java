package io.tillgate.wire;

import static io.tillgate.wire.Messages.PAN;
import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.purchase;
import static io.tillgate.wire.Messages.set;
import static io.tillgate.wire.Messages.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.AnswerCodes.Meaning;
import org.junit.jupiter.api.Test;

/** Pairing, matching, answers and reversals, as the shipped dialects say. */
class DialectRulesTest {
  private final Dialect in1987 = Dialect.named("iso87-ascii");
  private final Dialect in1993 = Dialect.named("iso93-binary");

  @Test
  void requestsAndTheirRepeatsHaveTheSameAnswer() {
    MessageTypes types = in1987.messages();
    int[][] pairs = {
      {100, 110},
      {101, 110},
      {120, 130},
      {200, 210},
      {201, 210},
      {220, 230},
      {221, 230},
      {400, 410},
      {420, 430},
      {421, 430},
      {800, 810}
    };
    for (int[] pair : pairs) assertEquals(pair[1], types.answer(pair[0]), "" + pair[0]);
    assertEquals(421, types.repeat(420));
    assertEquals(421, types.repeat(421));
    assertFalse(types.isRequest(210));
    assertFalse(types.isKnown(1200));
    assertFalse(types.isKnown(-1));
    assertFalse(types.isKnown(10_000));
    assertEquals(1_430, in1993.messages().answer(1_421));
  }

  @Test
  void aHostThatAnswersAReversalOtherwiseIsData() {
    Dialect other = new DialectText().with("answer: \"0410\"", "answer: \"0430\"").read();
    assertEquals(430, other.messages().answer(400));
  }

  @Test
  void typesAreToldByTheirDigits() {
    assertTrue(Mti.isAuthorization(1_100) && Mti.isFinancial(221) && Mti.isReversal(1_420));
    assertTrue(Mti.isNetwork(810) && Mti.isAdvice(220) && Mti.isRepeat(421));
    assertFalse(Mti.isAdvice(200) || Mti.isRepeat(420) || Mti.isNetwork(200));
    assertEquals("0042", Mti.text(42));
    assertEquals("1814", Mti.text(1_814));
  }

  private MatchKey key(MessageBuilder builder) {
    return in1987.matching().key(view(in1987, bytes(builder)));
  }

  @Test
  void anAnswerFindsItsRequestWithTheFieldsItKept() {
    MatchKey request = key(purchase(in1987));
    MatchKey answer = key(purchase(in1987).mti(210).drop(12).drop(13).drop(32).text(39, "00"));
    assertTrue(request.matches(answer));
    assertTrue(answer.matches(request));
    assertEquals(request.bucket(), answer.bucket());
  }

  @Test
  void theTraceNumberAloneIsNotEnough() {
    MatchKey request = key(purchase(in1987));
    MatchKey bare = key(purchase(in1987).drop(12).drop(13).drop(32).drop(37).drop(41));
    assertEquals(request.bucket(), bare.bucket());
    assertFalse(request.matches(bare));
  }

  @Test
  void theSameTraceNumberOfAnotherTerminalIsAnotherRequest() {
    assertFalse(key(purchase(in1987)).matches(key(purchase(in1987).text(41, "TERM0002"))));
    assertFalse(key(purchase(in1987)).matches(key(purchase(in1987).text(12, "030406"))));
    assertFalse(key(purchase(in1987)).matches(key(purchase(in1987).text(11, "000043"))));
    assertTrue(key(purchase(in1987).text(41, "T1")).matches(key(purchase(in1987).text(41, "T1 "))));
  }

  @Test
  void aMessageWithoutATraceNumberHasNoKey() {
    assertThrows(BadMessage.class, () -> key(purchase(in1987).drop(11)));
  }

  @Test
  void codesMeanWhatTheDialectSays() {
    assertEquals(Meaning.APPROVED, in1987.answers().meaning("00"));
    assertEquals(Meaning.PARTIALLY_APPROVED, in1987.answers().meaning("10"));
    assertEquals(Meaning.DECLINED, in1987.answers().meaning("05"));
    assertEquals(Meaning.DECLINED, in1987.answers().meaning("000"));
    assertEquals(Meaning.APPROVED, in1993.answers().meaning("000"));
    assertEquals(Meaning.PARTIALLY_APPROVED, in1993.answers().meaning("002"));
    assertTrue(in1993.answers().reversalAccepted().contains("400"));
  }

  @Test
  void anAnswerMadeHereCarriesNoCardData() {
    MessageView request = view(in1987, bytes(set(purchase(in1987), 35, PAN + "=2712")));
    MessageBuilder builder = new MessageBuilder(in1987);
    MessageView answer =
        view(in1987, bytes(in1987.answers().answer(request, in1987.answers().timedOut(), builder)));
    assertEquals(210, answer.mti());
    assertEquals("91", answer.text(39));
    assertEquals("000042", answer.text(11));
    assertEquals("TERM0001", answer.text(41));
    for (int field : new int[] {2, 14, 35, 48, 52, 55}) assertFalse(answer.has(field));
    assertTrue(in1987.matching().key(request).matches(in1987.matching().key(answer)));
    assertThrows(BadMessage.class, () -> in1987.answers().answer(answer, "91", builder));
  }

  @Test
  void aReversalOf1987CarriesTheOriginalDataElements() {
    MessageView reversal = reversal(in1987, purchase(in1987).text(33, "987"));
    assertEquals(420, reversal.mti());
    assertEquals(
        "0200" + "000042" + "0102030405" + "00000123456" + "00000000987", reversal.text(90));
    assertEquals(1_000, reversal.number(4));
    assertEquals("600101000042", reversal.text(37));
  }

  @Test
  void aReversalOf1993SaysThatTimeRanOut() {
    MessageView reversal = reversal(in1993, purchase(in1993));
    assertEquals(1_420, reversal.mti());
    assertEquals("1200" + "000042" + "260102030405" + "06" + "123456", reversal.text(56));
    assertEquals("4021", reversal.text(25));
    assertEquals("400", reversal.text(24));
    MessageView bare = reversal(in1993, purchase(in1993).drop(32));
    assertEquals("1200" + "000042" + "260102030405" + "00", bare.text(56));
  }

  @Test
  void aReversalCarriesNoTrackPinOrPrivateField() {
    for (Dialect dialect : new Dialect[] {in1987, in1993}) {
      MessageBuilder original = set(purchase(dialect).drop(2), 35, PAN + "=27122010000");
      set(set(original, 52, "\0\1\2\3\4\5\6\7"), 48, "cvc 123");
      byte[] chip = {(byte) 0x9F, 0x26, 1, 0};
      MessageView reversal = reversal(dialect, original.value(55, chip, 0, 4));
      for (int field : new int[] {35, 36, 45, 48, 52, 53, 55}) assertFalse(reversal.has(field));
      try (Pan pan = reversal.pan()) {
        assertEquals(PAN, new String(pan.bytes()));
      }
    }
  }

  @Test
  void aRequestWithoutATraceNumberCannotBeReversed() {
    assertThrows(BadMessage.class, () -> reversal(in1987, purchase(in1987).drop(11)));
  }

  private static MessageView reversal(Dialect dialect, MessageBuilder original) {
    MessageView view = view(dialect, bytes(original));
    return view(dialect, bytes(dialect.reversal().write(view, new MessageBuilder(dialect))));
  }

  @Test
  void repeatsComeInGrowingIntervalsUpToTheLongest() {
    RetryPace pace = in1987.retry();
    long[] millis = {5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000};
    for (int i = 0; i < millis.length; i++) assertEquals(millis[i], pace.delayMillis(i + 1));
    assertEquals(300_000, pace.delayMillis(Integer.MAX_VALUE));
  }

  @Test
  void signOnAndEchoAreToldApart() {
    NetworkRule network = in1987.network();
    assertEquals(800, network.mti());
    assertEquals("001", network.signOn().get(70));
    assertEquals("301", network.echo().get(70));
    assertEquals(1_804, in1993.network().mti());
    assertEquals("831", in1993.network().echo().get(24));
  }
}
