package io.tillgate.wire;

import static io.tillgate.wire.Messages.bytes;
import static io.tillgate.wire.Messages.mti;
import static io.tillgate.wire.Messages.purchase;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillgate.wire.BadMessage.Reason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Message types, and money. */
class MessageTypeRulesTest {
  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.1 the first digit is the edition, and no other edition's type is read")
  void theFirstDigitIsTheEdition(String name) {
    Dialect dialect = Dialect.named(name);
    int known = 0;
    for (int mti = 0; mti < 10_000; mti++) {
      if (!dialect.messages().isKnown(mti)) continue;
      known++;
      assertEquals(dialect.edition().digit(), mti / 1_000, Mti.text(mti));
    }
    assertTrue(known > 20, known + " types");
    int foreign = (mti(dialect, 200) + 1_000) % 3_000;
    byte[] wire = bytes(purchase(dialect).mti(foreign));
    BadMessage refused =
        assertThrows(BadMessage.class, () -> new MessageView(dialect).index(wire, 0, wire.length));
    assertEquals(Reason.UNKNOWN_MTI, refused.reason());
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.1 an odd last digit is a repeat, and is answered as its original")
  void anOddLastDigitIsARepeat(String name) {
    MessageTypes messages = Dialect.named(name).messages();
    int repeats = 0;
    for (int mti = 0; mti < 10_000; mti++) {
      if (!messages.isRequest(mti)) continue;
      int repeat = messages.repeat(mti);
      if (repeat < 0) continue;
      repeats++;
      assertTrue(Mti.isRepeat(repeat));
      assertEquals(messages.answer(mti), messages.answer(repeat), Mti.text(mti));
      assertEquals(repeat, messages.repeat(repeat), "a repeat is repeated as itself");
      if (mti != repeat) assertFalse(Mti.isRepeat(mti));
    }
    assertTrue(repeats >= 14, repeats + " repeats");
  }

  @ParameterizedTest
  @CsvSource({"100, 110", "120, 130", "200, 210", "220, 230", "400, 410", "420, 430", "800, 810"})
  @DisplayName("RULES 1.1 each request has its answer")
  void eachRequestHasItsAnswer(int request, int answer) {
    for (String name : Dialect.SHIPPED) {
      Dialect dialect = Dialect.named(name);
      int asked = mti(dialect, request);
      // BASE24 hosts know reversals as advices only.
      if (name.equals("base24") && request == 400) assertFalse(dialect.messages().isKnown(asked));
      else assertEquals(mti(dialect, answer), dialect.messages().answer(asked), name);
    }
  }

  @Test
  @DisplayName("RULES 1.1 a host that answers 0400 with 0430 is told so in its file")
  void thePairingIsTheDialects() {
    Dialect other = new DialectText().with("answer: \"0410\"", "answer: \"0430\"").read();
    assertEquals(430, other.messages().answer(400));
    assertEquals(430, other.messages().answer(401));
    byte[] reversal = bytes(purchase(other).mti(400));
    MessageView view = new MessageView(other).index(reversal, 0, reversal.length);
    byte[] answer = bytes(other.answers().answer(view, "00", new MessageBuilder(other)));
    assertEquals(430, new MessageView(other).index(answer, 0, answer.length).mti());
  }

  @ParameterizedTest
  @CsvSource({"392, 0", "840, 2", "978, 2", "414, 3", "990, 4"})
  @DisplayName("RULES 1.13 an amount is in minor units of its currency, wherever that is written")
  void anAmountIsInMinorUnits(int currency, int decimals) {
    for (String name : Dialect.SHIPPED) {
      Dialect dialect = Dialect.named(name);
      MessageBuilder builder = purchase(dialect);
      Amount.write(builder, 1_234, currency, decimals);
      MessageView view = Messages.view(dialect, bytes(builder));
      assertEquals(1_234, Amount.minor(view), name);
      assertEquals("%03d".formatted(currency), Amount.currency(view), name);
      boolean says = dialect.edition() == Edition.V2003;
      assertEquals(says ? decimals : Amount.OF_THE_CURRENCY, Amount.decimals(view), name);
      if (says) assertEquals(currency + "" + decimals + "000000001234", view.text(4));
    }
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.13 a reversal carries the original amount, in its currency")
  void aReversalCarriesTheOriginalAmount(String name) {
    Dialect dialect = Dialect.named(name);
    MessageBuilder builder = purchase(dialect);
    Amount.write(builder, 98_765, 414, 3);
    MessageView original = Messages.view(dialect, bytes(builder));
    byte[] wire = bytes(dialect.reversal().write(original, new MessageBuilder(dialect)));
    MessageView reversal = new MessageView(dialect).index(wire, 0, wire.length);
    assertEquals(98_765, Amount.minor(reversal));
    assertEquals("414", Amount.currency(reversal));
    assertEquals(Amount.decimals(original), Amount.decimals(reversal));
  }

  @Test
  @DisplayName("RULES 1.13 an answer in part is in the currency of its request")
  void anAnswerInPartIsInTheCurrencyOfItsRequest() {
    for (String name : Dialect.SHIPPED) {
      Dialect dialect = Dialect.named(name);
      MessageView request = Messages.view(dialect, bytes(purchase(dialect)));
      MessageBuilder builder = new MessageBuilder(dialect);
      String code = dialect.answers().partiallyApproved().iterator().next();
      dialect.answers().answer(request, code, builder);
      Amount.writeLike(request, 400, builder);
      byte[] wire = bytes(builder);
      MessageView answer = new MessageView(dialect).index(wire, 0, wire.length);
      assertEquals(400, Amount.minor(answer), name);
      assertEquals("978", Amount.currency(answer), name);
    }
  }

  @Test
  @DisplayName("RULES 1.13 an amount that its field cannot hold is refused and not cut")
  void anAmountThatDoesNotFitIsRefused() {
    for (String name : Dialect.SHIPPED) {
      MessageBuilder builder = purchase(Dialect.named(name));
      BadMessage refused =
          assertThrows(
              BadMessage.class, () -> Amount.write(builder, 1_000_000_000_000L, 978, 2), name);
      assertEquals(Reason.VALUE_TOO_LONG, refused.reason());
      assertEquals(4, refused.field());
    }
  }
}
