package io.tillgate.card.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.card.Iso;
import io.tillgate.card.standin.AdviceRule;
import io.tillgate.card.standin.StandInLimits;
import io.tillgate.card.standin.StandInTest;
import io.tillgate.retail.payment.PaymentOutcome;
import io.tillgate.wire.Dialect;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdviceMessagesTest {
  private static final Dialect DIALECT = Dialect.named("iso87-ascii");
  private static final String PAN_TAG = "5A084111111111111111";
  private static final String TRACK_TAG = "57124111111111111111D301210100000123000F";
  private static final String CRYPTOGRAM = "9F26080102030405060708";
  private static final String PIN_TAG = "99081122334455667788";

  private final Iso iso = new Iso(DIALECT);

  private static PaymentOutcome approved(long amountMinor) {
    return new PaymentOutcome(
        "p1", PaymentOutcome.Result.APPROVED_OFFLINE, "00", amountMinor, "USD", "OF1234", null);
  }

  private Iso.Message advice(AdviceRule rule, Map<Integer, String> asked) {
    byte[] request = iso.write(200, asked);
    byte[] advice =
        new AdviceMessages(DIALECT, rule)
            .advice(new Messages(DIALECT).request(request), approved(500));
    return iso.read(advice);
  }

  @Test
  @DisplayName("PCI 3.3.1 no track, no PIN and no verification code waits to be told")
  void whatIsSensitiveIsNotInAnAdvice() {
    Map<Integer, String> asked = iso.purchase("T1", "000001", 500);
    asked.put(35, "4111111111111111=30121010000012300000");
    asked.put(45, "B4111111111111111^DOE/J^30121010000012300000");
    asked.put(48, "CVC 123");
    asked.put(52, "0123456789ABCDEF");
    asked.put(53, "0000000000000001");
    asked.put(63, "PRIVATE");
    asked.put(55, PAN_TAG + TRACK_TAG + PIN_TAG + CRYPTOGRAM);
    Iso.Message advice = advice(AdviceRule.of(DIALECT), asked);
    assertEquals(220, advice.mti());
    for (int field : new int[] {35, 45, 48, 52, 53, 63}) {
      assertNull(advice.field(field), "field " + field);
    }
    assertEquals("OF1234", advice.field(38));
    assertEquals("00", advice.field(39));
    String chip = hexOf(advice.field(55));
    assertTrue(chip.contains(PAN_TAG) && chip.contains(CRYPTOGRAM), chip);
    assertFalse(chip.contains("57124111"), chip);
    assertFalse(chip.contains(PIN_TAG), chip);
  }

  private static String hexOf(String digits) {
    return digits.toUpperCase(java.util.Locale.ROOT);
  }

  @Test
  void aTemplateThatHoldsATrackIsLeftOutAsAWhole() {
    Map<Integer, String> asked = iso.purchase("T1", "000001", 500);
    asked.put(55, CRYPTOGRAM + "7014" + TRACK_TAG + "9F360200019F2701809F1A020840");
    String chip = hexOf(advice(AdviceRule.of(DIALECT), asked).field(55));
    assertTrue(chip.startsWith(CRYPTOGRAM), chip);
    assertFalse(chip.contains("4111111111111111"), chip);
    assertTrue(chip.contains("9F2701809F1A020840"), "what follows it stays: " + chip);
  }

  @Test
  void malformedChipDataAreLeftOut() {
    Map<Integer, String> asked = iso.purchase("T1", "000001", 500);
    asked.put(55, CRYPTOGRAM + "9F3605");
    assertNull(advice(AdviceRule.of(DIALECT), asked).field(55));
  }

  @Test
  void aCardThatCameInItsTrackAloneIsNamed() {
    Map<Integer, String> asked = iso.purchase("T1", "000001", 500);
    asked.remove(2);
    asked.put(35, "4111111111111111=30121010000012300000");
    assertEquals("4111111111111111", advice(AdviceRule.of(DIALECT), asked).field(2));
  }

  @Test
  void tracksWaitWhereTheProfileSaysSo() {
    StandInLimits limits =
        StandInTest.limits(
            "{enabled: true, advice: {tracks: true, copy: [2, 3, 4, 11, 35, 41, 49, 55]}}");
    Map<Integer, String> asked = iso.purchase("T1", "000001", 500);
    asked.put(35, "4111111111111111=30121010000012300000");
    asked.put(55, TRACK_TAG + CRYPTOGRAM);
    Iso.Message advice = advice(limits.advice(), asked);
    assertTrue(advice.fields().containsKey(35));
    assertTrue(hexOf(advice.field(55)).contains(TRACK_TAG));
  }

  @Test
  void itIsSentWithWhatIsLeftAndAsARepeatWhereItMayHaveBeenSent() {
    Map<Integer, String> asked = iso.purchase("T1", "000001", 500);
    byte[] request = iso.write(200, asked);
    AdviceMessages messages = new AdviceMessages(DIALECT, AdviceRule.of(DIALECT));
    byte[] advice = messages.advice(new Messages(DIALECT).request(request), approved(500));
    Iso.Message first = iso.read(messages.sent(advice, 500, false));
    assertEquals(220, first.mti());
    assertEquals("000000000500", first.field(4));
    Iso.Message again = iso.read(messages.sent(advice, 120, true));
    assertEquals(221, again.mti());
    assertEquals("000000000120", again.field(4));
    assertEquals("000001", again.field(11));
  }
}
