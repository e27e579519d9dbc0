package io.tillgate.card.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillgate.card.Iso;
import io.tillgate.wire.BadMessage;
import io.tillgate.wire.Dialect;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Amounts and currencies as terminals of each edition write them. */
class MoneyOfEveryEditionTest {
  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.13 amount, currency and local time are read alike in every dialect")
  void moneyAndTimeAreReadAlike(String name) {
    Iso iso = new Iso(Dialect.named(name));
    byte[] asked = iso.write(iso.mti(200), iso.purchase("TERM0001", "000042", 1_250));
    Request request = new Messages(iso.dialect()).request(asked);
    assertEquals(1_250, request.amountMinor());
    assertEquals("USD", request.currency());
    assertEquals("0901121500", request.localDateTime());
    assertEquals("TERM0001", request.terminal());
  }

  @ParameterizedTest
  @FieldSource("io.tillgate.wire.Dialect#SHIPPED")
  @DisplayName("RULES 1.7 a reversal names its original alike in every dialect")
  void aReversalNamesItsOriginal(String name) {
    Iso iso = new Iso(Dialect.named(name));
    Map<Integer, String> payment = iso.purchase("TERM0001", "000042", 1_250);
    byte[] reversal = iso.write(iso.reversalMti(), iso.reversalOf(payment));
    Request request = new Messages(iso.dialect()).request(reversal);
    assertEquals(payment.get(11), request.original().stan());
    boolean says = iso.dialect().edition().digit() > 0;
    assertEquals(says ? "0901121500" : null, request.original().localDateTime());
  }

  @ParameterizedTest
  @CsvSource({"8403, 4", "4142, 4", "3921, 4", "0002, 4"})
  @DisplayName("RULES 1.13 an amount with other decimals than its currency has is a format error")
  void otherDecimalsAreAFormatError(String front, int field) {
    Iso iso = new Iso(Dialect.named("iso2003"));
    Map<Integer, String> payment = iso.purchase("TERM0001", "000042", 1_250);
    payment.put(4, front + "000000001250");
    byte[] asked = iso.write(iso.mti(200), payment);
    Messages messages = new Messages(iso.dialect());
    BadMessage refused = assertThrows(BadMessage.class, () -> messages.request(asked));
    assertEquals(field, refused.field());
    assertEquals("9100", iso.read(messages.formatError(asked)).field(39));
  }

  @Test
  @DisplayName("RULES 1.13 yen have no decimals and dinars three")
  void decimalsAreTheCurrencys() {
    Iso iso = new Iso(Dialect.named("iso2003"));
    Map<Integer, String> payment = iso.purchase("TERM0001", "000042", 1_250);
    for (String front : new String[] {"3920", "4143", "8402"}) {
      payment.put(4, front + "000000001250");
      Request request = new Messages(iso.dialect()).request(iso.write(iso.mti(200), payment));
      assertEquals(1_250, request.amountMinor());
    }
  }
}
